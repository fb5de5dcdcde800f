/**
 * A timeline while events are folded into it. Decides only what is copied: each list and record once, when it is first changed, so that a long
 * log takes time by its own length and the timeline it began from stays what it was.
 */
import type { Lane, Segment } from "./lane.ts";
import type { Timeline } from "./timeline.ts";

type Open<T> = T extends readonly (infer Element)[] ? Element[] : { -readonly [Key in keyof T]: T[Key] };

export interface Draft {
  /** Every change to it goes through `own`, or replaces a field. */
  readonly timeline: { -readonly [Key in keyof Timeline]: Timeline[Key] };
  /** The list or record itself where it is the draft's already, else a copy that is from now on. */
  own<T extends object>(value: T): Open<T>;
}

export function draftOf(timeline: Timeline): Draft {
  const owned = new Set<object>();
  const own = <T extends object>(value: T): Open<T> => {
    // What is owned was copied below, so nobody else sees it change.
    if (owned.has(value)) return value as unknown as Open<T>;
    const copy = (Array.isArray(value) ? [...value] : { ...value }) as Open<T> & object;
    owned.add(copy);
    return copy;
  };
  return { timeline: { ...timeline }, own };
}

/** The lane of this name in a record of lanes that is the draft's, to be changed in place. */
export function ownLane<S extends Segment>({ own }: Draft, lanes: Record<string, Lane<S>>, name: string): S[] {
  const lane = own(lanes[name] ?? []) as S[];
  lanes[name] = lane;
  return lane;
}
