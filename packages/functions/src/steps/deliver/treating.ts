/** Gathers what core needs to know to treat the next event for a channel: routes, mutes, what the channel was told lately. Decides nothing itself. */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type Channel,
  type ChannelWindow,
  type Clock,
  type Cursor,
  type DeliveryPolicy,
  digestPlace,
  FLEET,
  type FlipwatchEvent,
  isDigestLog,
  type LogId,
  type Mute,
  nextAlert,
  type PairId,
  placeOf,
  type Route,
  redriveNumber,
  silentRegions,
  type Tags,
  type Treatment,
  treatment,
} from "@flipwatch/core";
import { type DigestRecords, readLog } from "./digests.ts";

export interface Treating {
  records: DigestRecords & Pick<Records, "mutes" | "logHeads">;
  clock: Clock;
  policy: DeliveryPolicy;
  /** As configured. Absent: every channel gets everything. */
  routes?: readonly Route[];
  /** Of a pair that the configuration names with tags. */
  tagsOf?: (pair: PairId) => Tags;
  /** Read once an invocation, when first asked for. */
  known: Known;
}

/** What is the same for all channels and logs of an invocation. */
export interface Known {
  mutes(): Promise<readonly Mute[]>;
  silentRegions(): Promise<readonly string[]>;
}

export function knownFrom(records: Pick<Records, "mutes" | "logHeads">): Known {
  let mutes: Promise<readonly Mute[]> | undefined;
  let silent: Promise<readonly string[]> | undefined;
  return {
    mutes() {
      mutes ??= records.mutes.get().then((list) => list.mutes);
      return mutes;
    },
    silentRegions() {
      silent ??= records.logHeads.get(FLEET).then(silentRegions);
      return silent;
    },
  };
}

/** What a treatment goes by that may be read before the event is known. */
export interface Lately {
  window?: ChannelWindow;
  /** How far the channel was told the digest that the log's cursor names; absent also where it was not begun yet. */
  digest?: Cursor;
}

/** To be asked for with the cursor at hand, and beside the log: mostly there is something to tell. Nothing where nothing is to be decided. */
export async function readLately({ records, known }: Treating, channel: Channel, cursor: Cursor): Promise<Lately> {
  if (cursor.sending !== undefined || isDigestLog(cursor.log)) return {};
  const isForPeople = channel.audience === "people";
  const [window, digest] = await Promise.all([
    isForPeople ? records.channels.window(channel.id) : undefined,
    isForPeople && cursor.digest !== undefined ? records.cursors.get(digestPlace(cursor.digest).log, channel.id) : undefined,
    known.mutes(),
  ]);
  return { window, digest };
}

/** How the next event of the log is treated; undefined where there is none, or something is being done about it already. */
export async function treatmentOf(
  { records, clock, policy, routes, tagsOf, known }: Treating,
  channel: Channel,
  cursor: Cursor,
  events: readonly FlipwatchEvent[],
  lately: Lately = {},
): Promise<((event: FlipwatchEvent) => Treatment) | undefined> {
  const next = nextAlert(cursor, events);
  if (next === undefined || cursor.sending !== undefined || isDigestLog(cursor.log)) return undefined;
  const isForPeople = channel.audience === "people";
  const window = isForPeople ? (lately.window ?? (await records.channels.window(channel.id))) : undefined;
  const silent = isForPeople && next.kind === "unknown" ? await known.silentRegions() : [];
  const { digest } = cursor;
  const isUnsent = digest !== undefined && window !== undefined && (await isOnItsWay(records, digest, window, lately.digest));
  const mutes = await known.mutes();
  return (event) =>
    treatment(event, {
      channel,
      told: cursor.told ?? {},
      routes,
      tags: tagsOf?.(event.pair) ?? {},
      mutes,
      now: clock.now(),
      policy,
      window,
      digest: digest === undefined ? undefined : { id: digest, isUnsent },
      silentRegions: silent,
    });
}

/** Closed, but not sent to its end. One that was told to its end stays so, so an earlier look says as much. */
async function isOnItsWay(
  { cursors }: Pick<DigestRecords, "cursors">,
  digest: string,
  window: ChannelWindow,
  looked: Cursor | undefined,
): Promise<boolean> {
  const place = placeOf(window, digest);
  if (place !== undefined) return place === "closing";
  const { log, number } = digestPlace(digest);
  return ((looked ?? (await cursors.get(log, window.channel)))?.settledThrough ?? number) < number;
}

/** The event that is to be sent again on request. */
export async function redrivenEvent({ records }: Treating, log: LogId, cursor: Cursor): Promise<FlipwatchEvent | undefined> {
  const number = redriveNumber(cursor);
  if (number === undefined) return undefined;
  const [event] = await readLog(records, log, { after: number - 1, limit: 1 });
  return event?.number === number ? event : undefined;
}
