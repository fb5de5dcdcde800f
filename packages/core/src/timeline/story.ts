/** An incident as it is told: its phases away from the primary and back, each with its bounds, and how long it lasted. */
import type { EventKind, Phases } from "../event.ts";
import type { Bounds, Ms } from "../time.ts";
import { bothEnds } from "./both-ends.ts";
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
  /** So many legs between the first and the last of those given are left out. Absent: none. */
  legsLeftOut?: number;
}

export interface StoryLeg {
  event: string;
  kind: EventKind;
  to: Leg["to"];
  phases: Phases;
}

export interface StoriesOptions {
  /** CloudWatch's period: 60 s, divided by the lab's speed. */
  metricPeriodMs: number;
  /** Only those that touch it. */
  window?: { from: Ms; to: Ms };
  /** At most so many, the newest. */
  mostIncidents?: number;
  /** At most so many legs of each, from both ends. At least 2. */
  mostLegs?: number;
}

/** The incidents in order of their opening. */
export function incidentsOf(timeline: Timeline, { metricPeriodMs, window, mostIncidents, mostLegs }: StoriesOptions): IncidentStory[] {
  const sources = phaseSources(timeline, metricPeriodMs);
  const starts = timeline.incidents.flatMap((incident) => incident.legs.map((leg) => leg.bounds.by)).toSorted((a, b) => a - b);
  const wanted = timeline.incidents.filter((incident) => window === undefined || touches(incident, window));
  const newest = mostIncidents === undefined ? wanted : wanted.slice(Math.max(0, wanted.length - mostIncidents));
  return newest.map((incident) => storyOf(incident, sources, starts, mostLegs ?? Number.POSITIVE_INFINITY));
}

/** How many incidents touch the window. */
export function countIncidents({ incidents }: Timeline, window: { from: Ms; to: Ms }): number {
  return incidents.filter((incident) => touches(incident, window)).length;
}

function touches({ openedAt, closedAt }: IncidentRecord, { from, to }: { from: Ms; to: Ms }): boolean {
  return openedAt < to && (closedAt ?? to) >= from;
}

function storyOf(incident: IncidentRecord, sources: PhaseSources, starts: readonly Ms[], mostLegs: number): IncidentStory {
  const legs = bothEnds(incident.legs, mostLegs);
  const leftOut = incident.legs.length - legs.length;
  return {
    id: incident.id,
    openedAt: incident.openedAt,
    opening: incident.opening,
    closedAt: incident.closedAt,
    end: incident.end?.kind,
    lastResort: incident.lastResort === true,
    duration: durationOfIncident(incident),
    legs: legs.map((leg) => {
      const next = indexAfter(starts, leg.bounds.by);
      const [before, until] = [starts[next - 2] ?? Number.NEGATIVE_INFINITY, starts[next] ?? Number.POSITIVE_INFINITY];
      return { event: leg.event, kind: leg.kind, to: leg.to, phases: phasesOf(sources, leg, { before, until }) };
    }),
    ...(leftOut === 0 ? {} : { legsLeftOut: leftOut }),
  };
}

/** The index of the first that is greater, by bisection. */
function indexAfter(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? value) > value) high = middle;
    else low = middle + 1;
  }
  return low;
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
