/**
 * Puts events into digests, and puts those together that are due or complete. Deliverers only add rows and look afterwards whether the digest was
 * still open, so that any number of them may add at once; a digest that is closed becomes an event of a log of its own, told like any other.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type ChannelWindow,
  type Clock,
  COUNTED_EARLY,
  type Cursor,
  closeDue,
  closed,
  type DeliveryPolicy,
  DIGEST_LISTED,
  type DigestDetail,
  type DigestRef,
  digestAt,
  digestEvent,
  digestPlace,
  type FlipwatchEvent,
  groupEvent,
  groupsToCount,
  isDigestLog,
  isFlappingDigest,
  type Joined,
  type LogId,
  type Ms,
  newCursor,
  type OpenDigest,
  type OpenGroup,
  placeOf,
} from "@flipwatch/core";

export interface DigestRecords {
  log: Pick<Records["log"], "read">;
  channels: Pick<Records["channels"], "window" | "putWindow">;
  digests: Records["digests"];
  cursors: Pick<Records["cursors"], "get" | "put">;
}

/** Asks to be woken for a digest at its time. What comes of it is not waited for long, and never an error: the minute's sweep finds the digest, too. */
export type WakeLater = (digest: string, at: Ms) => Promise<void>;

export interface ClosePorts {
  records: DigestRecords;
  clock: Clock;
  policy: DeliveryPolicy;
  wakeLater?: WakeLater;
}

/** Others may be at the same cursor; whoever wins sees what we wrote before. */
const MARKING_RACES = 4;

/** A log's events by number; a digest's log holds its one event, a story's log one a message. */
export async function readLog(records: Pick<DigestRecords, "log" | "digests">, log: LogId, range: { after: number; limit: number }) {
  if (!isDigestLog(log)) return records.log.read(log, range);
  const event = await records.digests.get(digestAt(log, range.after + 1));
  return event === undefined ? [] : [event];
}

/** Puts the event, as the digest keeps it, into the digest, and says whether it is in. Repeated, it says the same. */
export async function join(
  { channels, digests }: Pick<DigestRecords, "channels" | "digests">,
  channel: string,
  { digest, ref }: { digest: string; ref: DigestRef },
): Promise<Joined> {
  let place = placeOf(await channels.window(channel), digest);
  if (place === "open") {
    await digests.add(digest, ref);
    // Whoever closes it reads the rows afterwards.
    place = placeOf(await channels.window(channel), digest);
    if (place === "open") return "in";
  }
  const told = await digests.get(digest);
  if (told === undefined) return place === "closing" ? "unclear" : "out";
  const { events, count } = told.detail as unknown as DigestDetail;
  if (events.some(({ id }) => id === ref.id)) return "in";
  return count > events.length ? "overfull" : "out";
}

/**
 * Closes the channel's digests that are due or complete, and names the logs there are to tell. What a crash left half closed is finished; two at
 * once do the same.
 */
export async function closeDigests({ records, clock, policy, wakeLater }: ClosePorts, channel: string): Promise<LogId[]> {
  const window = await records.channels.window(channel);
  const closing = closeDue(window, clock.now(), policy, await countGroups(records, groupsToCount(window, clock.now(), policy)));
  if (closing === undefined) return [];
  let stored: ChannelWindow | undefined = await records.channels.putWindow(closing.window);
  if (stored !== undefined) for (const group of closing.waiting) await wakeLater?.(group.id, group.dueAt);
  const logs: LogId[] = [];
  for (const digest of stored?.closing ?? []) {
    const event = await close(records, digest, stored);
    if (((event.detail ?? {}) as unknown as DigestDetail).count > 0) {
      await mark(records, digest, channel);
      logs.push(digestPlace(digest.id).log);
    }
    stored = stored && (await records.channels.putWindow(closed(stored, digest, event, clock.now())));
  }
  return [...new Set(logs)];
}

/** How many alerts of its kind each group holds; of a large one, how many of any kind. */
async function countGroups({ digests }: Pick<DigestRecords, "digests">, groups: readonly OpenGroup[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { id, kind } of groups) {
    const { refs, count } = await digests.refs(id, COUNTED_EARLY);
    counts.set(id, count > refs.length ? count : refs.filter((ref) => ref.kind === kind).length);
  }
  return counts;
}

/** From here on the sweep knows it, unless somebody told it already. */
async function mark({ cursors }: Pick<DigestRecords, "cursors">, { id }: OpenDigest, channel: string): Promise<void> {
  const { log, number } = digestPlace(id);
  for (let race = 0; race < MARKING_RACES; race += 1) {
    const cursor = (await cursors.get(log, channel)) ?? newCursor(log, channel);
    if (cursor.settledThrough >= number || (await cursors.put(cursor, true)) !== undefined) return;
  }
}

async function close(
  records: Pick<DigestRecords, "digests" | "log">,
  digest: OpenDigest | OpenGroup,
  window: Pick<ChannelWindow, "stories"> | undefined,
): Promise<FlipwatchEvent> {
  const found = await records.digests.refs(digest.id, DIGEST_LISTED);
  const { refs, count } = found;
  if (!("cause" in digest)) return records.digests.close(digest.id, digestEvent(digest, refs, count));
  const { log, number } = digestPlace(digest.id);
  const story = number === 1 ? undefined : window?.stories?.find((one) => one.log === log);
  const first = refs[0] === undefined ? undefined : await original(records, refs[0]);
  return records.digests.close(digest.id, groupEvent(digest, { ...found, story, first }));
}

/** The event that a digest lists, whole; undefined where it can't be read. */
async function original({ log }: Pick<DigestRecords, "log">, { id, pair }: DigestRef): Promise<FlipwatchEvent | undefined> {
  const number = Number(id.slice(id.lastIndexOf("#") + 1));
  const [event] = await log.read(pair, { after: number - 1, limit: 1 });
  return event?.id === id ? event : undefined;
}

/**
 * What is sent for an event: a digest of one is that alert itself, in the thread of its own log, whose cursor is given. A flapping pair's digest is
 * about the time behind it, and a story's message about many, whatever they hold.
 */
export async function spokenFor(
  records: Pick<DigestRecords, "log" | "cursors">,
  event: FlipwatchEvent,
  channel: string,
): Promise<{ event: FlipwatchEvent; own?: Cursor }> {
  const { events = [], count } = (event.detail ?? {}) as Partial<DigestDetail>;
  const [only] = events;
  if (event.kind !== "digest" || count !== 1 || only === undefined || isFlappingDigest(event.id) || event.incident !== undefined)
    return { event };
  const spoken = await original(records, only);
  return spoken === undefined ? { event } : { event: spoken, own: await records.cursors.get(only.pair, channel) };
}
