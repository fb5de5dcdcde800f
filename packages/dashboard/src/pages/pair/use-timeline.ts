/** Loads the part of a pair's timeline that is on the screen, and keeps it fresh. */
import type { Ms } from "@flipwatch/core/time";
import type { TimelineReply } from "@flipwatch/functions/api/timeline";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Answer, useAnswer } from "../../api/use-answer.ts";
import { now } from "../../clock.ts";
import { type Range, rangeOf, type Shown } from "../../timeline/range.ts";
import { type Asked, askFor, everyMs, pathOfWindow } from "../../timeline/window.ts";

/** While somebody moves, another window is asked for at most so often. */
const CALM_MS: Ms = 150;

export interface LoadedTimeline {
  /** Keeps what is loaded until the next window is there. */
  answer: Answer<TimelineReply>;
  onView: (range: Range, pixels: number) => void;
}

export function useTimeline(id: string, shown: Shown): LoadedTimeline {
  const [asked, setAsked] = useState<Asked>(() => askFor(rangeOf(shown, now()), globalThis.innerWidth));
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onView = useCallback((range: Range, pixels: number) => {
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => setAsked((before) => askFor(range, pixels, before)), CALM_MS);
  }, []);
  useEffect(() => () => clearTimeout(waiting.current), []);
  const answer = useAnswer<TimelineReply>(pathOfWindow(id, asked), { everyMs: everyMs(asked, now()), keep: true });
  return { answer, onView };
}
