/** One incident: its story, evidence, deliveries and notes, or a report of that to be kept. What belongs to it is core's. */
import {
  DAY,
  type FlipwatchEvent,
  HOUR,
  type IncidentDetail,
  incidentCsv,
  incidentDetail,
  incidentMarkdown,
  type Language,
  type Ms,
  type ReportFormat,
  reportFileName,
} from "@flipwatch/core";
import { type Sentences, sentencesOf } from "./events.ts";
import { foldWindow } from "./fold-window.ts";
import { incidentParts } from "./incident-id.ts";
import { type Known, lookAt, type PairSummary } from "./pairs.ts";
import type { ApiPorts } from "./ports.ts";
import { Refusal } from "./refusal.ts";
import { waitingOf } from "./waiting.ts";

export interface IncidentReply extends IncidentDetail {
  /** As it stands now. */
  pair: PairSummary;
  /** By event id: what happened, in a few words and in a sentence or two of the language asked for. */
  said: Record<string, Sentences>;
}

/** Events of the pair's log that are kept on the way; far more than one incident is told with. */
const MOST_HEARD = 5_000;

/** Throws a refusal for an id of no incident. */
export async function showIncident(ports: ApiPorts, id: string, language: Language): Promise<IncidentReply> {
  const { pair, openedAt } = incidentParts(id) ?? refuse(id);
  const known = await lookAt(ports, pair);
  const detail = (await detailOf(ports, known, id, openedAt)) ?? refuse(id);
  return { ...detail, pair: known.pair, said: sentencesOf(detail.events, language) };
}

function refuse(id: string): never {
  throw new Refusal("not-found", `there is no incident ${JSON.stringify(id)}; /api/incidents lists them`);
}

// Most are over within a day. How long one lasted is in the log alone, so a longer one is found with a second look.
async function detailOf(ports: ApiPorts, known: Known, id: string, openedAt: Ms): Promise<IncidentDetail | undefined> {
  const now = ports.clock.now();
  const first = await lookedAt(ports, known, id, { from: openedAt, to: Math.min(now, openedAt + DAY) });
  const isOver = first?.incident.closedAt !== undefined || now <= openedAt + DAY;
  return isOver || first === undefined ? first : lookedAt(ports, known, id, { from: openedAt, to: now });
}

async function lookedAt(
  ports: ApiPorts,
  { definition, place }: Known,
  id: string,
  window: { from: Ms; to: Ms },
): Promise<IncidentDetail | undefined> {
  const { records, policy } = ports;
  const metricPeriodMs = 60 * policy.ttlUnitMs;
  const events: FlipwatchEvent[] = [];
  const hear = (read: readonly FlipwatchEvent[]) => {
    const near = read.filter(({ at, incident }) => incident?.id === id || at >= window.from - HOUR);
    events.push(...near.slice(0, MOST_HEARD - events.length));
  };
  const [{ timeline }, readings, waiting, notes] = await Promise.all([
    foldWindow(ports, definition, { ...window, metricPeriodMs, shard: place?.shard, hear }),
    records.readings.latest(),
    waitingOf(ports, definition.id),
    records.log.notes(definition.id, window.from),
  ]);
  const checking = readings.get(definition.primary.healthCheckId ?? "")?.checking;
  return incidentDetail(id, { definition, timeline, events, waiting, notes, checking, metricPeriodMs });
}

// ---- reports ------------------------------------------------------------------------------------------------------------

export interface Report {
  name: string;
  contentType: string;
  body: string;
}

/** The incident as a file to be kept. */
export function reportOf(reply: IncidentReply, format: ReportFormat, language: Language): Report {
  const name = reportFileName({ pair: reply.pair.id, openedAt: reply.incident.openedAt, format });
  switch (format) {
    case "md":
      return { name, contentType: "text/markdown; charset=utf-8", body: incidentMarkdown(reply, language) };
    case "csv":
      return { name, contentType: "text/csv; charset=utf-8", body: incidentCsv(reply, language) };
    case "json":
      return { name, contentType: "application/json; charset=utf-8", body: `${JSON.stringify(reply, null, 2)}\n` };
  }
}
