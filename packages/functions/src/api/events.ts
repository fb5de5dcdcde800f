/** The events as they were logged: of one log by number, or of all logs by the time they were recorded. */
import { DAY, FLEET, type FlipwatchEvent, type Language, type LogId, type Ms } from "@flipwatch/core";
import { saidIn } from "@flipwatch/core/report/said";
import { definitionOf } from "./pairs.ts";
import type { ApiPorts } from "./ports.ts";
import { daysIn, limitIn, numberIn, oneOf, type Query } from "./query.ts";
import { Refusal } from "./refusal.ts";

const LAST_NUMBER = 999_999_999_999;

export interface LogPage {
  events: FlipwatchEvent[];
  /**
   * Ask on with `after` (ascending) or `before` (descending) set to this. Absent at the end. With `alerting=true` a page may be short, or
   * empty, and go on: so many mere records lay between that no more was read at once.
   */
  next?: number;
  /** Where a language is asked for: by event id what happened, of events that alert. */
  said?: Record<string, Sentences>;
}

/** What happened, in a few words and in a sentence or two. */
export interface Sentences {
  headline: string;
  lead: string;
}

/** By event id. */
export function sentencesOf(events: readonly FlipwatchEvent[], language: Language): Record<string, Sentences> {
  const { headline, lead } = saidIn(language);
  return Object.fromEntries(events.map((event) => [event.id, { headline: headline(event), lead: lead(event) }]));
}

/** A log by number, oldest first, or newest first with `order=desc`. Also `FLEET` and `CHECK:<id>`. */
export async function logEvents({ records }: ApiPorts, log: LogId, query: Query): Promise<LogPage> {
  if (log !== FLEET && !log.startsWith("CHECK:")) await definitionOf(records, log);
  const after = numberIn(query, "after", { fallback: 0, least: 0, most: LAST_NUMBER });
  const before = numberIn(query, "before", { fallback: LAST_NUMBER, least: 1, most: LAST_NUMBER });
  const descending = oneOf(query, "order", ["asc", "desc"]) === "desc";
  const limit = limitIn(query);
  const language = query.lang === undefined ? undefined : oneOf(query, "lang", ["en", "ko"]);
  const isAlertingOnly = oneOf(query, "alerting", ["false", "true"]) === "true";
  if (after + 1 >= before) return { events: [] };
  const wanted = { after, before, limit, descending };
  const { events, next } = isAlertingOnly ? await alertsOf(records.log, log, wanted) : await pageOf(records.log, log, wanted);
  const said = language === undefined ? {} : { said: sentencesOf(events.filter(isAlert), language) };
  return { events, next, ...said };
}

type Numbers = Required<Parameters<ApiPorts["records"]["log"]["read"]>[1]>;

async function pageOf(log: Pick<ApiPorts["records"]["log"], "read">, id: LogId, wanted: Numbers): Promise<LogPage> {
  const events = await log.read(id, wanted);
  const last = events.at(-1)?.number;
  const ended = events.length < wanted.limit || last === (wanted.descending ? wanted.after + 1 : wanted.before - 1);
  return { events, next: ended ? undefined : last };
}

function isAlert({ severity }: FlipwatchEvent): boolean {
  return severity !== "record";
}

/** Records that are passed over for one answer: the first look is short, since an alert is mostly near. */
const LOOKS = [200, 1_000, 1_000, 1_000, 1_000];

async function alertsOf(log: Pick<ApiPorts["records"]["log"], "read">, id: LogId, wanted: Numbers): Promise<LogPage> {
  const found: FlipwatchEvent[] = [];
  let place: Partial<Numbers> = {};
  for (const limit of LOOKS) {
    const { events, next } = await pageOf(log, id, { ...wanted, ...place, limit });
    found.push(...events.filter(isAlert));
    const page = found.slice(0, wanted.limit);
    if (found.length > page.length) return { events: page, next: page.at(-1)?.number };
    if (next === undefined || page.length === wanted.limit) return { events: page, next };
    place = wanted.descending ? { before: next } : { after: next };
  }
  return { events: found, next: place.before ?? place.after };
}

export interface RecordedPage {
  events: FlipwatchEvent[];
  /** Ask on with `after` set to this. Absent at the end. */
  next?: string;
}

/** The store gives no more than this at once. */
const MOST_RECORDED = 10_000;

/**
 * Events of all logs recorded in [since, until], oldest first; the last day by default.
 *
 * Whoever follows asks again with a `since` some seconds before the newest event known, and passes over ids already seen: two shards write
 * at the same time, and the index behind this lags a little, so that an event may appear behind a later one.
 */
export async function recordedEvents({ records, clock }: ApiPorts, query: Query): Promise<RecordedPage> {
  const { from, to } = daysIn(query, { from: "since", to: "until" }, clock.now(), DAY);
  const limit = limitIn(query);
  const place = placeIn(query.after);
  const found = await recordedAfter(records, { from, to, place, count: limit + 1 });
  const events = found.slice(0, limit);
  const last = events.at(-1);
  return { events, next: found.length > limit && last !== undefined ? `${last.recordedAt}~${last.id}` : undefined };
}

interface ListPlace {
  at: Ms;
  id: string;
}

function placeIn(after: string | undefined): ListPlace | undefined {
  if (after === undefined) return undefined;
  const [, at, id] = /^(\d{1,16})~(.+)$/.exec(after) ?? [];
  if (at === undefined || id === undefined) throw new Refusal("bad-request", "after is not what an answer gave as next");
  return { at: Number(at), id };
}

// Many events may be recorded in the same millisecond, before and behind the place, so more are read until enough lie behind it.
async function recordedAfter(
  records: ApiPorts["records"],
  { from, to, place, count }: { from: Ms; to: Ms; place: ListPlace | undefined; count: number },
): Promise<FlipwatchEvent[]> {
  const start = Math.max(from, place?.at ?? from);
  for (let asked = count; ; asked = Math.min(2 * asked, MOST_RECORDED)) {
    const found = await records.log.recorded(start, to, asked);
    const behind = place === undefined ? found : found.filter((event) => isBehind(event, place));
    if (behind.length >= count || found.length < asked || asked >= MOST_RECORDED) return behind.slice(0, count);
  }
}

function isBehind(event: FlipwatchEvent, place: ListPlace): boolean {
  return event.recordedAt > place.at || (event.recordedAt === place.at && event.id > place.id);
}
