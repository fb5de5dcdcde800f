/** One run of `decide`: the Head being worked on and the events so far. Rules change the copy in their turn; nothing else sees it. */
import { EVENT_SCHEMA, type EventKind, eventId, type FlipwatchEvent, type RegionEvidence } from "../event.ts";
import type { Head, Incident } from "../head.ts";
import type { Bounds, Ms } from "../time.ts";
import { dissentOf, evidenceOf, healthOf } from "./evidence.ts";
import type { Context } from "./input.ts";
import { type Facts, sentence } from "./sentence.ts";
import { severityOf } from "./severity.ts";

export interface Turn {
  /** A copy: rules replace its fields, and never reach into what the old Head shares with it. */
  head: Head;
  readonly now: Ms;
  readonly context: Context;
  readonly events: FlipwatchEvent[];
}

/** What a rule says of an event; the rest is taken from the Head as it stands. */
export interface Told extends Facts {
  bounds: Bounds;
  views?: FlipwatchEvent["views"];
  evidence?: Record<string, RegionEvidence>;
  phases?: FlipwatchEvent["phases"];
  detail?: Record<string, unknown>;
}

/** Writes an event into the pair's log: the next number, the Head's health and votes as they stand, a sentence for people. */
export function tell(turn: Turn, kind: EventKind, told: Told): void {
  const { head, now, context } = turn;
  const { bounds, detail, views, ...rest } = told;
  const incident = told.incident ?? (head.incident && refOf(head.incident));
  const dissent = dissentOf(head, now, context);
  const lastIncident = isOpenedBy(head.incident, kind, bounds) ? head.lastIncident : undefined;
  const marks = { ...(head.flapping ? { flapping: true } : {}), ...(lastIncident && { lastIncident }), ...detail };
  const event: FlipwatchEvent = {
    schema: EVENT_SCHEMA,
    id: eventId(head.pair, head.nextNumber),
    pair: head.pair,
    number: head.nextNumber,
    kind,
    severity: severityOf[kind],
    at: bounds.by,
    bounds,
    recordedAt: context.recordedAt,
    message: sentence(kind, turn, { ...told, incident }),
    evidence: evidenceOf(head, now, context),
    ...(dissent.length > 0 ? { dissent } : {}),
    health: healthOf(head),
    ...(incident === undefined ? {} : { incident }),
    ...defined(rest),
    ...(views === undefined ? {} : { views }),
    ...(Object.keys(marks).length > 0 ? { detail: marks } : {}),
  };
  turn.events.push(event);
  head.nextNumber += 1;
  head.tail = [...head.tail, event];
}

/** Without the fields that say nothing, so that what is stored is what was decided. */
export function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/** Only the event that opens an incident says how the one before went. */
function isOpenedBy(incident: Incident | undefined, kind: EventKind, bounds: Bounds): boolean {
  return incident !== undefined && incident.opening === kind && incident.openedAt === bounds.by;
}

function refOf({ id, openedAt, opening }: Incident): NonNullable<FlipwatchEvent["incident"]> {
  return { id, openedAt, opening };
}
