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
import { bucketOf, DAY_BUCKETS, dayPk, daysBetween, keys, timeFrom, timeSk, timeTo } from "../keys.ts";
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
      const bounded = Math.min(limit, RECORDED_LIMIT);
      const found: FlipwatchEvent[] = [];
      for (const day of daysBetween(Math.max(from, to - WINDOW_LIMIT_MS), to)) {
        if (found.length >= bounded) break;
        found.push(...events(await recordedOnDay(table, day, { from: timeFrom(from), to: timeTo(to) }, bounded - found.length)));
      }
      return found;
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
    const inDay = inDayIndex(dayPk(event.recordedAt, bucketOf(event.pair, DAY_BUCKETS)), timeSk(event.recordedAt, event.id));
    if (await table.put(stored(key, event, { ...inDay, number: event.number }), { absent: true })) continue;
    const known = await getBody<FlipwatchEvent>(table, key);
    assert(known?.kind === event.kind && known.at === event.at, `${event.id} is the same event as the one already in the log`);
  }
}

function numbers(log: LogId, first: number, last: number): RangeQuery {
  const from = keys.event(log, first);
  return { pk: from.pk, from: from.sk, to: keys.event(log, last).sk };
}

async function recordedOnDay(table: Table, day: Ms, window: { from: string; to: string }, limit: number): Promise<Item[]> {
  const buckets = Array.from({ length: DAY_BUCKETS }, (_, bucket) => ({ pk: dayPk(day, bucket), ...window }));
  const items = await Promise.all(buckets.map((range) => collect((page) => table.queryIndex("day", page), range, limit)));
  return items
    .flat()
    .toSorted((a, b) => (String(a.daySk) < String(b.daySk) ? -1 : 1))
    .slice(0, limit);
}

function checkedEvent(item: Item, onMalformed: OnMalformed): FlipwatchEvent[] {
  const parsed = eventSchema.safeParse(bodyOf(item));
  if (parsed.success) return [parsed.data];
  const problem = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  onMalformed({ key: { pk: item.pk, sk: item.sk }, problem });
  return [];
}
