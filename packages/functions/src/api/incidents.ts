/** The incidents of lately: of one pair, or of all. One with everything that speaks for it is in `incident.ts`. */
import { DAY, type FlipwatchEvent, type IncidentSummary, incidentSummaries, type Ms, newestFirst, type PairId } from "@flipwatch/core";
import { definitionOf } from "./pairs.ts";
import type { ApiPorts } from "./ports.ts";
import { daysIn, limitIn, type Query, windowIn } from "./query.ts";
import { readWindow } from "./read-log.ts";
import { Refusal } from "./refusal.ts";

/** Events that are looked through; and pages of 1,000 of one pair's log. */
const MOST_EVENTS = 10_000;
const PAIR_PAGES = 60;

export interface IncidentsReply {
  /** Those of which something was recorded in the window, and with `pair` the one that is open; the newest opening first. */
  incidents: IncidentSummary[];
  /** Ask on with `after` set to this. Absent at the end. */
  next?: string;
  /** False where more was recorded than is looked through: then older incidents are missing. */
  complete: boolean;
}

/** In [from, to), the last 30 days by default. */
export async function listIncidents(ports: ApiPorts, query: Query): Promise<IncidentsReply> {
  const { pair, after } = query;
  const window = (pair === undefined ? daysIn : windowIn)(query, { from: "from", to: "to" }, ports.clock.now(), 30 * DAY);
  const limit = limitIn(query);
  const place = placeIn(after);
  const { incidents, complete } = pair === undefined ? await ofAll(ports, window) : await ofPair(ports, pair, window);
  const behind = place === undefined ? incidents : incidents.filter((incident) => newestFirst(place, incident) < 0);
  const page = behind.slice(0, limit);
  const last = page.at(-1);
  const next = behind.length > limit && last !== undefined ? `${last.openedAt}~${last.id}` : undefined;
  return { incidents: page, next, complete };
}

interface Found {
  incidents: IncidentSummary[];
  complete: boolean;
}

async function ofAll({ records }: ApiPorts, { from, to }: { from: Ms; to: Ms }): Promise<Found> {
  const events = await records.log.alerting(from, to, { limit: MOST_EVENTS, newestFirst: true });
  return { incidents: incidentSummaries(events), complete: events.length < MOST_EVENTS };
}

async function ofPair({ records }: ApiPorts, pair: PairId, { from, to }: { from: Ms; to: Ms }): Promise<Found> {
  const [, head] = await Promise.all([definitionOf(records, pair), records.heads.get(pair)]);
  const naming: FlipwatchEvent[] = [];
  const isWithin = ({ incident, at }: FlipwatchEvent) => incident !== undefined && from <= at && at < to;
  const { cut } = await readWindow(records.log, pair, { from, to, pages: PAIR_PAGES, mayBegin: () => true }, (events) => {
    naming.push(...events.filter(isWithin));
  });
  const incidents = incidentSummaries(naming);
  const open = head?.incident;
  if (open === undefined || open.openedAt >= to || incidents.some(({ id }) => id === open.id)) return { incidents, complete: !cut };
  const { id, openedAt, opening, acknowledged } = open;
  const silent: IncidentSummary = { id, pair, openedAt, opening, ...(acknowledged && { acknowledged }) };
  return { incidents: [...incidents, silent].toSorted(newestFirst), complete: !cut };
}

function placeIn(after: string | undefined): Pick<IncidentSummary, "openedAt" | "id"> | undefined {
  if (after === undefined) return undefined;
  const [, openedAt, id] = /^(\d{1,16})~(.+)$/.exec(after) ?? [];
  if (openedAt === undefined || id === undefined) throw new Refusal("bad-request", "after is not what an answer gave as next");
  return { openedAt: Number(openedAt), id };
}
