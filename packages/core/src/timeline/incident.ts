/** Gathers an incident from the events that name it: how it opened, each leg away and back, how it ended. */
import type { FlipwatchEvent, Phases } from "../event.ts";
import type { IncidentRecord, Leg } from "./timeline.ts";

type IncidentRef = NonNullable<FlipwatchEvent["incident"]>;

/** Takes an event that names an incident into the list, in place. A pair has one incident at a time, so one that opened after the last is new. */
export function foldIncident(incidents: IncidentRecord[], event: FlipwatchEvent, ref: IncidentRef): void {
  const isNew = ref.openedAt > (incidents.at(-1)?.openedAt ?? Number.NEGATIVE_INFINITY);
  const index = isNew ? -1 : incidents.findLastIndex((incident) => incident.id === ref.id);
  const before = incidents[index] ?? { id: ref.id, openedAt: ref.openedAt, opening: ref.opening, openedBy: event.id, legs: [] };
  incidents[index < 0 ? incidents.length : index] = withEnd(withLeg(before, event), event, ref);
}

function withLeg(incident: IncidentRecord, event: FlipwatchEvent): IncidentRecord {
  const lastResort = event.kind === "last-resort" ? { lastResort: true as const } : {};
  const last = incident.legs.at(-1);
  const leg = legOf(event, last);
  if (leg !== undefined) return { ...incident, ...lastResort, legs: [...incident.legs, leg] };
  // What is told after a return knows its phases better than the return itself did.
  const wiser =
    last?.to === "primary" && event.phases !== undefined ? [...incident.legs.slice(0, -1), withPhases(last, event.phases)] : undefined;
  return { ...incident, ...lastResort, legs: wiser ?? incident.legs };
}

function withPhases(leg: Leg, phases: Phases): Leg {
  return { ...leg, phases: { ...leg.phases, ...phases } };
}

// `resumed` tells again a role that was already served before a blind time, so nothing was left or reached by it.
function legOf(event: FlipwatchEvent, last: Leg | undefined): Leg | undefined {
  const { to, kind, id, bounds, recordedAt, phases } = event;
  if (to !== "primary" && to !== "secondary" && to !== "stray" && to !== "dark") return undefined;
  const moves = kind === "failover" || kind === "answer-back" || kind === "stray" || kind === "dark" || kind === "first-seen";
  if (!moves || last?.to === to) return undefined;
  return { event: id, kind, to, bounds, recordedAt, ...(phases === undefined ? {} : { phases }) };
}

function withEnd(incident: IncidentRecord, event: FlipwatchEvent, ref: IncidentRef): IncidentRecord {
  if (ref.closedAt === undefined || incident.closedAt !== undefined) return incident;
  const { closedAt, durationMs, errorMs } = ref;
  return { ...incident, closedAt, durationMs, errorMs, end: { event: event.id, kind: event.kind, at: event.at } };
}
