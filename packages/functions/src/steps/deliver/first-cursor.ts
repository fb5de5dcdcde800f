/** Decides where a channel begins in a log that it was never told of: a channel added today is not told of last year. */
import type { Records } from "@flipwatch/adapters/store/records";
import { type Cursor, type DeliveryPolicy, type LogId, type Ms, newCursor } from "@flipwatch/core";

/** In times of giving up: with the default hour six hours, so that an outage of deliver's own loses no new pair's first events. */
const LOOK_BACK = 6;
const PAGE = 100;
/** A log that holds more than this in the time looked back is begun here. */
const LOOK_BACK_EVENTS = 1_000;

export async function firstCursor(
  log: Pick<Records["log"], "read">,
  id: LogId,
  channel: string,
  { now, policy }: { now: Ms; policy: DeliveryPolicy },
): Promise<Cursor> {
  const oldest = now - LOOK_BACK * policy.giveUpMs;
  let before: number | undefined;
  for (let seen = 0; seen < LOOK_BACK_EVENTS; seen += PAGE) {
    const page = await log.read(id, { before, descending: true, limit: PAGE });
    const older = page.find((event) => event.recordedAt < oldest);
    if (older) return { ...newCursor(id, channel), settledThrough: older.number };
    if (page.length < PAGE) return newCursor(id, channel);
    before = page.at(-1)?.number;
  }
  return { ...newCursor(id, channel), settledThrough: (before ?? 1) - 1 };
}
