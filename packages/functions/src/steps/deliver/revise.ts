/**
 * What a channel said of an incident by itself is brought up to date by an event that is told in a digest: else the first message of a thread would
 * stand there as it began, for ever. Before the event joins its digest, since nobody comes back to it afterwards.
 */
import type { Channel, Cursor, DeliveryPolicy, FlipwatchEvent, Ms } from "@flipwatch/core";

/**
 * The claimed cursor with what the channel remembers now; undefined where it has to be tried again. A channel that refuses, or takes nothing until an
 * alert would be given up, does not keep the event from its digest.
 */
export async function revise(
  channel: Pick<Channel, "revise">,
  cursor: Cursor,
  event: FlipwatchEvent,
  now: Ms,
  { giveUpMs }: Pick<DeliveryPolicy, "giveUpMs">,
): Promise<Cursor | undefined> {
  const { memory, sending } = cursor;
  if (memory === undefined || channel.revise === undefined) return cursor;
  const result = await channel.revise(event, memory);
  if (result.outcome === "delivered") return { ...cursor, memory: result.memory ?? memory };
  const isRefused = result.outcome === "failed" && !result.retryable;
  // By the event's own time, too: an event whose digest closed meanwhile begins anew with the next, and would never come to an end.
  const isSpent = sending !== undefined && now >= Math.min(sending.firstTriedAt, event.recordedAt) + giveUpMs;
  return isRefused || isSpent ? cursor : undefined;
}
