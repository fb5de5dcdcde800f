/** Which window of the timeline is asked for, so that what is shown is in it, and a little movement needs no other. */
import { type Ms, SECOND } from "@flipwatch/core/time";
import { language } from "../words/words.ts";
import { LONGEST_MS, type Range } from "./range.ts";

/** A window and the pixels it is folded to: the question that the API answers. */
export interface Asked extends Range {
  width: number;
}

/** What is loaded may be this much coarser than the screen before it is asked for anew. */
const COARSEST = 1.5;
/** Half as much again on either side, as far as the longest window allows: the API gives a whole window so many segments, not a screen. */
const BESIDE = 0.5;
/** What the API takes. */
const LEAST_PX = 100;
const MOST_PX = 8_000;

/** The window asked for before, while it still serves; else a new one. `pixels`: what the range is drawn on. */
export function askFor(range: Range, pixels: number, before?: Asked): Asked {
  if (before !== undefined && serves(before, range, pixels)) return before;
  const length = range.to - range.from;
  const beside = Math.min(BESIDE * length, Math.max(0, LONGEST_MS * 1.02 - length) / 2);
  // Whole units, so that viewers of the same stretch ask the same.
  const unit = Math.max(SECOND, 10 ** Math.floor(Math.log10(length / 100)));
  const from = Math.floor((range.from - beside) / unit) * unit;
  const to = Math.ceil((range.to + beside) / unit) * unit;
  return { from, to, width: Math.min(MOST_PX, Math.max(LEAST_PX, Math.ceil((pixels * (to - from)) / length / 100) * 100)) };
}

function serves(asked: Asked, range: Range, pixels: number): boolean {
  if (asked.from > range.from || asked.to < range.to) return false;
  const length = range.to - range.from;
  // Zoomed out within a window far longer than needed, nothing is missing; zoomed in, details are.
  return (asked.to - asked.from) / asked.width <= (length / pixels) * COARSEST;
}

export function pathOfWindow(pair: string, { from, to, width }: Asked): string {
  return `/api/pairs/${encodeURIComponent(pair)}/timeline?from=${from}&to=${to}&width=${width}&lang=${language()}`;
}

/** How often a window is asked for: often while now is in it, hardly ever when it is all past. */
export function everyMs({ to }: Asked, now: Ms): Ms {
  return to >= now ? 5 * SECOND : 60 * SECOND;
}
