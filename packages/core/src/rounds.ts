/** Names the rounds that all regions count alike, and a region's turn within one. Owns no clock. */
import type { Ms } from "./time.ts";

/** Ballots kept per region and shard: an hour at 10 s. */
export const RING_SLOTS = 360;

/** In a long wait for a turn it is looked so often whether a newer invocation has taken over, since Lambda charges for the wait; for the last time at least so long before the turn. */
export const LOOK_SECONDS = 10;

/**
 * The start of the round that `now` lies in: a multiple of the interval, which is its name. Intervals count in whole milliseconds,
 * so that a speed that doesn't divide them leaves no fraction in a key.
 */
export function roundAt(now: Ms, intervalMs: number): Ms {
  const whole = wholeMs(intervalMs);
  return Math.floor(now / whole) * whole;
}

/** The start of the round after. */
export function nextRound(round: Ms, intervalMs: number): Ms {
  return roundAt(round, intervalMs) + wholeMs(intervalMs);
}

/**
 * When a region asks within the round: the regions take turns, evenly spread, so that a flip is seen by one of them soon.
 * `index` is the region's place among the `regions` configured ones.
 */
export function turnAt(round: Ms, intervalMs: number, index: number, regions: number): Ms {
  return round + Math.floor((index * wholeMs(intervalMs)) / Math.max(1, regions));
}

/** How often it is looked between two turns of a region. */
export function looksBetweenTurns(intervalSeconds: number): number {
  return Math.max(0, Math.floor(intervalSeconds / LOOK_SECONDS) - 2);
}

/** Where in the ring the round's ballot lies: 0 to 359. */
export function ringSlot(round: Ms, intervalMs: number): number {
  return Math.floor(round / wholeMs(intervalMs)) % RING_SLOTS;
}

function wholeMs(intervalMs: number): number {
  return Math.max(1, Math.round(intervalMs));
}
