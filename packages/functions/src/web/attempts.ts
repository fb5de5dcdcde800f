/**
 * How often somebody may try to sign in: so many a minute from one address, and so many in all. Remembered by this process alone, so of a Lambda by
 * each instance. Bounded: no more addresses than attempts are remembered, and all are forgotten with the minute.
 */
import type { Ms } from "@flipwatch/core";

const WINDOW_MS: Ms = 60_000;
/** A sign-in with a provider is two. Room for a team behind one address, as that of a proxy on another machine. */
const PER_ADDRESS = 60;
const IN_ALL = 300;

export interface Attempts {
  /** Counts one. Undefined where it may go on; else after how many seconds to come back. */
  take(address: string, now: Ms): number | undefined;
}

export function createAttempts({ perAddress = PER_ADDRESS, inAll = IN_ALL } = {}): Attempts {
  const counts = new Map<string, number>();
  let [startedAt, total] = [0, 0];
  return {
    take(address, now) {
      // A clock that was set back begins a new window too.
      if (now - startedAt >= WINDOW_MS || now < startedAt) {
        counts.clear();
        [startedAt, total] = [now, 0];
      }
      const count = counts.get(address) ?? 0;
      if (count >= perAddress || total >= inAll) return Math.ceil((startedAt + WINDOW_MS - now) / 1_000);
      counts.set(address, count + 1);
      total += 1;
      return undefined;
    },
  };
}
