/** What is shown of a timeline between two moments: lanes cut to the window, its markers, its incidents, each role's share. */
import type { DeliveryState } from "../delivery.ts";
import type { PairId } from "../pair.ts";
import type { Ms } from "../time.ts";
import { clip, type Lane, type Segment } from "./lane.ts";
import { type RoleShares, shareOfTime } from "./share.ts";
import { countIncidents, type IncidentStory, incidentsOf } from "./story.ts";
import { type HealthSegment, healthLane, type Note, type RoleSegment, type Timeline, type VerdictSegment } from "./timeline.ts";

export type Closed<S extends Segment> = S & { to: Ms };

/** An alert that was told, or could not be. */
export interface AlertMarker {
  at: Ms;
  event: string;
  channel: string;
  state: DeliveryState;
  attempts: number;
  error?: string;
}

export interface TimelineWindow {
  pair: PairId;
  from: Ms;
  to: Ms;
  /** Nothing is known from here on; the role lane ends here and the rest counts as `unknown`. */
  observedUntil: Ms;
  role: Closed<RoleSegment>[];
  /** By region. */
  regions: Record<string, Closed<VerdictSegment>[]>;
  /** By region: times in which it could not be heard, over which its lane is only the last it said. */
  silences: Record<string, { from: Ms; to: Ms }[]>;
  /** By `region resolver`. */
  views: Record<string, Closed<VerdictSegment>[]>;
  health: { primary: Closed<HealthSegment>[]; secondary: Closed<HealthSegment>[] };
  /** Of the pair's own log, and the mutes that concern it; oldest first. */
  notes: Note[];
  alerts: AlertMarker[];
  /** Those that touch the window, whole, in order of their opening. */
  incidents: IncidentStory[];
  /** So many older ones that touch it are left out. Absent: none. */
  incidentsLeftOut?: number;
  shares: RoleShares;
}

export interface WindowOptions {
  from: Ms;
  to: Ms;
  /** How far anything has been observed; absent: to the window's end. */
  observedUntil?: Ms;
  /** CloudWatch's period: 60 s, divided by the lab's speed. */
  metricPeriodMs: number;
  /** At most so many incidents, the newest, and so many legs of each. Absent: all. */
  mostIncidents?: number;
  mostLegs?: number;
}

/** The window [from, to) of a timeline. An open segment lasts until `observedUntil`, never beyond what is known. */
export function timelineWindow(timeline: Timeline, options: WindowOptions): TimelineWindow {
  const { from, to, metricPeriodMs, mostIncidents, mostLegs } = options;
  const observedUntil = Math.max(from, Math.min(to, options.observedUntil ?? to));
  const cut = <S extends Segment>(lane: Lane<S>) => clip(lane, from, observedUntil);
  const cutAll = <S extends Segment>(lanes: Readonly<Record<string, Lane<S>>>) =>
    Object.fromEntries(Object.entries(lanes).map(([name, lane]) => [name, cut(lane)]));
  const incidents = incidentsOf(timeline, { metricPeriodMs, window: { from, to }, mostIncidents, mostLegs });
  const leftOut = countIncidents(timeline, { from, to }) - incidents.length;
  const inside = (at: Ms) => from <= at && at < to;
  return {
    pair: timeline.pair,
    from,
    to,
    observedUntil,
    role: cut(timeline.role),
    regions: cutAll(timeline.regions),
    silences: Object.fromEntries(Object.entries(timeline.silences).map(([region, lane]) => [region, silentTimes(clip(lane, from, to))])),
    views: cutAll(timeline.views),
    health: { primary: cut(healthLane(timeline, "primary")), secondary: cut(healthLane(timeline, "secondary")) },
    notes: [...timeline.notes, ...timeline.mutes].filter((note) => inside(note.at)).toSorted((a, b) => a.at - b.at),
    alerts: alertsOf(timeline).filter((alert) => inside(alert.at)),
    incidents,
    ...(leftOut === 0 ? {} : { incidentsLeftOut: leftOut }),
    shares: shareOfTime(timeline, from, to, observedUntil),
  };
}

function silentTimes(lane: readonly Closed<Segment>[]): { from: Ms; to: Ms }[] {
  return lane.filter((segment) => segment.state === "silent").map(({ from, to }) => ({ from, to }));
}

/** Every delivery as a marker at the moment it was settled, oldest first. */
export function alertsOf(timeline: Timeline): AlertMarker[] {
  return Object.values(timeline.deliveries)
    .map(({ settledAt, event, channel, state, attempts, error }) => ({ at: settledAt, event, channel, state, attempts, error }))
    .toSorted((a, b) => a.at - b.at || a.event.localeCompare(b.event) || a.channel.localeCompare(b.channel));
}
