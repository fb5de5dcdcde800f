/** Ends the telling of one event to one channel: the delivery record, and the cursor that moves past it. */
import type { Cursor, Delivery } from "../delivery.ts";
import { assert } from "../error.ts";
import type { FlipwatchEvent, LogId } from "../event.ts";
import type { Ms } from "../time.ts";
import { digestPlace, isFlappingDigest, isGroupDigest } from "./digest.ts";
import type { DeliveryPolicy } from "./policy.ts";
import { afterTold, afterUntold, type ToldIn } from "./told.ts";

export type Sending = NonNullable<Cursor["sending"]>;

/** A cursor before anything was told. */
export function newCursor(log: LogId, channel: string): Cursor {
  return { log, channel, version: 0, settledThrough: 0 };
}

/** The delivery of the event that the cursor holds claimed. */
export function deliveryOf(
  cursor: Cursor,
  sending: Sending,
  event: FlipwatchEvent,
  end: Pick<Delivery, "state" | "settledAt" | "reference" | "error" | "digest">,
): Delivery {
  const { attempts, firstTriedAt, redriven } = sending;
  const base = { event: event.id, kind: event.kind, log: cursor.log, number: event.number, channel: cursor.channel };
  return { ...base, ...(redriven === true ? { redriven } : {}), attempts, firstTriedAt, ...end };
}

/**
 * The cursor past the event, which knows what the channel was told; it keeps its lease, so that the holder goes on with the next. What was given
 * up counts as told: it was meant for the channel, and what follows says how it went on. So what is sent again later changes nothing.
 */
export function settled(cursor: Cursor, event: FlipwatchEvent, { state, digest, redriven }: Delivery): Cursor {
  if (redriven === true) return withoutRedrive(cursor, event.number);
  const before = cursor.told ?? {};
  const told = state === "suppressed" ? afterUntold(before, event) : afterTold(before, event, cursor.channel, toldIn(digest));
  const { told: _told, ...rest } = passed(cursor, event.number);
  return {
    ...rest,
    ...(Object.keys(told).length > 0 ? { told } : {}),
    ...(digest === undefined || isFlappingDigest(digest) ? {} : { digest }),
  };
}

function toldIn(digest: string | undefined): ToldIn {
  if (digest === undefined) return "alone";
  return isGroupDigest(digest) ? { story: digestPlace(digest).log } : "digest";
}

/** The cursor past that number, of which nothing is to be told. */
export function passed(cursor: Cursor, number: number): Cursor {
  assert(number > cursor.settledThrough, `${cursor.channel} settles ${cursor.log}#${number} after #${cursor.settledThrough}`);
  const { sending: _sending, retryAt: _retryAt, ...rest } = cursor;
  return { ...rest, settledThrough: number };
}

/** The cursor that does not send this number again. */
export function withoutRedrive(cursor: Cursor, number: number): Cursor {
  const { sending: _sending, retryAt: _retryAt, redrive = [], ...rest } = cursor;
  const left = redrive.filter((one) => one !== number);
  return left.length === 0 ? rest : { ...rest, redrive: left };
}

/** Something is left to do about it, as far as it says itself: then it is stored as unsettled. */
export function isPending({ lease, sending, retryAt, redrive }: Cursor): boolean {
  return lease !== undefined || sending !== undefined || retryAt !== undefined || redrive !== undefined;
}

/** The cursor that anybody may take. */
export function released(cursor: Cursor): Cursor {
  const { lease: _lease, ...rest } = cursor;
  return rest;
}

/**
 * Whether an event that may have arrived must not be sent again. Once it always is, marked as a possible repeat; people would read every
 * further one, while a channel that dedupes takes as many as the time allows.
 */
export function spent(sending: Sending, dedupes: boolean, policy: DeliveryPolicy, now: Ms): boolean {
  if ((sending.unknowns ?? 0) <= 1) return false;
  return !dedupes || now >= sending.firstTriedAt + policy.giveUpMs;
}
