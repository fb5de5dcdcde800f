/** For tests: time that passes only when everybody waits for it, from one awaited moment to the next. */
import type { Clock, Ms } from "@flipwatch/core";

interface Waiter {
  at: Ms;
  resolve: () => void;
}

export function virtualClock(start: Ms): Clock {
  let now = start;
  let waiters: Waiter[] = [];
  let isPumping = false;

  /** Lets all that is ready run, then goes to the earliest awaited moment. */
  async function pump(): Promise<void> {
    isPumping = true;
    while (waiters.length > 0) {
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      const earliest = Math.min(...waiters.map((waiter) => waiter.at));
      now = Math.max(now, earliest);
      const due = waiters.filter((waiter) => waiter.at <= now);
      waiters = waiters.filter((waiter) => waiter.at > now);
      for (const waiter of due) waiter.resolve();
    }
    isPumping = false;
  }

  return {
    now: () => now,
    until(at, signal) {
      if (at <= now || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const waiter = { at, resolve };
        waiters.push(waiter);
        signal?.addEventListener("abort", () => {
          waiters = waiters.filter((one) => one !== waiter);
          resolve();
        });
        if (!isPumping) void pump();
      });
    },
  };
}
