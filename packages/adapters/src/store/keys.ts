/** Every key of the table in one place. Deterministic: the same fact always has the same key, so a repeated write is harmless. */
import { checkLog, DAY, FLEET, type Key, type LogId, type Ms, type PairId } from "@flipwatch/core";

/** Buckets over which the indexes spread, so that no one partition takes every write. */
export const DAY_BUCKETS = 4;
export const CURSOR_BUCKETS = 4;

/** What other steps leave for tally, oldest first. */
export const INBOX_PK = "INBOX";

/** What people ask for, oldest first. */
export const REQUESTS_PK = "REQUESTS";

/** `due` index: closed digests by the time at which they were put together. */
export const CLOSED_DIGESTS_PK = "DUE#DIGEST";

/** Signed requests that were taken lately, so that none is taken twice. */
export const PRESSES_PK = "PRESSES";

/** Links that let people read. */
export const LINKS_PK = "LINKS";

const CHECK_PREFIX = checkLog("");

export const keys = {
  manifestPointer: (shard: number): Key => ({ pk: "MANIFEST", sk: `SHARD#${padded(shard, 4)}` }),
  manifest: (shard: number, version: number): Key => ({ pk: `MANIFEST#${shard}`, sk: `VERSION#${padded(version, 12)}` }),
  definition: (pair: PairId): Key => ({ pk: pairPk(pair), sk: "DEFINITION" }),
  findings: (page: number): Key => ({ pk: "FINDINGS", sk: `PAGE#${padded(page, 4)}` }),
  ballot: (region: string, shard: number, slot: number): Key => ({ pk: ballotPk(region, shard), sk: `SLOT#${padded(slot, 3)}` }),
  writer: (region: string, shard: number): Key => ({ pk: ballotPk(region, shard), sk: "WRITER" }),
  readings: (page: number): Key => ({ pk: "READINGS", sk: `PAGE#${padded(page, 4)}` }),
  head: (pair: PairId): Key => ({ pk: pairPk(pair), sk: "HEAD" }),
  logHead: (log: LogId): Key => ({ pk: logPk(log), sk: "LOGHEAD" }),
  event: (log: LogId, number: number): Key => ({ pk: logPk(log), sk: `EVENT#${padded(number, 12)}` }),
  /** Beside the log it lies in, so that an incident's notes are found however late they were written. */
  note: (log: LogId, openedAt: Ms, number: number): Key => ({ pk: logPk(log), sk: `NOTE#${timeSk(openedAt, padded(number, 12))}` }),
  channel: (channel: string): Key => ({ pk: `CHANNEL#${channel}`, sk: "SINCE" }),
  window: (channel: string): Key => ({ pk: `CHANNEL#${channel}`, sk: "WINDOW" }),
  trouble: (channel: string): Key => ({ pk: `CHANNEL#${channel}`, sk: "TROUBLE" }),
  digest: (id: string): Key => ({ pk: `DIGEST#${id}`, sk: "EVENT" }),
  digestRef: (id: string, at: Ms, event: string): Key => ({ pk: `DIGEST#${id}`, sk: `REF#${timeSk(at, event)}` }),
  cursor: (log: LogId, channel: string): Key => ({ pk: logPk(log), sk: `CURSOR#${channel}` }),
  delivery: (log: LogId, number: number, channel: string): Key => ({ pk: logPk(log), sk: `DELIVERY#${padded(number, 12)}#${channel}` }),
  inbox: (at: Ms, subject: string): Key => ({ pk: INBOX_PK, sk: timeSk(at, subject) }),
  request: (at: Ms, id: string): Key => ({ pk: REQUESTS_PK, sk: timeSk(at, id) }),
  press: (at: Ms, signature: string): Key => ({ pk: PRESSES_PK, sk: timeSk(at, signature) }),
  link: (id: string): Key => ({ pk: LINKS_PK, sk: `LINK#${id}` }),
  mutes: (): Key => ({ pk: "MUTES", sk: "LIST" }),
  tally: (shard: number): Key => ({ pk: "TALLY", sk: `SHARD#${padded(shard, 4)}` }),
};

/** The pair whose item this is; undefined for any other item. */
export function pairOf(key: Key): PairId | undefined {
  return key.pk.startsWith("PAIR#") ? key.pk.slice("PAIR#".length) : undefined;
}

/** The digest whose item this is. */
export function digestOf(key: Key): string {
  return key.pk.slice("DIGEST#".length);
}

/** `day` index: `DAY#2026-11-22#3`, sorted by time and id: events that alert. */
export function dayPk(at: Ms, bucket: number): string {
  return `DAY#${new Date(at).toISOString().slice(0, "2026-11-22".length)}#${bucket}`;
}

/** `day` index too: events for the timeline alone, of which there are many more. */
export function recordDayPk(at: Ms, bucket: number): string {
  return `RECORDS#${dayPk(at, bucket)}`;
}

/** `day` index too: deliveries by the time at which they were settled. */
export function deliveryDayPk(at: Ms, bucket: number): string {
  return `DELIVERIES#${dayPk(at, bucket)}`;
}

/** Every UTC day that the window touches, oldest first, as a moment within it. */
export function daysBetween(from: Ms, to: Ms): Ms[] {
  const first = Math.floor(from / DAY);
  const count = Math.max(0, Math.floor(to / DAY) - first + 1);
  return Array.from({ length: count }, (_, index) => (first + index) * DAY);
}

export function dueHeadsPk(shard: number): string {
  return `DUE#HEAD#${shard}`;
}

export function dueCursorsPk(bucket: number): string {
  return `DUE#CURSOR#${bucket}`;
}

/** Sorts by time, then id. Moments are whole milliseconds of 15 digits, which lasts until the year 33658. */
export function timeSk(at: Ms, id: string): string {
  return `${sortableTime(at)}#${id}`;
}

/** At or before every `timeSk` of this moment. */
export function timeFrom(at: Ms): string {
  return sortableTime(at);
}

/** At or after every `timeSk` of this moment: `$` follows `#`. */
export function timeTo(at: Ms): string {
  return `${sortableTime(at)}$`;
}

/** FNV-1a over the UTF-16 units: spreads, decides nothing else. */
export function bucketOf(text: string, buckets: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % buckets;
}

export function logPk(log: LogId): string {
  if (log === FLEET) return "FLEET";
  return log.startsWith(CHECK_PREFIX) ? `CHECK#${log.slice(CHECK_PREFIX.length)}` : pairPk(log);
}

function pairPk(pair: PairId): string {
  return `PAIR#${pair}`;
}

function ballotPk(region: string, shard: number): string {
  return `BALLOT#${region}#${shard}`;
}

function sortableTime(at: Ms): string {
  return padded(Math.max(0, Math.floor(at)), 15);
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
