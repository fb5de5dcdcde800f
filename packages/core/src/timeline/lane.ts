/** A lane of the timeline: what one thing was, when. Decides how segments follow one another; knows nothing of events. */
import type { Ms } from "../time.ts";

export interface Segment<State extends string = string> {
  state: State;
  /** Half open: [from, to). */
  from: Ms;
  /** Absent while it lasts. */
  to?: Ms;
  /** When the state before was last seen: the change lies between here and `from`. Absent when nothing was seen before. */
  after?: Ms;
}

/** Oldest first, without empty segments, and without gaps between neighbours but where a lane was ended; only the last may be open. */
export type Lane<S extends Segment = Segment> = readonly S[];

/**
 * Ends the lane's last segment where the next one starts; returns the lane itself when nothing changes.
 *
 * A segment dated before the lane's last start begins there instead, since a log is ordered by number and its clocks may not be;
 * a segment that this leaves without any length is dropped. `same` says whether two neighbours tell the same.
 */
export function advance<S extends Segment>(lane: Lane<S>, next: S, same: (a: S, b: S) => boolean = sameState): Lane<S> {
  const last = lane.at(-1);
  if (last !== undefined && last.to === undefined && same(last, next)) return lane;
  const longer = [...lane];
  extend(longer, next, same);
  return longer;
}

/** The same, done to the lane itself: of a long log every copy would be as long as the lane. */
export function extend<S extends Segment>(lane: S[], next: S, same: (a: S, b: S) => boolean = sameState): void {
  let { from } = next;
  // Bounded by the lane: each turn but the last takes a segment away.
  for (;;) {
    const last = lane.at(-1);
    if (last?.to === undefined && last !== undefined && same(last, next)) return;
    if (last === undefined || from > last.from) {
      if (last !== undefined) lane[lane.length - 1] = { ...last, to: Math.min(last.to ?? from, from) };
      lane.push(from === next.from ? next : { ...next, from });
      return;
    }
    from = last.from;
    lane.pop();
    reopen(lane);
  }
}

/** The lane of something that is not watched any more; it may go on later. */
export function ended<S extends Segment>(lane: Lane<S>, at: Ms): Lane<S> {
  const last = lane.at(-1);
  return last === undefined || last.to !== undefined || at <= last.from ? lane : [...lane.slice(0, -1), { ...last, to: at }];
}

function reopen<S extends Segment>(lane: S[]): void {
  const last = lane.at(-1);
  if (last === undefined) return;
  const { to: _, ...open } = last;
  // An open segment of the same kind: only the optional `to` is gone.
  lane[lane.length - 1] = open as S;
}

export function sameState(a: Segment, b: Segment): boolean {
  return a.state === b.state;
}

/** What the lane says at a moment; undefined before its first segment. */
export function segmentAt<S extends Segment>(lane: Lane<S>, at: Ms): S | undefined {
  const segment = lane[firstEndingAfter(lane, at)];
  return segment !== undefined && segment.from <= at ? segment : undefined;
}

/** The index of the first segment that lasts beyond the moment; the lane's length when none does. By bisection: lanes can be long. */
export function firstEndingAfter(lane: Lane, at: Ms): number {
  let low = 0;
  let high = lane.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lane[middle]?.to ?? Number.POSITIVE_INFINITY) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The parts of the lane within [from, to), cut at both ends. Every segment of the result has a `to`. */
export function clip<S extends Segment>(lane: Lane<S>, from: Ms, to: Ms): (S & { to: Ms })[] {
  const touched: S[] = [];
  for (let index = firstEndingAfter(lane, from); index < lane.length; index += 1) {
    const segment = lane[index];
    if (segment === undefined || segment.from >= to) break;
    touched.push(segment);
  }
  return touched
    .map((segment) => ({ ...segment, from: Math.max(segment.from, from), to: Math.min(segment.to ?? to, to) }))
    .filter((segment) => segment.from < segment.to);
}
