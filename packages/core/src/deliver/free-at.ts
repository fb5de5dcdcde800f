/** Until when a cursor is left alone: while somebody holds it, and before a retry's time. What was dated before the clock was set back holds nobody up. */
import type { Cursor } from "../delivery.ts";
import type { Ms } from "../time.ts";
import type { DeliveryPolicy } from "./policy.ts";

/** What is dated further ahead was written before the clock was set back; by less, clocks may differ. */
const FUTURE_MS = 5_000;

/** When the lease runs out; undefined for none, and for one that was taken at a moment still to come. */
export function heldUntil({ lease }: Cursor, now: Ms, policy: Pick<DeliveryPolicy, "leaseMs">): Ms | undefined {
  return lease === undefined || lease.until - policy.leaseMs > now + FUTURE_MS ? undefined : lease.until;
}

/** The time of the next attempt; undefined for none, and for one put off by an attempt at a moment still to come. */
export function retryAt({ retryAt: at, sending }: Cursor, now: Ms): Ms | undefined {
  return (sending?.startedAt ?? 0) > now + FUTURE_MS ? undefined : at;
}

/** Whether a sweep takes the cursor up now. */
export function isFree(cursor: Cursor, now: Ms, policy: Pick<DeliveryPolicy, "leaseMs">): boolean {
  return (heldUntil(cursor, now, policy) ?? 0) <= now && (retryAt(cursor, now) ?? 0) <= now;
}
