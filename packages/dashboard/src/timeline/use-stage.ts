/** Keeps a stage on a component's canvas: what it shows follows the page, and what hands and keys do on it becomes what the page shows. */
import { DAY } from "@flipwatch/core/time";
import { useEffect, useRef, useState } from "preact/hooks";
import { now } from "../clock.ts";
import { onTheme } from "../look/theme.ts";
import type { Hit } from "./hit.ts";
import type { KeyAction } from "./keys.ts";
import { following, movedTo, type Range, rangeOf, type Shown } from "./range.ts";
import { type Picture, type Place, Stage } from "./stage.ts";

/** Now moves on by so much at a time. */
const BEAT_MS = 1_000;

export interface StageProps {
  picture: Picture;
  shown: Shown;
  onShown: (next: Shown) => void;
  onView: (range: Range, pixels: number) => void;
}

export interface Pointed {
  hit: Hit;
  place: Place;
}

export function useStage({ picture, shown, onShown, onView }: StageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage>(undefined);
  const [pointed, setPointed] = useState<Pointed>();
  // The stage outlives each drawing of the page, so it asks for what counts by then.
  const latest = useRef({ shown, onShown, onView });
  latest.current = { shown, onShown, onView };

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (canvas.current === null || context == null) return;
    const started = new Stage(canvas.current, context, rangeOf(latest.current.shown, now()), {
      now,
      onView: (range, pixels) => latest.current.onView(range, pixels),
      onRested: (range) => latest.current.onShown(movedTo(range, now(), latest.current.shown.mark)),
      onHit: (hit, place) => setPointed(hit && place && { hit, place }),
    });
    stage.current = started;
    const beat = setInterval(() => {
      if (document.visibilityState !== "hidden") started.moveTo(rangeOf(latest.current.shown, now()));
    }, BEAT_MS);
    const stopTheme = onTheme(() => started.repaint());
    return () => {
      clearInterval(beat);
      stopTheme();
      started.stop();
    };
  }, []);
  useEffect(() => stage.current?.show(picture), [picture]);
  useEffect(() => stage.current?.moveTo(rangeOf(shown, now())), [shown]);
  return { canvas, stage, pointed };
}

/** Does what a key asks for. */
export function act(stage: Stage, action: KeyAction, { shown, onShown }: Pick<StageProps, "shown" | "onShown">): void {
  const length = stage.range.to - stage.range.from;
  switch (action.kind) {
    case "pan":
      stage.pan(action.share * length);
      break;
    case "zoom":
      stage.zoom(action.factor);
      break;
    case "row":
      stage.goToRow(action.by);
      break;
    case "step":
      stage.step(action.by);
      break;
    case "leave":
      stage.leave();
      break;
    case "now":
      onShown(following(shown));
      break;
    case "oldest":
      onShown({ follows: false, from: now() - 90 * DAY, to: now() - 90 * DAY + length });
  }
}
