/** Spaces requests in time, so that a rate is kept whatever happens; what is sent, and what a refusal means, is the caller's. */
import type { Clock, Ms } from "@flipwatch/core";

export interface Limiter {
  /** Resolves when one more request may leave. Callers are served in the order in which they asked. */
  take(): Promise<void>;
}

/**
 * At most one grant each `1 / requestsPerSecond` seconds. The space is kept from when a grant was really given, not from when it was
 * planned, so a process that was frozen for a while does not catch up with a burst. The account's limit of 5 requests a second is shared by
 * everything in it (Route 53 Developer Guide, page DNSLimitations), which is why there is no allowance for bursts.
 */
export function createLimiter(options: { requestsPerSecond: number; clock: Clock }): Limiter {
  const { clock } = options;
  const spaceMs = 1_000 / options.requestsPerSecond;
  let last: Promise<Ms> = Promise.resolve(Number.NEGATIVE_INFINITY);

  async function grantAfter(previous: Promise<Ms>): Promise<Ms> {
    const grantedAt = await previous;
    // A clock that was set back must not make the next caller wait for as long as it was set back.
    await clock.until(Math.min(grantedAt, clock.now()) + spaceMs);
    return clock.now();
  }

  return {
    async take() {
      last = grantAfter(last);
      await last;
    },
  };
}
