/** An incident as it is told: its phases away from the primary and back, each with its bounds, and how long it lasted. */
import type { EventKind, Phases } from "../event.ts";
import type { Bounds, Ms } from "../time.ts";
import { type PhaseSources, phaseSources, phasesOf } from "./phases.ts";
import { type Span, spanBetween } from "./span.ts";
import type { IncidentRecord, Leg, Timeline } from "./timeline.ts";

export interface IncidentStory {
  id: string;
  openedAt: Ms;
  opening: EventKind;
  /** Absent while it is open. */
  closedAt?: Ms;
  /** `recovered`, `unverified`, …: how it ended. */
  end?: EventKind;
  /** The answer came back on a primary that was still unhealthy. */
  lastResort: boolean;
  /** As tally stated it, else from the first leg away to the last one back. Absent while it is open and for an incident that never left the primary. */
  duration?: Span;
  legs: readonly StoryLeg[];
}

export interface StoryLeg {
  event: string;
  kind: EventKind;
  to: Leg["to"];
  phases: Phases;
}

/**
 * The incidents in order of their opening, only those that touch the window where one is given. `metricPeriodMs` is CloudWatch's period:
 * 60 s, divided by the lab's speed.
 */
export function incidentsOf(timeline: Timeline, metricPeriodMs: number, window?: { from: Ms; to: Ms }): IncidentStory[] {
  const sources = phaseSources(timeline, metricPeriodMs);
  const starts = timeline.incidents.flatMap((incident) => incident.legs.map((leg) => leg.bounds.by)).toSorted((a, b) => a - b);
  return timeline.incidents
    .filter((incident) => window === undefined || touches(incident, window))
    .map((incident) => storyOf(incident, sources, starts));
}

function touches({ openedAt, closedAt }: IncidentRecord, { from, to }: { from: Ms; to: Ms }): boolean {
  return openedAt < to && (closedAt ?? to) >= from;
}

function storyOf(incident: IncidentRecord, sources: PhaseSources, starts: readonly Ms[]): IncidentStory {
  return {
    id: incident.id,
    openedAt: incident.openedAt,
    opening: incident.opening,
    closedAt: incident.closedAt,
    end: incident.end?.kind,
    lastResort: incident.lastResort === true,
    duration: durationOfIncident(incident),
    legs: incident.legs.map((leg) => {
      const until = starts[starts.findLastIndex((start) => start <= leg.bounds.by) + 1] ?? Number.POSITIVE_INFINITY;
      return { event: leg.event, kind: leg.kind, to: leg.to, phases: phasesOf(sources, leg, until) };
    }),
  };
}

function durationOfIncident({ legs, durationMs, errorMs }: IncidentRecord): Span | undefined {
  if (durationMs !== undefined) return { ms: durationMs, errorMs };
  const away = legs.find((leg) => leg.to !== "primary");
  const back = legs.at(-1);
  return away === undefined || back?.to !== "primary" ? undefined : spanBetween(away.bounds, back.bounds);
}

/** Phases in the order in which they are told; `told` comes once a channel. */
export const phaseNames = ["failedCheck", "unhealthy", "firstRegion", "majority", "lastRegion", "clients", "sns"] as const;

export interface PhaseStep {
  /** One of `phaseNames`, or `told <channel>`. */
  phase: string;
  bounds: Bounds;
  /** Since the first known phase. */
  sinceFirst: Span;
}

/** The known phases of a leg in the order of `phaseNames`, then each channel that was told, each with the time since the first. */
export function phaseSteps(phases: Phases): PhaseStep[] {
  const known: { phase: string; bounds: Bounds }[] = [];
  for (const phase of phaseNames) {
    const bounds = phases[phase];
    if (bounds !== undefined) known.push({ phase, bounds });
  }
  for (const [channel, bounds] of Object.entries(phases.told ?? {})) known.push({ phase: `told ${channel}`, bounds });
  const first = known[0];
  if (first === undefined) return [];
  return known.map((step, index) => ({
    ...step,
    sinceFirst: index === 0 ? { ms: 0, errorMs: 0 } : spanBetween(first.bounds, step.bounds),
  }));
}
