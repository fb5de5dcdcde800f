/** What goes wrong in a store, in the one error class: the code, whether trying again can help, and words that say which item. */
import { FlipwatchError, type Item, type Key } from "@flipwatch/core";
import { ITEM_LIMIT_BYTES, itemSizeBytes } from "./item.ts";

/** DynamoDB's limits on key attributes (Developer Guide, "Service quotas"), in bytes of UTF-8. */
const PK_LIMIT_BYTES = 2_048;
const SK_LIMIT_BYTES = 1_024;

/** Throws for a key that no DynamoDB table takes, empty or too long, and for control characters: the local tables set keys apart with those. */
export function refuseKey({ pk, sk }: Key): void {
  if (fits(pk, PK_LIMIT_BYTES) && fits(sk, SK_LIMIT_BYTES)) return;
  throw new FlipwatchError(
    "store-unavailable",
    `The store takes no key that is empty, too long or holds control characters: ${JSON.stringify(shown({ pk, sk }))}.`,
  );
}

function fits(part: unknown, limitBytes: number): boolean {
  return typeof part === "string" && part !== "" && Buffer.byteLength(part) <= limitBytes && !/\p{Cc}/u.test(part);
}

/** Throws before the wire: stores that stand in for DynamoDB count otherwise. */
export function refuseLarge(item: Item): void {
  const size = itemSizeBytes(item);
  if (size > ITEM_LIMIT_BYTES) throw tooLarge(item, new Error(`${size} bytes`));
}

export function tooLarge(key: Key, cause: unknown): FlipwatchError {
  return new FlipwatchError("store-item-too-large", `The item ${shown(key)} is larger than the 400 KB that DynamoDB takes.`, {
    cause: withoutWire(cause),
  });
}

/** For everything but a refused condition: `doing` is the operation, such as `put PAIR#failover.example.com/A HEAD`. */
export function storeError(doing: string, cause: unknown): FlipwatchError {
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  return new FlipwatchError("store-unavailable", `The store failed to ${doing}: ${name}: ${message}`, {
    retryable: isPassing(cause),
    cause: withoutWire(cause),
  });
}

/** The SDK hangs the whole exchange on its errors, signature and session token included; a log must not show those. */
function withoutWire(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const slim = new Error(cause.message);
  slim.name = cause.name;
  slim.stack = cause.stack ?? slim.stack;
  return slim;
}

export function shown({ pk, sk }: Key): string {
  return `${clipped(pk)} ${clipped(sk)}`;
}

function clipped(part: unknown): string {
  const text = String(part);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text || "(empty)";
}

/** Errors that say "not now" (DynamoDB Developer Guide, "Error handling with DynamoDB": retryable ones), by the SDK's names. */
const passing = new Set([
  "InternalServerError",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "ReplicatedWriteConflictException",
  "RequestLimitExceeded",
  "RequestTimeout",
  "ServiceUnavailable",
  "ThrottlingException",
  "TimeoutError",
  "TransactionInProgressException",
]);

/** What Node says when there is nobody at the other end, or no more. */
const lostConnection = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

interface SdkError {
  name?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

function isPassing(cause: unknown): boolean {
  const { name = "", code = "", $metadata } = (cause ?? {}) as SdkError;
  return passing.has(name) || lostConnection.has(code) || ($metadata?.httpStatusCode ?? 0) >= 500;
}
