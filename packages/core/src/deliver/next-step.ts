/** What a deliverer does next for one log and channel. It only decides: reading, claiming and sending are the caller's. */
import type { Cursor, Delivery } from "../delivery.ts";
import type { FlipwatchEvent } from "../event.ts";
import type { Ms } from "../time.ts";
import { type DigestRef, type DigestWhy, digestRef } from "./digest.ts";
import { heldUntil, retryAt } from "./free-at.ts";
import type { ChannelTraits, DeliveryPolicy } from "./policy.ts";
import { deliveryOf, passed, released, type Sending, settled, spent } from "./settle.ts";
import type { Treatment } from "./treatment.ts";
import type { ChannelWindow } from "./window.ts";

export type DeliveryStep =
  /** Another deliverer is at it until then; it will also see what was appended before now. */
  | { kind: "held"; until: Ms }
  /** A failed attempt is to be repeated then, not before. */
  | { kind: "wait"; until: Ms }
  /** What has to be told before is not told yet. Store the cursor as unsettled; it is free until then. */
  | { kind: "hold"; cursor: Cursor; until: Ms }
  /** Only records among these events: go on with this cursor and read what follows. It need not be stored on the way. */
  | { kind: "pass"; cursor: Cursor }
  /** The log's end. Store the cursor as settled, which frees it, then read once more: an event appended meanwhile may have met the lease. */
  | { kind: "idle"; cursor: Cursor }
  /**
   * Store the window, if there is one, then the cursor; if nobody else was faster, send the event and ask `afterSend`. A possible repeat: an
   * earlier send may have arrived.
   */
  | { kind: "send"; cursor: Cursor; event: FlipwatchEvent; possibleRepeat: boolean; window?: ChannelWindow }
  /**
   * Store the window, if there is one, then the cursor; put `ref` into that digest and ask `afterDigest` what came of it. With a window the
   * digest is new, or due at another time: `dueAt`.
   */
  | { kind: "digest"; cursor: Cursor; event: FlipwatchEvent; digest: string; ref: DigestRef; window?: ChannelWindow; dueAt?: Ms }
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
  /** What becomes of an event that nothing was done about yet. Absent: it is sent. */
  treat?: (event: FlipwatchEvent) => Treatment;
  /** The event of `redriveNumber`, where there is one; it goes before the rest of the log. */
  redriven?: FlipwatchEvent;
}

/** The event that is to be sent once more on request, once nothing else is being sent; its number. */
export function redriveNumber({ sending, redrive }: Cursor): number | undefined {
  if (sending === undefined) return redrive?.[0];
  return sending.redriven === true ? sending.number : undefined;
}

/** The next event of the log that alerts; what comes before it are records. */
export function nextAlert({ settledThrough }: Cursor, events: readonly FlipwatchEvent[]): FlipwatchEvent | undefined {
  return events.find(({ number, severity }) => number > settledThrough && severity !== "record");
}

/** The next step. Cursors are stored on the condition of their version, and as unsettled in every step but `idle`. */
export function nextStep(situation: DeliverySituation): DeliveryStep {
  const { cursor, events, now, owner, policy } = situation;
  const held = heldUntil(cursor, now, policy);
  if (cursor.lease?.owner !== owner && held !== undefined && held > now) return { kind: "held", until: held };
  const { redriven } = situation;
  if (redriven !== undefined && redriven.number === redriveNumber(cursor)) return stepFor(redriven, situation);
  const event = nextAlert(cursor, events);
  if (event === undefined) return pastRecords(cursor, events);
  return stepFor(event, situation);
}

function pastRecords(cursor: Cursor, events: readonly FlipwatchEvent[]): DeliveryStep {
  const last = events.at(-1)?.number ?? 0;
  if (last > cursor.settledThrough) return { kind: "pass", cursor: passed(cursor, last) };
  return { kind: "idle", cursor: released(cursor) };
}

function stepFor(event: FlipwatchEvent, situation: DeliverySituation): DeliveryStep {
  const { cursor, now, policy, channel, delivery } = situation;
  const before = cursor.sending?.number === event.number ? triedByNow(cursor.sending, now) : undefined;
  if (before === undefined) return begin(event, situation);
  if (delivery?.number === event.number && isOf(delivery, before)) return settleStep(situation, event, delivery);
  const waits = retryAt(cursor, now);
  if (!before.inFlight && waits !== undefined && waits > now) return { kind: "wait", until: waits };
  if (before.digest !== undefined) return joinStep(event, before.digest, "rate", before, situation);
  const known = before.inFlight ? interrupted(before) : before;
  if (!spent(known, channel.dedupes, policy, now)) return claim(event, known, situation);
  const end = { state: "unknown" as const, settledAt: now, error: known.error };
  return settleStep(situation, event, deliveryOf(cursor, known, event, end));
}

function settleStep({ cursor }: DeliverySituation, event: FlipwatchEvent, delivery: Delivery): DeliveryStep {
  return { kind: "settle", cursor: settled(cursor, event, delivery), delivery };
}

/** What was asked for again has the delivery from before still lying there. */
function isOf({ settledAt }: Delivery, { redriven, firstTriedAt }: Sending): boolean {
  return redriven !== true || settledAt >= firstTriedAt;
}

function begin(event: FlipwatchEvent, situation: DeliverySituation): DeliveryStep {
  const { cursor, now, treat = sendIt, redriven } = situation;
  const sending: Sending = { number: event.number, attempts: 0, firstTriedAt: now, startedAt: now, inFlight: false };
  // It may have arrived after all, and people are told so.
  if (event === redriven) return claim(event, { ...sending, unknowns: 1, redriven: true }, situation);
  const treated = treat(event);
  if (treated.kind === "hold") return { kind: "hold", cursor: { ...released(cursor), retryAt: treated.until }, until: treated.until };
  if (treated.kind === "send") return { ...claim(event, sending, situation), ...defined(treated.window) };
  if (treated.kind === "digest") {
    const { digest, why, window } = treated;
    return { ...joinStep(event, digest.id, why, sending, situation), ...defined(window), dueAt: digest.dueAt };
  }
  const base = { event: event.id, kind: event.kind, log: cursor.log, number: event.number, channel: cursor.channel };
  return settleStep(situation, event, { ...base, state: "suppressed", reason: treated.reason, attempts: 0, settledAt: now });
}

function sendIt(): Treatment {
  return { kind: "send" };
}

function defined(window: ChannelWindow | undefined): { window?: ChannelWindow } {
  return window === undefined ? {} : { window };
}

type DigestStep = Extract<DeliveryStep, { kind: "digest" }>;

function joinStep(event: FlipwatchEvent, digest: string, why: DigestWhy, sending: Sending, situation: DeliverySituation): DigestStep {
  const cursor = claimed(event, { ...sending, startedAt: situation.now, inFlight: false, digest }, situation);
  return { kind: "digest", cursor, event, digest, ref: digestRef(event, why, digest, cursor) };
}

// An attempt dated in the future, as the clock was set back, must not put off the time of giving up.
function triedByNow(sending: Sending, now: Ms): Sending {
  return { ...sending, firstTriedAt: Math.min(sending.firstTriedAt, now) };
}

// Whoever claimed it never came back: it may have been sent.
function interrupted(sending: Sending): Sending {
  return { ...sending, unknowns: (sending.unknowns ?? 0) + 1, error: "interrupted while sending" };
}

type SendStep = Extract<DeliveryStep, { kind: "send" }>;

function claim(event: FlipwatchEvent, tried: Sending, situation: DeliverySituation): SendStep {
  const sending = { ...tried, attempts: tried.attempts + 1, startedAt: situation.now, inFlight: true };
  return { kind: "send", cursor: claimed(event, sending, situation), event, possibleRepeat: (tried.unknowns ?? 0) > 0 };
}

/** Records before the event are settled by the same write. */
function claimed(event: FlipwatchEvent, sending: Sending, { cursor, now, policy, owner }: DeliverySituation): Cursor {
  const { retryAt: _, ...rest } = cursor;
  const settledThrough = sending.redriven === true ? cursor.settledThrough : event.number - 1;
  return { ...rest, settledThrough, lease: { owner, until: now + policy.leaseMs }, sending };
}
