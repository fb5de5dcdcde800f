/** Sends one Route 53 request through the limiter, again when AWS asks for patience. The only place that retries Route 53. */
import { type Clock, FlipwatchError } from "@flipwatch/core";
import { type AwsFailure, awsFailure } from "./failure.ts";
import { createLimiter } from "./limiter.ts";

/** `operation` names the request for people; `request` is called once a try, with the signal that ends it. */
export type Send = <Output>(operation: string, request: (signal: AbortSignal) => Promise<Output>) => Promise<Output>;

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
const TRY_TIMEOUT_MS = 15_000;

export interface SenderOptions {
  requestsPerSecond: number;
  clock: Clock;
  random?: () => number;
  maxAttempts?: number;
}

/** Every request here is a read, so one whose outcome is unknown may be sent again. */
export function createSender(options: SenderOptions): Send {
  const { clock, random = Math.random, maxAttempts = 5 } = options;
  const limiter = createLimiter(options);
  return async (operation, request) => {
    for (let attempt = 1; ; attempt++) {
      await limiter.take();
      try {
        return await request(AbortSignal.timeout(TRY_TIMEOUT_MS));
      } catch (error) {
        const failure = awsFailure(error);
        if (failure.kind === "refused" || attempt >= maxAttempts) throw asFlipwatchError(operation, failure, attempt, error);
        await clock.until(clock.now() + waitMs(attempt, random()));
      }
    }
  };
}

/** Full jitter, but never less than half: many callers throttled at once must neither return together nor at once. */
function waitMs(attempt: number, share: number): number {
  const ceilingMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return ceilingMs * (0.5 + share / 2);
}

function asFlipwatchError(operation: string, failure: AwsFailure, attempts: number, cause: unknown): FlipwatchError {
  const throttled = failure.kind === "throttled";
  return new FlipwatchError(
    throttled ? "route53-throttled" : "route53-failed",
    `Route 53 ${operation} failed after ${attempts} ${attempts === 1 ? "try" : "tries"}: ${failure.code}: ${failure.message}`,
    { retryable: failure.kind !== "refused", cause },
  );
}
