/** How long something took, with the error that comes from not having looked all the time. */
import type { Bounds } from "../time.ts";

/** The true length lies within `ms` ± `errorMs`. */
export interface Span {
  ms: number;
  /** Absent when one end has no lower bound: then the error is not known, and `ms` counts between first sightings. */
  errorMs?: number;
}

/**
 * The time between two moments that are each known only within bounds.
 *
 * The shortest possible length is from the first's latest to the second's earliest moment, the longest the other way round. The middle
 * of the two is given, so that the error is the same on both sides. Never below zero.
 */
export function spanBetween(start: Bounds, end: Bounds): Span {
  if (start.after === undefined || end.after === undefined) return { ms: Math.max(0, end.by - start.by) };
  const shortest = Math.max(0, end.after - start.by);
  const longest = Math.max(shortest, end.by - start.after);
  const ms = Math.round((shortest + longest) / 2);
  return { ms, errorMs: Math.max(ms - shortest, longest - ms) };
}
