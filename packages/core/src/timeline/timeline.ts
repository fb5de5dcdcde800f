/** What a pair's timeline is made of. Folding is in `fold.ts`; what is read from it in `story.ts`, `share.ts` and `window.ts`. */
import type { Verdict } from "../answer.ts";
import type { Delivery } from "../delivery.ts";
import type { EventKind, LogId, Phases, Role, Severity } from "../event.ts";
import type { PairId } from "../pair.ts";
import type { Health } from "../reading.ts";
import type { Bounds, Ms } from "../time.ts";
import type { Lane, Segment } from "./lane.ts";

export interface RoleSegment extends Segment<Role> {
  /** The transition that began it. */
  event: string;
  message: string;
}

/** A region's authoritative verdict, or a resolver's view. */
export interface VerdictSegment extends Segment<Verdict> {
  reason: string;
  values?: readonly string[];
  /** A view's: what remained of the TTL when first seen. */
  ttlSeconds?: number;
}

export interface HealthSegment extends Segment<Health> {
  percentage?: number;
  reason?: string;
}

/** A region that could not be heard at all. */
export type SilenceSegment = Segment<"silent" | "heard">;

/** A fact beside the lanes: a definition that changed, a condition told. */
export interface Note {
  at: Ms;
  event: string;
  kind: EventKind;
  severity: Severity;
  message: string;
}

/** A change of the served role within an incident: away from the primary or back to it. */
export interface Leg {
  event: string;
  kind: EventKind;
  to: "primary" | "secondary" | "stray" | "dark";
  bounds: Bounds;
  recordedAt: Ms;
  /** As far as tally knew them when it wrote the event. */
  phases?: Phases;
}

export interface IncidentRecord {
  id: string;
  openedAt: Ms;
  opening: EventKind;
  /** The event that opened it, as far as the folded part of the log goes. */
  openedBy: string;
  legs: readonly Leg[];
  lastResort?: true;
  /** The event that ended it. */
  end?: { event: string; kind: EventKind; at: Ms };
  closedAt?: Ms;
  durationMs?: number;
  errorMs?: number;
}

/**
 * Everything folded so far. Each log feeds fields of its own, so logs may be folded in any order among themselves, a part at a time;
 * what needs several of them (incidents with their phases) is worked out when it is read.
 */
export interface Timeline {
  pair: PairId;
  /** The sides' health checks: they name the health lanes. */
  checks: { primary?: string; secondary?: string };
  /** By log: the newest number folded. */
  through: Readonly<Record<LogId, number>>;
  role: Lane<RoleSegment>;
  /** By region. */
  regions: Readonly<Record<string, Lane<VerdictSegment>>>;
  /** By `region resolver`. */
  views: Readonly<Record<string, Lane<VerdictSegment>>>;
  /** By health check. */
  health: Readonly<Record<string, Lane<HealthSegment>>>;
  /** By region. */
  silences: Readonly<Record<string, Lane<SilenceSegment>>>;
  notes: readonly Note[];
  /** When mutes and maintenance that concern the pair began and ended: the FLEET log tells. */
  mutes: readonly Note[];
  /** In order of their opening. */
  incidents: readonly IncidentRecord[];
  /** By `event channel`. */
  deliveries: Readonly<Record<string, Delivery>>;
}

export function emptyTimeline(pair: PairId, checks: Timeline["checks"] = {}): Timeline {
  const nothing = {
    through: {},
    role: [],
    regions: {},
    views: {},
    health: {},
    silences: {},
    notes: [],
    mutes: [],
    incidents: [],
    deliveries: {},
  };
  return { pair, checks, ...nothing };
}

/** One side's health lane; empty for a side without a check. */
export function healthLane(timeline: Timeline, side: "primary" | "secondary"): Lane<HealthSegment> {
  const check = timeline.checks[side];
  return check === undefined ? [] : (timeline.health[check] ?? []);
}
