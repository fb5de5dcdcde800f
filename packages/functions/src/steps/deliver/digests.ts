/**
 * Puts events into digests, and puts due digests together. Deliverers only add rows and look afterwards whether the digest was still open, so
 * that any number of them may add at once; a digest that is closed becomes a log of one event, told like any other.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type ChannelWindow,
  type Clock,
  closeDue,
  closed,
  type DeliveryPolicy,
  DIGEST_LISTED,
  type DigestDetail,
  type DigestWhy,
  digestEvent,
  digestRef,
  type FlipwatchEvent,
  isDigestLog,
  type Joined,
  type LogId,
  newCursor,
  type OpenDigest,
  placeOf,
} from "@flipwatch/core";

export interface DigestRecords {
  log: Pick<Records["log"], "read">;
  channels: Pick<Records["channels"], "window" | "putWindow">;
  digests: Records["digests"];
  cursors: Pick<Records["cursors"], "get" | "put">;
}

/** A log's events by number; a digest's log holds its one event. */
export async function readLog(records: Pick<DigestRecords, "log" | "digests">, log: LogId, range: { after: number; limit: number }) {
  if (!isDigestLog(log)) return records.log.read(log, range);
  const event = range.after < 1 ? await records.digests.get(log) : undefined;
  return event === undefined ? [] : [event];
}

/** Puts the event into the digest, and says whether it is in. Repeated, it says the same. */
export async function join(
  { channels, digests }: Pick<DigestRecords, "channels" | "digests">,
  channel: string,
  { event, digest, why }: { event: FlipwatchEvent; digest: string; why: DigestWhy },
): Promise<Joined> {
  let place = placeOf(await channels.window(channel), digest);
  if (place === "open") {
    await digests.add(digest, digestRef(event, why));
    // Whoever closes it reads the rows afterwards.
    place = placeOf(await channels.window(channel), digest);
    if (place === "open") return "in";
  }
  const told = await digests.get(digest);
  if (told === undefined) return place === "closing" ? "unclear" : "out";
  const { events, count } = told.detail as unknown as DigestDetail;
  if (events.some(({ id }) => id === event.id)) return "in";
  return count > events.length ? "overfull" : "out";
}

/**
 * Closes the channel's due digests, and names those there are to tell. What a crash left half closed is finished; two at once do the same.
 */
export async function closeDigests(
  { records, clock, policy }: { records: DigestRecords; clock: Clock; policy: DeliveryPolicy },
  channel: string,
): Promise<LogId[]> {
  const window = await records.channels.window(channel);
  const closing = closeDue(window, clock.now(), policy);
  if (closing === undefined) return [];
  let stored: ChannelWindow | undefined = await records.channels.putWindow(closing);
  const logs: LogId[] = [];
  for (const digest of stored?.closing ?? []) {
    const event = await close(records, digest);
    if (((event.detail ?? {}) as unknown as DigestDetail).count > 0) {
      // From here on the sweep knows it.
      await records.cursors.put(newCursor(digest.id, channel), true);
      logs.push(digest.id);
    }
    stored = stored && (await records.channels.putWindow(closed(stored, digest.id)));
  }
  return logs;
}

async function close({ digests }: Pick<DigestRecords, "digests">, digest: OpenDigest): Promise<FlipwatchEvent> {
  const { refs, count } = await digests.refs(digest.id, DIGEST_LISTED);
  return digests.close(digest.id, digestEvent(digest, refs, count));
}
