/** One incident with everything that speaks for it, for a page of its own and for its report. Gathers; writes no words. */
import type { Delivery } from "../delivery.ts";
import type { FlipwatchEvent } from "../event.ts";
import type { PairDefinition, PairId } from "../pair.ts";
import type { Checking } from "../reading.ts";
import type { Ms } from "../time.ts";
import { bothEnds } from "../timeline/both-ends.ts";
import { type IncidentStory, incidentsOf } from "../timeline/story.ts";
import type { Note, Timeline } from "../timeline/timeline.ts";
import { type Expected, expectedOf } from "./expected.ts";

/** An event that a channel has not been told yet, and is being told. */
export interface WaitingDelivery {
  event: string;
  channel: string;
  attempts: number;
  firstTriedAt: Ms;
  /** What the channel answered last, without secrets. */
  error?: string;
  nextTryAt?: Ms;
}

export interface Acknowledgement {
  at: Ms;
  by: string;
  /** `slack:ops`, `cli`, `api`. */
  via?: string;
  note?: string;
}

/** What somebody wrote of it, then or later. */
export interface IncidentNote {
  event: string;
  at: Ms;
  by: string;
  /** `cli`, `api`. */
  via: string;
  text: string;
  /** The id of the request that asked for it. */
  request: string;
}

export interface IncidentDetail {
  pair: { id: PairId; name: string; type: string };
  incident: IncidentStory;
  acknowledged?: Acknowledgement;
  /** In number order: those that name the incident, with their evidence, and the votes and views that changed meanwhile. Notes are not among them. */
  events: FlipwatchEvent[];
  /** So many are left out. Absent: none. */
  eventsLeftOut?: number;
  /** Who was told of it, by event and channel. */
  deliveries: Delivery[];
  waiting: WaitingDelivery[];
  /** What people wrote of it, the oldest first. */
  notes: IncidentNote[];
  /** What else was told of the pair meanwhile. */
  meanwhile: Note[];
  expected: Expected;
}

export interface DetailInput {
  definition: PairDefinition;
  /** Folded over the incident and what followed it. */
  timeline: Timeline;
  /** Of the pair's log, from a little before the incident to a little after it. */
  events: readonly FlipwatchEvent[];
  waiting: readonly WaitingDelivery[];
  /** The incident's own, however late they were written. */
  notes: readonly FlipwatchEvent[];
  /** Of the primary's check. */
  checking?: Checking;
  /** CloudWatch's period: 60 s, divided by the lab's speed. */
  metricPeriodMs: number;
}

/** Legs that are told in full, and events. */
const MOST_LEGS = 100;
const MOST_NAMING = 300;
const MOST_RECORDS = 200;
/** Metric periods before the opening from which on a vote or a view belongs to the incident. */
const LEAD_PERIODS = 5;

/** Undefined where the timeline knows no incident of this id. */
export function incidentDetail(id: string, input: DetailInput): IncidentDetail | undefined {
  const { definition, timeline, metricPeriodMs, checking } = input;
  const record = timeline.incidents.find((incident) => incident.id === id);
  if (record === undefined) return undefined;
  const window = { from: record.openedAt, to: record.openedAt + 1 };
  const story = incidentsOf(timeline, { metricPeriodMs, window, mostLegs: MOST_LEGS }).find((incident) => incident.id === id);
  if (story === undefined) return undefined;
  const naming = input.events.filter(({ incident, kind }) => incident?.id === id && kind !== "noted");
  const span = { from: story.openedAt - LEAD_PERIODS * metricPeriodMs, to: endOf(story, naming) };
  const told = new Set(naming.map((event) => event.id));
  const acknowledged = acknowledgementIn(naming);
  return {
    pair: { id: definition.id, name: definition.name, type: definition.type },
    incident: story,
    ...(acknowledged && { acknowledged }),
    ...eventsOf(naming, input.events, span),
    deliveries: Object.values(timeline.deliveries)
      .filter(({ event }) => told.has(event))
      .toSorted((a, b) => a.number - b.number || (a.channel < b.channel ? -1 : 1)),
    waiting: input.waiting.filter(({ event }) => told.has(event)),
    notes: notesIn(input.notes),
    meanwhile: timeline.notes.filter(
      ({ event, at, kind }) => kind !== "noted" && (told.has(event) || (at >= story.openedAt && at <= span.to)),
    ),
    expected: expectedOf({
      definition,
      checking,
      unitMs: metricPeriodMs / 60,
      away: story.legs.find((leg) => leg.to !== "primary")?.phases,
    }),
  };
}

/** Until the last of it was told, or the last client had followed. */
function endOf({ openedAt, closedAt, legs }: IncidentStory, naming: readonly FlipwatchEvent[]): Ms {
  const followed = legs.flatMap(({ phases }) => [phases.lastRegion, phases.clients]).flatMap((bounds) => bounds?.by ?? []);
  return Math.max(openedAt, closedAt ?? openedAt, ...followed, ...naming.map(({ at }) => at));
}

function eventsOf(
  naming: readonly FlipwatchEvent[],
  all: readonly FlipwatchEvent[],
  { from, to }: { from: Ms; to: Ms },
): Pick<IncidentDetail, "events" | "eventsLeftOut"> {
  const records = all.filter((event) => event.severity === "record" && event.incident === undefined && event.at >= from && event.at <= to);
  const kept = [...bothEnds(naming, MOST_NAMING), ...records.slice(0, MOST_RECORDS)];
  const leftOut = naming.length + records.length - kept.length;
  return { events: kept.toSorted((a, b) => a.number - b.number), ...(leftOut === 0 ? {} : { eventsLeftOut: leftOut }) };
}

function notesIn(events: readonly FlipwatchEvent[]): IncidentNote[] {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return events.map(({ id, at, detail = {} }) => ({
    ...{ event: id, at, by: text(detail.by), via: text(detail.via), text: text(detail.note), request: text(detail.request) },
  }));
}

function acknowledgementIn(naming: readonly FlipwatchEvent[]): Acknowledgement | undefined {
  const event = naming.find(({ kind }) => kind === "acknowledged");
  if (event === undefined) return undefined;
  const { by, via, note } = event.detail ?? {};
  return {
    at: event.at,
    by: typeof by === "string" ? by : "",
    ...(typeof via === "string" && { via }),
    ...(typeof note === "string" && { note }),
  };
}
