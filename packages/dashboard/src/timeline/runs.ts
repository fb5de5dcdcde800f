/**
 * What of a lane can be told apart at a width: one run a segment that is at least a pixel wide, one a pixel for all that are narrower, of
 * which the gravest shows. Drawing and pointing both go by it, so what is pointed at is what is seen.
 */
import { gravityOf } from "@flipwatch/core/timeline/gravity";
import type { LaneSegment } from "./lanes.ts";
import type { Range } from "./range.ts";

export interface Run {
  /** Pixels from the left edge of the plot: [left, right), at least one wide, none over another. */
  left: number;
  right: number;
  /** Of the strip's segments, the only one, or the gravest of those that this run stands for. */
  index: number;
  /** How many segments it stands for. */
  count: number;
}

export type Scale = Range & {
  /** Pixels for the whole range. */
  width: number;
};

export function pixelOf(at: number, { from, to, width }: Scale): number {
  return ((at - from) / (to - from)) * width;
}

export function momentAt(pixel: number, { from, to, width }: Scale): number {
  return from + (pixel / width) * (to - from);
}

/** A lane's segments, laid out so that ten thousand of them are passed through in a fraction of a frame, without touching each. */
export interface Strip {
  segments: readonly LaneSegment[];
  starts: Float64Array;
  ends: Float64Array;
  gravities: Uint8Array;
  counts: Uint32Array;
}

/** `segments`: oldest first, none over another. */
export function stripOf(segments: readonly LaneSegment[]): Strip {
  const { length } = segments;
  const [starts, ends] = [new Float64Array(length), new Float64Array(length)];
  const [gravities, counts] = [new Uint8Array(length), new Uint32Array(length)];
  // By index: an iterator's pairs cost more than all the rest here.
  for (let index = 0; index < length; index += 1) {
    const { from, to, state, count } = segments[index] as LaneSegment;
    starts[index] = from;
    ends[index] = to;
    gravities[index] = gravityOf(state);
    counts[index] = count ?? 1;
  }
  return { segments, starts, ends, gravities, counts };
}

/** The runs of what lies in the range, left to right: at most two a pixel, however many segments there are. */
export function runsOf({ starts, ends, gravities, counts }: Strip, { from, to, width }: Scale): Run[] {
  const perMs = width / (to - from);
  const runs: Run[] = [];
  let last: Run = { left: -1, right: 0, index: -1, count: 0 };
  for (let index = firstAfter(ends, from); index < starts.length; index += 1) {
    const start = starts[index] ?? to;
    if (start >= to) break;
    const left = start <= from ? 0 : (start - from) * perMs;
    const right = Math.min(width, ((ends[index] ?? to) - from) * perMs);
    const count = counts[index] ?? 1;
    const pixel = Math.min(Math.floor(left), width - 1);
    if (right - left >= 1) {
      // What was too short to be seen keeps its whole pixel, at its neighbours' cost.
      last = { left: Math.max(left, last.right), right, index, count };
      runs.push(last);
    } else if (pixel > last.left) {
      last.right = Math.min(last.right, pixel);
      last = { left: pixel, right: pixel + 1, index, count };
      runs.push(last);
    } else {
      last.right = pixel + 1;
      last.count += count;
      if ((gravities[index] ?? 0) > (gravities[last.index] ?? 0)) last.index = index;
    }
  }
  return runs;
}

/** The index of the first end that lies after a moment, by bisection. */
function firstAfter(ends: Float64Array, at: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The run at a pixel, by bisection; undefined where the lane has none. */
export function runAt(runs: readonly Run[], pixel: number): Run | undefined {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((runs[middle]?.right ?? 0) > pixel) high = middle;
    else low = middle + 1;
  }
  const run = runs[low];
  return run !== undefined && run.left <= pixel ? run : undefined;
}
