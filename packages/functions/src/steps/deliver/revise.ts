/**
 * What a channel said of an incident by itself is brought up to date by an event that is told in a digest: else the first message of a thread would
 * stand there as it began, for ever. Before the event joins its digest, since nobody comes back to it afterwards.
 */
import type { Channel, Cursor, DeliveryPolicy, FlipwatchEvent, Ms } from "@flipwatch/core";

/** The claimed cursor with what the channel remembers now, or how long to wait before it is tried again. */
export type Revised = { cursor: Cursor } | { waitMs: number };

/**
 * A channel that refuses, or takes nothing until an
 * alert would be given up, does not keep the event from its digest.
 */
export async function revise(
  channel: Pick<Channel, "revise">,
  cursor: Cursor,
  event: FlipwatchEvent,
  now: Ms,
  { giveUpMs, baseDelayMs }: Pick<DeliveryPolicy, "giveUpMs" | "baseDelayMs">,
): Promise<Revised> {
  const { memory, sending } = cursor;
  if (memory === undefined || channel.revise === undefined) return { cursor };
  const result = await channel.revise(event, memory);
  if (result.outcome === "delivered") return { cursor: { ...cursor, memory: result.memory ?? memory } };
  const isRefused = result.outcome === "failed" && !result.retryable;
  // By the event's own time, too: an event whose digest closed meanwhile begins anew with the next, and would never come to an end.
  const isSpent = sending !== undefined && now >= Math.min(sending.firstTriedAt, event.recordedAt) + giveUpMs;
  if (isRefused || isSpent) return { cursor };
  return { waitMs: Math.max(baseDelayMs, result.outcome === "failed" ? (result.retryAfterMs ?? 0) : 0) };
}
