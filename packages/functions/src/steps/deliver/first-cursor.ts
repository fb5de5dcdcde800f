/**
 * Decides where a channel begins in a log that it was never told of: at the first event recorded since the channel is configured, however
 * long ago that is and whatever was down meanwhile. So a channel added today is not told of last year, and no event recorded after it was
 * configured is passed over. Since when it is configured, discover has noted.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import { type Cursor, type DeliveryPolicy, type LogId, type Ms, newCursor } from "@flipwatch/core";

/**
 * The beginning lies one time of giving up (an hour) earlier than the note, which comes with the first minute's discover after the
 * configuration. A channel that nobody has noted yet counts as configured now; so does one noted at a moment still to come, before the clock
 * was set back.
 */
export async function firstCursor(
  records: { log: Pick<Records["log"], "read" | "lastNumber">; channels: Pick<Records["channels"], "since"> },
  log: LogId,
  channel: string,
  now: Ms,
  { giveUpMs }: Pick<DeliveryPolicy, "giveUpMs">,
): Promise<Cursor> {
  const beginning = Math.min((await records.channels.since(channel)) ?? now, now) - giveUpMs;
  return { ...newCursor(log, channel), settledThrough: await lastBefore(beginning, records.log, log) };
}

/** The number of the last event recorded before the moment; 0 for none. Halves the log, as its events are recorded in the order of their numbers. */
async function lastBefore(moment: Ms, log: Pick<Records["log"], "read" | "lastNumber">, id: LogId): Promise<number> {
  let before = 0;
  let open = await log.lastNumber(id);
  while (before < open) {
    const middle = Math.ceil((before + open) / 2);
    const [event] = await log.read(id, { after: middle - 1, limit: 1 });
    // A malformed event is not read: then we begin earlier rather than pass something over.
    if (event !== undefined && event.recordedAt < moment) before = middle;
    else open = middle - 1;
  }
  return before;
}
