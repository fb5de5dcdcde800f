/** Time that passes only while a test lets it: from one awaited moment to the next, everything that is ready running in between. */
import type { Clock, Ms } from "@flipwatch/core";

interface Waiter {
  at: Ms;
  resolve: () => void;
}

export interface SimClock extends Clock {
  /** Lets time pass up to and including `to`. One caller at a time. */
  pass(to: Ms): Promise<void>;
}

/** A machine's own clock, which may run ahead of the true time until it is set right. Waits last as long as they were begun for. */
export interface WallClock extends Clock {
  aheadMs: number;
  /** It was ahead once: moments by it may come twice. */
  readonly wasAhead: boolean;
}

export function createWallClock(clock: Clock): WallClock {
  let [aheadMs, wasAhead] = [0, false];
  return {
    get aheadMs() {
      return aheadMs;
    },
    set aheadMs(ms) {
      aheadMs = ms;
      wasAhead ||= ms > 0;
    },
    get wasAhead() {
      return wasAhead;
    },
    now: () => clock.now() + aheadMs,
    until: (at, signal) => clock.until(at - aheadMs, signal),
  };
}

export function createSimClock(start: Ms): SimClock {
  let now = start;
  /** By time, then by order of arrival. */
  const waiters: Waiter[] = [];

  function insert(waiter: Waiter): void {
    const index = waiters.findLastIndex((one) => one.at <= waiter.at);
    waiters.splice(index + 1, 0, waiter);
  }

  return {
    now: () => now,
    until(at, signal) {
      if (at <= now || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const waiter = { at, resolve };
        insert(waiter);
        signal?.addEventListener("abort", () => {
          const index = waiters.indexOf(waiter);
          if (index >= 0) waiters.splice(index, 1);
          resolve();
        });
      });
    },
    async pass(to) {
      for (;;) {
        // Nothing in a simulation waits for the machine, so one turn of its loop lets everything ready run to its next wait.
        await new Promise((resolve) => setImmediate(resolve));
        const next = waiters[0];
        if (next === undefined || next.at > to) break;
        now = Math.max(now, next.at);
        waiters.shift();
        next.resolve();
      }
      now = Math.max(now, to);
    },
  };
}
