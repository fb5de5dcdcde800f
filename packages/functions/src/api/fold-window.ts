/** Folds as much of a pair's logs as a window of its timeline needs: its own, those of its checks, what the FLEET log says of silent regions. */
import {
  checkLog,
  DAY,
  type Delivery,
  emptyTimeline,
  FLEET,
  type FlipwatchEvent,
  foldDeliveries,
  foldEvents,
  type LogId,
  type Ms,
  type PairDefinition,
  type Timeline,
} from "@flipwatch/core";
import type { ApiPorts } from "./ports.ts";
import { readWindow } from "./read-log.ts";

/** At most so many pages of 1,000 events of the pair's log, of each check's and of the FLEET log. Beyond, the window says that it is cut. */
const PAIR_PAGES = 120;
const CHECK_PAGES = 20;
const FLEET_PAGES = 5;
/** Deliveries of 1,000. */
const DELIVERY_PAGES = 60;
/** A silence that began earlier than this before the window, and of which nothing was said since, is not looked for. */
const SILENCE_LOOKED_FOR_MS = 7 * DAY;
/** So many metric periods before an incident opens its check may have begun to fail. */
const FAILING_PERIODS = 10;

export interface FoldedWindow {
  timeline: Timeline;
  /** The logs were too long: what is missing reads as unknown. */
  cut: boolean;
}

export interface WindowWanted {
  from: Ms;
  to: Ms;
  /** CloudWatch's period: 60 s, divided by the lab's speed. */
  metricPeriodMs: number;
  /** The pair's, where it is watched: silences of other shards are not its own. */
  shard?: number;
  /** Is given every event of the pair's own log on the way. */
  hear?(events: readonly FlipwatchEvent[]): void;
}

/** The pair's own log first: how far back the others are needed depends on the incidents that reach into the window. */
export async function foldWindow(
  { records }: Pick<ApiPorts, "records">,
  { id, primary, secondary }: PairDefinition,
  wanted: WindowWanted,
): Promise<FoldedWindow> {
  const checks = { primary: primary.healthCheckId, secondary: secondary.healthCheckId };
  const { to, shard } = wanted;
  let timeline = emptyTimeline(id, checks);
  const told = { first: Number.POSITIVE_INFINITY, last: 0 };
  const fold = (events: readonly FlipwatchEvent[]) => {
    timeline = foldEvents(timeline, events);
  };
  const own = await readWindow(records.log, id, { from: wanted.from, to, pages: PAIR_PAGES, mayBegin: startsAfresh }, (events) => {
    fold(events);
    wanted.hear?.(events);
    for (const { severity, number } of events) {
      if (severity === "record") continue;
      told.first = Math.min(told.first, number);
      told.last = Math.max(told.last, number);
    }
  });
  const from = beginningOf(timeline, wanted);
  const logs = [...new Set([checks.primary, checks.secondary])].flatMap((check) => (check === undefined ? [] : checkLog(check)));
  const health = logs.map((log) => readWindow(records.log, log, { from, to, pages: CHECK_PAGES, mayBegin: () => true }, fold));
  const silences = { from: from - SILENCE_LOOKED_FOR_MS, to, pages: FLEET_PAGES, mayBegin: () => true };
  const fleet = readWindow(records.log, FLEET, silences, (events) => fold(events.filter((event) => isAbout(event, shard))));
  const [deliveries, ...others] = await Promise.all([deliveriesOf(records.deliveries, id, told), fleet, ...health]);
  return { timeline: foldDeliveries(timeline, deliveries), cut: own.cut || others.some(({ cut }) => cut) };
}

function beginningOf({ incidents }: Timeline, { from, to, metricPeriodMs }: WindowWanted): Ms {
  const opened = incidents.filter(({ openedAt, closedAt }) => openedAt < to && (closedAt ?? to) >= from).map(({ openedAt }) => openedAt);
  return Math.min(from, ...opened) - FAILING_PERIODS * metricPeriodMs;
}

// Each shard of a region can fall silent by itself; its event says which one it was.
function isAbout({ detail }: FlipwatchEvent, shard: number | undefined): boolean {
  return detail?.shard === undefined || shard === undefined || detail.shard === shard;
}

// Once such a transition is read, the fold knows every region's vote by its evidence, and no incident reaches back behind it.
function startsAfresh({ to, incident, at }: FlipwatchEvent): boolean {
  return to !== undefined && (incident === undefined || incident.openedAt >= at);
}

async function deliveriesOf(
  deliveries: Pick<ApiPorts["records"]["deliveries"], "of">,
  log: LogId,
  { first, last }: { first: number; last: number },
): Promise<Delivery[]> {
  const found = new Map<string, Delivery>();
  let from = first;
  for (let page = 0; page < DELIVERY_PAGES && from <= last; page += 1) {
    const read = await deliveries.of(log, { from, to: last, limit: PAGE });
    for (const delivery of read) found.set(`${delivery.number} ${delivery.channel}`, delivery);
    if (read.length < PAGE) break;
    // The last event's deliveries may be split between two pages, so it is read again.
    from = Math.max(from + 1, read.at(-1)?.number ?? last);
  }
  return [...found.values()];
}

const PAGE = 1_000;
