/** What it means for the cursor whether an event came into its digest: told in it, to be treated anew, or not known yet. */
import type { Cursor, Delivery } from "../delivery.ts";
import { assert } from "../error.ts";
import type { FlipwatchEvent } from "../event.ts";
import type { Ms } from "../time.ts";
import { deliveryOf, released, settled } from "./settle.ts";

/** `in` the digest · `out`: it was closed without the event · `overfull`: closed with more events than it lists · `unclear`: being closed. */
export type Joined = "in" | "out" | "overfull" | "unclear";

export type AfterDigest =
  /** Store the delivery first, then the cursor, which keeps its lease. */
  | { kind: "settled"; cursor: Cursor; delivery: Delivery }
  /** Go on with this cursor: the event is treated anew, or it is asked again later. */
  | { kind: "retry"; cursor: Cursor; until: Ms };

/** `waitMs`: until it is asked again what came of a digest that is being closed. */
export function afterDigest(cursor: Cursor, event: FlipwatchEvent, joined: Joined, now: Ms, waitMs: number): AfterDigest {
  const { sending } = cursor;
  assert(
    sending?.number === event.number && sending.digest !== undefined,
    `${event.id} was digested for ${cursor.channel} without a claim`,
  );
  const { digest, ...rest } = sending;
  if (joined === "in") {
    const delivery = deliveryOf(cursor, { ...rest, attempts: 0 }, event, { state: "digested", digest, settledAt: now });
    return { kind: "settled", cursor: settled(cursor, event, delivery), delivery };
  }
  if (joined === "unclear") return { kind: "retry", cursor: { ...released(cursor), retryAt: now + waitMs }, until: now + waitMs };
  // Among those that an overfull digest only counts, it may have been.
  if (joined === "overfull") return { kind: "retry", cursor: { ...released(cursor), sending: { ...rest, unknowns: 1 } }, until: now };
  const { sending: _, ...untried } = released(cursor);
  return { kind: "retry", cursor: untried, until: now };
}
