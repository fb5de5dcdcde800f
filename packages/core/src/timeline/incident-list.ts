/** Many incidents in a line each, out of the events that name them. What one of them was like in full is in `report/incident-detail.ts`. */
import type { EventKind, FlipwatchEvent } from "../event.ts";
import type { PairId } from "../pair.ts";
import type { Ms } from "../time.ts";

export interface IncidentSummary {
  id: string;
  pair: PairId;
  openedAt: Ms;
  opening: EventKind;
  /** Absent while it is open, as far as these events go. */
  closedAt?: Ms;
  /** `recovered`, `unverified`, …: how it ended. */
  end?: EventKind;
  /** How long the primary was not served, ± `errorMs`. Absent while it is open, and where it is not known. */
  durationMs?: number;
  errorMs?: number;
  acknowledged?: { by: string; at: Ms };
  /** The drill that caused it, where it was not for real. */
  drill?: string;
  /** Its newest event. Absent for one that is open and of which nothing was said in this time. */
  last?: { event: string; kind: EventKind; at: Ms };
}

/** The newest opening first. Events in any order; those that name no incident change nothing, nor do notes, which may come long after. */
export function incidentSummaries(events: readonly FlipwatchEvent[]): IncidentSummary[] {
  const incidents = new Map<string, IncidentSummary>();
  for (const event of events.toSorted((a, b) => a.number - b.number)) {
    if (event.incident === undefined || event.kind === "noted") continue;
    incidents.set(event.incident.id, withEvent(incidents.get(event.incident.id), event, event.incident));
  }
  return [...incidents.values()].toSorted(newestFirst);
}

/** Of equal openings by id, so that a list has one order. */
export function newestFirst(a: Pick<IncidentSummary, "openedAt" | "id">, b: Pick<IncidentSummary, "openedAt" | "id">): number {
  return b.openedAt - a.openedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function withEvent(
  known: IncidentSummary | undefined,
  event: FlipwatchEvent,
  { id, openedAt, opening, closedAt, durationMs, errorMs }: NonNullable<FlipwatchEvent["incident"]>,
): IncidentSummary {
  const summary: IncidentSummary = {
    ...(known ?? { id, pair: event.pair, openedAt, opening }),
    last: { event: event.id, kind: event.kind, at: event.at },
  };
  if (event.drill !== undefined) summary.drill = event.drill;
  if (event.kind === "acknowledged") summary.acknowledged = { by: String(event.detail?.by ?? ""), at: event.at };
  if (closedAt === undefined || summary.closedAt !== undefined) return summary;
  const lasting = { ...(durationMs === undefined ? {} : { durationMs }), ...(errorMs === undefined ? {} : { errorMs }) };
  return { ...summary, closedAt, end: event.kind, ...lasting };
}
