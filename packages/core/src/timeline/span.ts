/** How long something took, with the error that comes from not having looked all the time. */
import type { Bounds } from "../time.ts";

/** The true length lies within `ms` ± `errorMs`. */
export interface Span {
  ms: number;
  /** Absent when one end has no lower bound: then the error is not known. */
  errorMs?: number;
}

/**
 * The time between two moments that are each known only within bounds: from first sighting to first sighting, so that anybody can check
 * it by subtracting. The error is the wider of the two bounds, since the one makes it too short and the other too long. Never below zero.
 */
export function spanBetween(start: Bounds, end: Bounds): Span {
  const ms = Math.max(0, end.by - start.by);
  if (start.after === undefined || end.after === undefined) return { ms };
  return { ms, errorMs: Math.max(start.by - start.after, end.by - end.after) };
}
