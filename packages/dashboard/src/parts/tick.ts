/** One beat a second for everything on the page that says how long ago something was. It rests while nobody looks. */
import type { Ms } from "@flipwatch/core/time";
import { useEffect, useState } from "preact/hooks";
import { now } from "../clock.ts";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function beat(): void {
  if (document.visibilityState === "hidden") return;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(beat, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** What `of` makes of the time, at every beat. The component is drawn again only when that differs, so let it be a text or a number. */
export function useTicked<T extends string | number | boolean>(of: (now: Ms) => T): T {
  const [, drawAgain] = useState(0);
  const value = of(now());
  useEffect(() => {
    const changed = () => {
      if (!Object.is(of(now()), value)) drawAgain((count) => count + 1);
    };
    changed();
    return listen(changed);
  });
  return value;
}
