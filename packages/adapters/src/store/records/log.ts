/** The event logs: append-only, one Query a page, and the events of all logs by the day they were recorded. */
import {
  assert,
  DAY,
  eventSchema,
  type FlipwatchEvent,
  type Item,
  type LogId,
  type Ms,
  type RangeQuery,
  type Table,
} from "@flipwatch/core";
import { bucketOf, DAY_BUCKETS, dayPk, daysBetween, keys, recordDayPk, timeFrom, timeSk, timeTo } from "../keys.ts";
import type { Records } from "../records.ts";
import { bodyOf, collect, getBody, inDayIndex, type OnMalformed, stored } from "../stored.ts";

const READ_LIMIT = 1_000;
const RECORDED_LIMIT = 10_000;
/** A window longer than this is cut at its old end. */
const WINDOW_LIMIT_MS = 400 * DAY;
/** Logs written at the same time. */
const APPENDING_LOGS = 16;
/** Beyond every event's number. */
const LAST_NUMBER = 999_999_999_999;

export function createLog(table: Table, onMalformed: OnMalformed): Records["log"] {
  const events = (items: readonly Item[]): FlipwatchEvent[] => items.flatMap((item) => checkedEvent(item, onMalformed));
  return {
    async append(appended) {
      const logs = [...new Set(appended.map((event) => event.pair))].map((log) => appended.filter((event) => event.pair === log));
      for (let first = 0; first < logs.length; first += APPENDING_LOGS) {
        await Promise.all(logs.slice(first, first + APPENDING_LOGS).map((log) => appendToLog(table, log)));
      }
    },
    async read(log, { after = 0, before = LAST_NUMBER + 1, limit = 100, descending = false }) {
      const range = { ...numbers(log, after + 1, before - 1), descending };
      return events(await collect((page) => table.query(page), range, Math.min(limit, READ_LIMIT)));
    },
    async recorded(from, to, limit) {
      return events(await recordedBetween(table, { from, to }, { limit, partitions: [dayPk, recordDayPk] }));
    },
    async alerting(from, to, { limit, newestFirst }) {
      return events(await recordedBetween(table, { from, to }, { limit, partitions: [dayPk], newestFirst }));
    },
    async notes(log, openedAt) {
      const [from, to] = [keys.note(log, openedAt, 0), keys.note(log, openedAt, LAST_NUMBER)];
      return events(await collect((page) => table.query(page), { pk: from.pk, from: from.sk, to: to.sk }, READ_LIMIT));
    },
    async lastNumber(log) {
      const { items } = await table.query({ ...numbers(log, 1, LAST_NUMBER), descending: true, limit: 1 });
      return Number(items[0]?.number ?? 0);
    },
  };
}

/** In number order, one by one: a reader that finds an event must find every one before it. */
async function appendToLog(table: Table, events: readonly FlipwatchEvent[]): Promise<void> {
  for (const event of events.toSorted((a, b) => a.number - b.number)) {
    const key = keys.event(event.pair, event.number);
    const partition = event.severity === "record" ? recordDayPk : dayPk;
    // Before the event, which is what a repeat goes by.
    if (event.kind === "noted" && event.incident !== undefined)
      await table.put(stored(keys.note(event.pair, event.incident.openedAt, event.number), event), { absent: true });
    const inDay = inDayIndex(partition(event.recordedAt, bucketOf(event.pair, DAY_BUCKETS)), timeSk(event.recordedAt, event.id));
    if (await table.put(stored(key, event, { ...inDay, number: event.number }), { absent: true })) continue;
    const known = await getBody<FlipwatchEvent>(table, key);
    assert(known?.kind === event.kind && known.at === event.at, `${event.id} is the same event as the one already in the log`);
  }
}

function numbers(log: LogId, first: number, last: number): RangeQuery {
  const from = keys.event(log, first);
  return { pk: from.pk, from: from.sk, to: keys.event(log, last).sk };
}

interface Wanted {
  limit: number;
  partitions: readonly ((day: Ms, bucket: number) => string)[];
  newestFirst?: boolean;
}

async function recordedBetween(table: Table, { from, to }: { from: Ms; to: Ms }, wanted: Wanted): Promise<Item[]> {
  const limit = Math.min(wanted.limit, RECORDED_LIMIT);
  const days = daysBetween(Math.max(from, to - WINDOW_LIMIT_MS), to);
  const found: Item[] = [];
  for (const day of wanted.newestFirst ? days.toReversed() : days) {
    if (found.length >= limit) break;
    found.push(...(await recordedOnDay(table, day, { from: timeFrom(from), to: timeTo(to) }, { ...wanted, limit: limit - found.length })));
  }
  return found;
}

async function recordedOnDay(
  table: Table,
  day: Ms,
  window: { from: string; to: string },
  { limit, partitions, newestFirst = false }: Wanted,
): Promise<Item[]> {
  const ranges = Array.from({ length: DAY_BUCKETS }, (_, bucket) =>
    partitions.map((partition) => ({ pk: partition(day, bucket), ...window, descending: newestFirst })),
  );
  const items = await Promise.all(ranges.flat().map((range) => collect((page) => table.queryIndex("day", page), range, limit)));
  const sorted = items.flat().toSorted((a, b) => (String(a.daySk) < String(b.daySk) ? -1 : 1));
  return (newestFirst ? sorted.toReversed() : sorted).slice(0, limit);
}

function checkedEvent(item: Item, onMalformed: OnMalformed): FlipwatchEvent[] {
  const parsed = eventSchema.safeParse(bodyOf(item));
  if (parsed.success) return [parsed.data];
  const problem = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  onMalformed({ key: { pk: item.pk, sk: item.sk }, problem });
  return [];
}
