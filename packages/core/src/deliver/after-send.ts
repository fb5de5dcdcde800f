/** What a send's result means for the cursor: settled for good, or tried again later. */
import type { Cursor, Delivery } from "../delivery.ts";
import { assert } from "../error.ts";
import type { FlipwatchEvent } from "../event.ts";
import type { ChannelMemory, SendResult } from "../ports.ts";
import type { Ms } from "../time.ts";
import { type ChannelTraits, type DeliveryPolicy, nextAttemptAt } from "./policy.ts";
import { deliveryOf, released, type Sending, settled, spent } from "./settle.ts";

export type AfterSend =
  /** Store the delivery first, then the cursor: a crash between the two repeats nothing. The cursor keeps its lease. */
  | { kind: "settled"; cursor: Cursor; delivery: Delivery }
  /** Store the cursor as unsettled; it is free until then. */
  | { kind: "retry"; cursor: Cursor; until: Ms };

export interface SentSituation {
  /** As stored for the claim. */
  cursor: Cursor;
  event: FlipwatchEvent;
  result: SendResult;
  /** When the result was there. */
  now: Ms;
  policy: DeliveryPolicy;
  channel: ChannelTraits;
  /** In [0, 1): spreads the retries. */
  random: number;
  /** When SNS accepted the event, where the wake-up said so. */
  publishedAt?: Ms;
}

/**
 * Settles on success, on a failure that no retry can mend, and when the time is up; otherwise says when to try again. An event of which a
 * send may have arrived ends as `unknown`, never as `given-up`: it must not be said that nobody was told.
 */
export function afterSend(situation: SentSituation): AfterSend {
  const { cursor, event, result } = situation;
  const { sending } = cursor;
  assert(sending?.number === event.number && sending.inFlight, `${event.id} was sent to ${cursor.channel} without a claim`);
  if (result.outcome === "delivered") {
    const end = { state: "delivered" as const, reference: result.reference };
    return settle(withMemory(situation, result.memory), sending, end);
  }
  if (result.outcome === "unknown") return again({ ...sending, unknowns: (sending.unknowns ?? 0) + 1, error: result.error }, situation);
  const failed = { ...sending, error: result.error };
  return result.retryable ? again(failed, situation, result.retryAfterMs) : giveUp(failed, situation);
}

/** What the channel remembers goes with the cursor. */
function withMemory(situation: SentSituation, memory: ChannelMemory | undefined): SentSituation {
  return memory === undefined ? situation : { ...situation, cursor: { ...situation.cursor, memory } };
}

function again(sending: Sending, situation: SentSituation, retryAfterMs?: number): AfterSend {
  const { cursor, now, policy, channel, random, result } = situation;
  if (result.outcome === "unknown" && spent(sending, channel.dedupes, policy, now)) return giveUp(sending, situation);
  const until = nextAttemptAt(policy, { ...sending, retryAfterMs }, now, random);
  if (until === undefined) return giveUp(sending, situation);
  return { kind: "retry", cursor: { ...released(cursor), sending: { ...sending, inFlight: false }, retryAt: until }, until };
}

function giveUp(sending: Sending, situation: SentSituation): AfterSend {
  const state = (sending.unknowns ?? 0) > 0 ? "unknown" : "given-up";
  return settle(situation, sending, { state, error: sending.error });
}

function settle(situation: SentSituation, sending: Sending, end: Pick<Delivery, "state" | "reference" | "error">): AfterSend {
  const { cursor, event, now, publishedAt } = situation;
  const delivery = {
    ...deliveryOf(cursor, sending, event, { ...end, settledAt: now }),
    ...(publishedAt === undefined ? {} : { publishedAt }),
  };
  return { kind: "settled", cursor: settled(cursor, event, delivery), delivery };
}
