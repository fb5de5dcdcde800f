/** What many pairs were answered with lately, each as a short lane, out of the transitions recorded in that time. Pairs without any are left out. */
import { type EventKind, type FlipwatchEvent, type Role, transitionKinds } from "../event.ts";
import type { PairId } from "../pair.ts";
import type { Ms } from "../time.ts";
import { clip, extend, type Segment } from "./lane.ts";
import { foldLane } from "./pixels.ts";

export interface StripSegment {
  /** Of several, the gravest. */
  state: Role;
  from: Ms;
  to: Ms;
  /** So many segments in one, too short to be told apart. Absent: one. */
  count?: number;
  /** Their states differ. */
  mixed?: true;
}

export interface StripOptions {
  from: Ms;
  to: Ms;
  /** At most so many segments a strip. */
  width: number;
  /** Until when a pair's last role is vouched for; the rest of its strip is `unknown`. Absent for a pair: to the end. */
  vouchedUntil?(pair: PairId): Ms | undefined;
}

const transitions: ReadonlySet<EventKind> = new Set(transitionKinds);

/** Events in any order; those that are no transition change nothing. */
export function stripsOf(events: readonly FlipwatchEvent[], options: StripOptions): Record<PairId, StripSegment[]> {
  const { from, to, width, vouchedUntil } = options;
  const cellMs = (2 * (to - from)) / (width - 2);
  const strips: Record<PairId, StripSegment[]> = {};
  for (const [pair, lane] of lanesOf(events, from)) {
    // Nobody votes on what can't be observed, so no vote runs out.
    const vouched = lane.at(-1)?.state === "unobserved" ? to : (vouchedUntil?.(pair) ?? to);
    const until = Math.min(to, Math.max(from, vouched));
    const known = clip(lane, from, until);
    const rest: (Segment<Role> & { to: Ms })[] = until < to ? [{ state: "unknown", from: until, to }] : [];
    strips[pair] = foldLane([...known, ...rest], cellMs).map(segmentOf);
  }
  return strips;
}

/** A lane begins with the role that its first transition left, unless the pair was first seen with it. */
function lanesOf(events: readonly FlipwatchEvent[], from: Ms): Map<PairId, Segment<Role>[]> {
  const lanes = new Map<PairId, Segment<Role>[]>();
  for (const event of events.toSorted((a, b) => a.number - b.number)) {
    if (event.to === undefined || !transitions.has(event.kind)) continue;
    const lane = lanes.get(event.pair) ?? (event.from === undefined ? [] : [{ state: event.from, from: Math.min(from, event.at) }]);
    extend(lane, { state: event.to, from: event.at });
    lanes.set(event.pair, lane);
  }
  return lanes;
}

function segmentOf({ state, from, to, count, mixed }: StripSegment): StripSegment {
  return { state, from, to, ...(count === undefined ? {} : { count }), ...(mixed === undefined ? {} : { mixed }) };
}
