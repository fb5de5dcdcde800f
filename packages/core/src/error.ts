/** The one error class. A failed probe is data and a broken invariant an assertion; this is for a dependency that fails and for bad input. */

export type ErrorCode =
  | "config-invalid"
  | "store-unavailable"
  | "store-item-too-large"
  | "written-by-another"
  | "route53-failed"
  | "route53-throttled"
  | "cloudwatch-failed"
  | "sns-failed"
  | "sqs-failed"
  | "channel-failed"
  | "address-in-use"
  | "not-found"
  | "lab-failed";

export class FlipwatchError extends Error {
  readonly code: ErrorCode;
  /** Whether trying again later can help. */
  readonly retryable: boolean;

  /** `message` says what happened, what was tried and what to do; never a secret. */
  constructor(code: ErrorCode, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "FlipwatchError";
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** A broken invariant: stops the invocation. */
export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${what}`);
}
