/** A window of a pair's timeline: reads as much of its logs as the window needs, and lets core fold it. */
import {
  checkLog,
  type Delivery,
  emptyTimeline,
  FLEET,
  type FlipwatchEvent,
  foldDelivery,
  foldEvents,
  HOUR,
  type LogId,
  type Ms,
  type Policy,
  type TimelineWindow,
  timelineWindow,
} from "@flipwatch/core";
import { definitionOf, type PairSummary, placesOf, summaryOf } from "./pairs.ts";
import type { ApiPorts } from "./ports.ts";
import { knowing, type Query, windowIn } from "./query.ts";

const PAGE = 1_000;
/** At most so many pages of a pair's log, and of the others. Beyond, the window says that it is cut. */
const PAIR_PAGES = 20;
const OTHER_PAGES = 5;

export interface TimelineReply extends TimelineWindow {
  /** The logs were too long to be read back to the window's beginning: what is missing reads as unknown. */
  truncated: boolean;
}

/** The window [from, to) of the pair's timeline, the last day by default. */
export async function showTimeline(ports: ApiPorts, id: string, query: Query): Promise<TimelineReply> {
  const { records, clock, policy } = ports;
  const now = clock.now();
  const { from, to } = windowIn(knowing(query, "from", "to"), { from: "from", to: "to" }, now, 24 * HOUR);
  const definition = await definitionOf(records, id);
  const checks = { primary: definition.primary.healthCheckId, secondary: definition.secondary.healthCheckId };
  const [own, others, head, places] = await Promise.all([
    readBack(ports, id, PAIR_PAGES, (event) => event.at <= from && startsAfresh(event)),
    readOthers(ports, [checks.primary, checks.secondary], from),
    records.heads.get(id),
    placesOf(records),
  ]);
  const place = places.get(id);
  const deliveries = await deliveriesOf(ports, id, own.events);
  const around = others.flatMap(({ events }) => events).filter((event) => isAbout(event, place?.shard));
  const folded = foldEvents(emptyTimeline(id, checks), [...own.events, ...around]);
  const window = timelineWindow(deliveries.reduce(foldDelivery, folded), {
    from,
    to,
    observedUntil: vouchedUntil(summaryOf(definition, head, place, policy, now), policy, now),
    metricPeriodMs: 60 * policy.ttlUnitMs,
  });
  return { ...window, truncated: [own, ...others].some((log) => log.cut) };
}

// Each shard of a region can fall silent by itself; its event says which one it was.
function isAbout({ detail }: FlipwatchEvent, shard: number | undefined): boolean {
  return detail?.shard === undefined || shard === undefined || detail.shard === shard;
}

// Once such a transition is read, the fold knows every region's vote by its evidence, and no incident reaches back behind it.
function startsAfresh({ to, incident, at }: FlipwatchEvent): boolean {
  return to !== undefined && (incident === undefined || incident.openedAt >= at);
}

async function readOthers(ports: ApiPorts, checks: readonly (string | undefined)[], from: Ms): Promise<ReadLog[]> {
  const logs = [...new Set(checks)].flatMap((check) => (check === undefined ? [] : checkLog(check)));
  const health = logs.map((log) => readBack(ports, log, OTHER_PAGES, (event) => event.at <= from));
  return Promise.all([...health, readBack(ports, FLEET, OTHER_PAGES, () => false)]);
}

interface ReadLog {
  events: FlipwatchEvent[];
  cut: boolean;
}

/** A log's newest events, page by page backwards until one is `enough`, the log begins, or the pages are used up. */
async function readBack({ records }: ApiPorts, log: LogId, pages: number, enough: (event: FlipwatchEvent) => boolean): Promise<ReadLog> {
  const events: FlipwatchEvent[] = [];
  for (let page = 0; page < pages; page += 1) {
    const before = events.at(-1)?.number;
    const read = await records.log.read(log, { ...(before === undefined ? {} : { before }), limit: PAGE, descending: true });
    events.push(...read);
    if (read.length < PAGE || read.some(enough)) return { events, cut: false };
  }
  return { events, cut: true };
}

async function deliveriesOf({ records }: ApiPorts, log: LogId, events: readonly FlipwatchEvent[]): Promise<Delivery[]> {
  const numbers = events.filter(({ severity }) => severity !== "record").map(({ number }) => number);
  if (numbers.length === 0) return [];
  const to = Math.max(...numbers);
  const found = new Map<string, Delivery>();
  let from = Math.min(...numbers);
  for (let page = 0; page < PAIR_PAGES; page += 1) {
    const read = await records.deliveries.of(log, { from, to, limit: PAGE });
    for (const delivery of read) found.set(`${delivery.number} ${delivery.channel}`, delivery);
    if (read.length < PAGE) break;
    // The last event's deliveries may be split between two pages, so it is read again.
    from = Math.max(from + 1, read.at(-1)?.number ?? to);
  }
  return [...found.values()];
}

/** Until when the last role is vouched for: a vote counts for `staleMs` after it was last confirmed. */
function vouchedUntil({ decided, at }: PairSummary, { staleMs }: Policy, now: Ms): Ms {
  return decided === "unobserved" || at === undefined ? now : Math.min(now, at + staleMs);
}
