/** Does a thing now and then again and again, as a schedule would, until told to stop. */
import type { Clock, Ms } from "@flipwatch/core";

/** A clock that is set back (a machine that wakes, a corrected one) may hold a turn up for this long and no longer. */
const LONGEST_WAIT_MS = 5_000;

/** Starts each turn `everyMs` after the last one *started*, without waiting for it; resolves when stopped and all turns have ended. */
export async function repeat(clock: Clock, everyMs: Ms, signal: AbortSignal, turn: () => Promise<void>): Promise<void> {
  const open = new Set<Promise<void>>();
  let next = clock.now();
  while (!signal.aborted) {
    const current = turn().finally(() => open.delete(current));
    open.add(current);
    next = Math.max(next + everyMs, clock.now());
    while (!signal.aborted && clock.now() < next) {
      next = Math.min(next, clock.now() + everyMs);
      await clock.until(Math.min(next, clock.now() + LONGEST_WAIT_MS), signal);
    }
  }
  await Promise.all(open);
}
