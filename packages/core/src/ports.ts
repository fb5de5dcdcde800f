/** What the steps need of the world, as types only. Adapters fulfil them for real, tests with fakes; one contract suite runs on both. */
import type { Answer } from "./answer.ts";
import type { FlipwatchEvent } from "./event.ts";
import type { RecordSet, RecordType, ZoneRef } from "./pair.ts";
import type { Checking, Health } from "./reading.ts";
import type { Ms } from "./time.ts";

export interface Clock {
  now(): Ms;
  /** Resolves at `at`, or as soon as `signal` aborts. */
  until(at: Ms, signal?: AbortSignal): Promise<void>;
}

// ---- the table ----------------------------------------------------------------------------------------------------------

export interface Key {
  pk: string;
  sk: string;
}
/** Any JSON-like object below 400 KB. The attributes `pk`, `sk` and those of `indexes` are the table's own. */
export type Item = Key & { [attribute: string]: unknown };

export type Condition =
  /** No item with this key. */
  | { absent: true }
  /** The attribute has this value; `undefined` asks for no item with this key. */
  | { attribute: string; equals: number | string | undefined }
  /** No item with this key, or the attribute (a number) is below this value. */
  | { attribute: string; below: number };

export interface Page {
  items: Item[];
  /** Present when more may follow; give it back as `start`. */
  next?: Key & Record<string, unknown>;
}

/** Sparse indexes: an item is in one while it carries both of the index's attributes. */
export const indexes = {
  /** Events of all logs by day and bucket: `dayPk` = `DAY#2026-11-22#3`, `daySk` = time and id. */
  day: { pk: "dayPk", sk: "daySk" },
  /** Heads and cursors that are unsettled or due: `duePk` = `DUE#HEAD#<shard>` or `DUE#CURSOR#<bucket>`, `dueSk` = time and id. */
  due: { pk: "duePk", sk: "dueSk" },
} as const;
export type IndexName = keyof typeof indexes;

export interface RangeQuery {
  pk: string;
  /** Inclusive bounds of the sort key. */
  from?: string;
  to?: string;
  descending?: boolean;
  /** At most this many items in the page; 100 unless told, 1,000 at most. */
  limit?: number;
  start?: Page["next"];
}

/** One table of single-item conditional writes: no transactions, no streams, no server-side expiry. */
export interface Table {
  /** Strongly consistent. */
  get(key: Key): Promise<Item | undefined>;
  /** Strongly consistent, any number of keys; absent items are left out; order is not kept. */
  getMany(keys: readonly Key[]): Promise<Item[]>;
  /** True when written, false when the condition refused it. Every other trouble throws a FlipwatchError. */
  put(item: Item, condition?: Condition): Promise<boolean>;
  remove(key: Key): Promise<void>;
  /** Strongly consistent, by sort key. */
  query(range: RangeQuery): Promise<Page>;
  /** Eventually consistent, by the index's sort key. `day` gives whole items, `due` only their keys and the index's attributes. */
  queryIndex(index: IndexName, range: RangeQuery): Promise<Page>;
}

// ---- asking -------------------------------------------------------------------------------------------------------------

export interface Question {
  name: string;
  type: RecordType | "NS" | "SOA";
  /** `address:port` or `[v6]:port`, before the network table. */
  server: string;
  transport: "udp" | "tcp";
  /** RD: false for the zone's own name servers, true for resolvers. */
  recursive: boolean;
  timeoutMs: number;
}

/** Asks one server one question. Never throws for what a server does: silence is an answer. UDP goes on to TCP by itself on TC. */
export interface Asker {
  ask(question: Question): Promise<Answer>;
  close(): Promise<void>;
}

/** Finds a zone's name servers and their addresses through recursive resolvers; caches for their TTL, refreshes before it ends. */
export interface NameServers {
  /** Addresses with port, each server's IPv4 before its IPv6, in a stable order. Empty when they can't be found. */
  of(target: { name: string; nameservers?: readonly string[] }): Promise<readonly string[]>;
}

// ---- AWS ----------------------------------------------------------------------------------------------------------------

export interface Route53 {
  /** Every hosted zone of the account, all pages. */
  zones(): Promise<ZoneRef[]>;
  /** With its delegation set. */
  zone(id: string): Promise<ZoneRef>;
  /** Every record set of the zone, page by page. */
  recordSets(zoneId: string): AsyncIterable<RecordSet>;
  /** The record sets of one name only. */
  recordSetsOf(zoneId: string, name: string): Promise<RecordSet[]>;
  /** The checkers' own words, for the reason of a change; a diagnostic, not for polling. */
  checkers(healthCheckId: string): Promise<CheckerReport[]>;
  /** Every health check of the account, all pages; with the names from their tags when asked for (one more call for each ten). */
  healthChecks(wanted?: { names?: boolean }): Promise<HealthCheckRef[]>;
}

/** A health check as Route 53 lists it. */
export interface HealthCheckRef {
  id: string;
  /** HealthCheckVersion: grows by one with each update; an update names the one it changes. */
  version: number;
  /** `HTTP`, `HTTPS`, `HTTP_STR_MATCH`, `HTTPS_STR_MATCH`, `TCP`, `CALCULATED`, `CLOUDWATCH_METRIC`, `RECOVERY_CONTROL`. */
  type: string;
  /** Counts as healthy whatever happens. */
  disabled: boolean;
  inverted: boolean;
  /** Absent for types without checkers of their own. */
  checking?: Checking;
  /** The tag `Name`, where it was asked for and there is one. */
  name?: string;
}

export interface CheckerReport {
  region: string;
  address: string;
  /** From the `Success`/`Failure` prefix; anything else is unknown. */
  status: Health;
  text: string;
  checkedAt?: Ms;
}

/** One period's data of a health check. */
export interface CheckDatum {
  /** The period's start. */
  period: Ms;
  status: Health;
  percentage?: number;
}

export interface Metrics {
  /** By health check, oldest first; checks without data have an empty list. Any number of checks. */
  readings(checks: readonly string[], from: Ms, to: Ms): Promise<Map<string, CheckDatum[]>>;
}

/** Tells tally that there is something to read. Carries no facts: a lost or doubled one does no harm. */
export interface WakeUps {
  wake(shard: number, deduplication: string): Promise<void>;
}

export interface Publisher {
  /** Resolves when accepted. Throws a FlipwatchError; `retryable: false` means never. */
  publish(event: FlipwatchEvent): Promise<void>;
}

// ---- telling ------------------------------------------------------------------------------------------------------------

/**
 * What a channel remembers of a log from one send to the next: Slack's thread, for example. Kept in the cursor, opaque to all but the
 * channel; at most 2 KB as JSON, and no secrets.
 */
export type ChannelMemory = Readonly<Record<string, string | number | boolean>>;

export type SendResult =
  /** `memory` replaces what was remembered; absent, it stays. */
  | { outcome: "delivered"; reference?: string; memory?: ChannelMemory }
  /** It may or may not have arrived: timed out after the request left. */
  | { outcome: "unknown"; error: string }
  | { outcome: "failed"; error: string; retryable: boolean; retryAfterMs?: number };

export interface SendOptions {
  /** An earlier send of the same event may have arrived. */
  possibleRepeat: boolean;
  /** As the channel left it with the last event of this log that it took. */
  memory?: ChannelMemory;
}

/** What stands in a channel's way, and what to do about it; for people, without secrets. */
export interface ChannelProblem {
  problem: string;
  fix: string;
}

export interface Channel {
  /** `slack:ops`, `webhook:0`, `sns:0`: kind and name, stable, without secrets. */
  id: string;
  /** Repeating a send with the same event is harmless, because the receiver can tell. */
  dedupes: boolean;
  /** People are told less at once: alerts are damped, grouped and put into digests. Machines get every event. */
  audience: "people" | "machines";
  /** Whether the event says anything to this channel; one that does not is settled as `suppressed`, unsent. Absent: every event does. */
  takes?(event: FlipwatchEvent): boolean;
  /** Never throws for what the other side does. */
  send(event: FlipwatchEvent, options: SendOptions): Promise<SendResult>;
  /**
   * Brings what it remembers of the event's incident up to date, and notifies nobody: the event itself is told in a digest. Repeating it is
   * harmless. Absent where what was sent stays as it is. Never throws for what the other side does.
   */
  revise?(event: FlipwatchEvent, memory: ChannelMemory): Promise<SendResult>;
  /** Asks the other side whether it would take an alert, without sending one: a wrong token, an unknown room. Absent where it can't be asked. Never throws. */
  check?(): Promise<ChannelProblem | undefined>;
}
