/** The one place that reads the machine's clock and waits on it. */
import type { Clock, Ms } from "@flipwatch/core";

/** setTimeout cannot wait longer; a longer wait is done in pieces. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  async until(at, signal) {
    // A clock that is set back meanwhile must not prolong the wait by as much; setTimeout itself may be early by a little.
    const latest = performance.now() + (at - Date.now()) + 1_000;
    while (!signal?.aborted && Date.now() < at && performance.now() < latest) {
      await pause(Math.min(at - Date.now(), latest - performance.now(), LONGEST_TIMEOUT_MS), signal);
    }
  },
};

function pause(waitMs: Ms, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.max(0, waitMs));
    signal?.addEventListener("abort", finish, { once: true });
  });
}
