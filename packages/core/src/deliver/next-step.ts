/** What a deliverer does next for one log and channel. It only decides: reading, claiming and sending are the caller's. */
import type { Cursor, Delivery } from "../delivery.ts";
import type { FlipwatchEvent } from "../event.ts";
import type { Ms } from "../time.ts";
import { heldUntil, retryAt } from "./free-at.ts";
import type { ChannelTraits, DeliveryPolicy } from "./policy.ts";
import { deliveryOf, released, type Sending, settled, spent } from "./settle.ts";

export type DeliveryStep =
  /** Another deliverer is at it until then; it will also see what was appended before now. */
  | { kind: "held"; until: Ms }
  /** A failed attempt is to be repeated then, not before. */
  | { kind: "wait"; until: Ms }
  /** Only records among these events: go on with this cursor and read what follows. It need not be stored on the way. */
  | { kind: "pass"; cursor: Cursor }
  /** The log's end. Store the cursor as settled, which frees it, then read once more: an event appended meanwhile may have met the lease. */
  | { kind: "idle"; cursor: Cursor }
  /** Store the cursor; if nobody else was faster, send the event and ask `afterSend`. A possible repeat: an earlier send may have arrived. */
  | { kind: "send"; cursor: Cursor; event: FlipwatchEvent; possibleRepeat: boolean }
  /** Nothing is sent any more: store the delivery, then the cursor. */
  | { kind: "settle"; cursor: Cursor; delivery: Delivery };

export interface DeliverySituation {
  /** As stored, or `newCursor`. */
  cursor: Cursor;
  /** The log after `cursor.settledThrough`, in the order of its numbers; empty at its end. */
  events: readonly FlipwatchEvent[];
  now: Ms;
  policy: DeliveryPolicy;
  /** Who asks: one name for each invocation. */
  owner: string;
  channel: ChannelTraits;
  /** The stored delivery of the event that `cursor.sending` names, if there is one: then only the cursor was left behind by a crash. */
  delivery?: Delivery;
}

/** The next step. Cursors are stored on the condition of their version, and as unsettled in every step but `idle`. */
export function nextStep(situation: DeliverySituation): DeliveryStep {
  const { cursor, events, now, owner, policy } = situation;
  const held = heldUntil(cursor, now, policy);
  if (cursor.lease?.owner !== owner && held !== undefined && held > now) return { kind: "held", until: held };
  const event = events.find(({ number, severity }) => number > cursor.settledThrough && severity !== "record");
  if (event === undefined) return pastRecords(cursor, events);
  return stepFor(event, situation);
}

function pastRecords(cursor: Cursor, events: readonly FlipwatchEvent[]): DeliveryStep {
  const last = events.at(-1)?.number ?? 0;
  if (last > cursor.settledThrough) return { kind: "pass", cursor: settled(cursor, last) };
  return { kind: "idle", cursor: released(cursor) };
}

function stepFor(event: FlipwatchEvent, situation: DeliverySituation): DeliveryStep {
  const { cursor, now, policy, channel, delivery } = situation;
  const before = cursor.sending?.number === event.number ? triedByNow(cursor.sending, now) : undefined;
  if (before === undefined)
    return claim(event, { number: event.number, attempts: 0, firstTriedAt: now, startedAt: now, inFlight: false }, situation);
  if (delivery?.number === event.number) return { kind: "settle", cursor: settled(cursor, event.number), delivery };
  const waits = retryAt(cursor, now);
  if (!before.inFlight && waits !== undefined && waits > now) return { kind: "wait", until: waits };
  const known = before.inFlight ? interrupted(before) : before;
  if (!spent(known, channel.dedupes, policy, now)) return claim(event, known, situation);
  const end = { state: "unknown" as const, settledAt: now, error: known.error };
  return { kind: "settle", cursor: settled(cursor, event.number), delivery: deliveryOf(cursor, known, event, end) };
}

// An attempt dated in the future, as the clock was set back, must not put off the time of giving up.
function triedByNow(sending: Sending, now: Ms): Sending {
  return { ...sending, firstTriedAt: Math.min(sending.firstTriedAt, now) };
}

// Whoever claimed it never came back: it may have been sent.
function interrupted(sending: Sending): Sending {
  return { ...sending, unknowns: (sending.unknowns ?? 0) + 1, error: "interrupted while sending" };
}

function claim(event: FlipwatchEvent, tried: Sending, { cursor, now, policy, owner }: DeliverySituation): DeliveryStep {
  const { retryAt: _, ...rest } = cursor;
  const claimed: Cursor = {
    ...rest,
    // Records before the event are settled by the same write.
    settledThrough: event.number - 1,
    lease: { owner, until: now + policy.leaseMs },
    sending: { ...tried, attempts: tried.attempts + 1, startedAt: now, inFlight: true },
  };
  return { kind: "send", cursor: claimed, event, possibleRepeat: (tried.unknowns ?? 0) > 0 };
}
