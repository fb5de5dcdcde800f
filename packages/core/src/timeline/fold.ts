/** Folds events and deliveries into a timeline. A left fold by number, so a prefix and then the rest give what the whole gives. */
import type { Delivery } from "../delivery.ts";
import { checkLog, type EventKind, FLEET, type FlipwatchEvent, transitionKinds } from "../event.ts";
import { foldIncident } from "./incident.ts";
import { advance, ended, type Lane } from "./lane.ts";
import type { HealthSegment, SilenceSegment, Timeline, VerdictSegment } from "./timeline.ts";

/**
 * The timeline with one more event of the pair's log, of a check's log (`health-changed`) or of the FLEET log (`region-silent`,
 * `region-back`, `ballots-lost`; those of other shards are the caller's to leave out). Each log's events come in the order of their numbers; one already folded changes nothing, nor does an event of
 * another pair.
 */
export function foldTimeline(timeline: Timeline, event: FlipwatchEvent): Timeline {
  if (event.number <= (timeline.through[event.pair] ?? 0)) return timeline;
  const fold = folder(timeline, event);
  if (fold === undefined) return timeline;
  return { ...fold(timeline, event), through: { ...timeline.through, [event.pair]: event.number } };
}

/** Many events at once, in any order: each log is put in order of its numbers first. */
export function foldEvents(timeline: Timeline, events: readonly FlipwatchEvent[]): Timeline {
  return events.toSorted((a, b) => a.number - b.number).reduce(foldTimeline, timeline);
}

/** The latest settlement of an event for a channel stands: a delivery given up may be sent again by hand. */
export function foldDelivery(timeline: Timeline, delivery: Delivery): Timeline {
  if (delivery.log !== timeline.pair) return timeline;
  const key = `${delivery.event} ${delivery.channel}`;
  const known = timeline.deliveries[key];
  if (known !== undefined && !replaces(delivery, known)) return timeline;
  return { ...timeline, deliveries: { ...timeline.deliveries, [key]: delivery } };
}

// The later one, and of two at the same moment the one with more attempts, so that the order in which they are read decides nothing.
function replaces(delivery: Delivery, known: Delivery): boolean {
  if (delivery.settledAt !== known.settledAt) return delivery.settledAt > known.settledAt;
  if (delivery.attempts !== known.attempts) return delivery.attempts > known.attempts;
  return delivery.state > known.state;
}

type Fold = (timeline: Timeline, event: FlipwatchEvent) => Timeline;

function folder(timeline: Timeline, event: FlipwatchEvent): Fold | undefined {
  if (event.pair === timeline.pair) return foldPairEvent;
  if (event.pair === FLEET) return foldSilence;
  const check = [timeline.checks.primary, timeline.checks.secondary].find((id) => id !== undefined && checkLog(id) === event.pair);
  return check === undefined ? undefined : (before, health) => foldHealth(before, health, check);
}

function foldPairEvent(timeline: Timeline, event: FlipwatchEvent): Timeline {
  return [foldRole, foldVotes, foldViews, foldNote, foldIncidents].reduce((folded, fold) => fold(folded, event), timeline);
}

const transitions: ReadonlySet<EventKind> = new Set(transitionKinds);
const laneKinds = new Set<EventKind>(["vote-changed", "view-changed", "health-changed"]);

function foldRole(timeline: Timeline, event: FlipwatchEvent): Timeline {
  if (event.to === undefined || !transitions.has(event.kind)) return timeline;
  const segment = { state: event.to, from: event.at, after: event.bounds.after, event: event.id, message: event.message };
  return { ...timeline, role: advance(timeline.role, segment) };
}

// Every event that carries evidence is folded, not only `vote-changed`: a fold that starts in the middle of a log, as a window of it
// does, learns from its first transition how each region had voted until then.
function foldVotes(timeline: Timeline, event: FlipwatchEvent): Timeline {
  const votes = Object.entries(event.evidence ?? {});
  if (votes.length === 0) return timeline;
  const regions = { ...timeline.regions };
  for (const [region, { verdict, since, reason, values }] of votes) {
    const segment: VerdictSegment = { state: verdict, from: since.by, after: since.after, reason, values };
    regions[region] = advance(regions[region] ?? [], segment);
  }
  return { ...timeline, regions };
}

function foldViews(timeline: Timeline, event: FlipwatchEvent): Timeline {
  if (event.kind === "view-changed" && event.detail?.unasked === true) return withoutView(timeline, event);
  if (event.views === undefined || event.views.length === 0) return timeline;
  const views = { ...timeline.views };
  for (const { region, resolver, verdict, since, reason, ttlSeconds } of event.views) {
    const key = `${region} ${resolver}`;
    views[key] = advance(views[key] ?? [], { state: verdict, from: since.by, after: since.after, reason, ttlSeconds });
  }
  return { ...timeline, views };
}

function withoutView(timeline: Timeline, { region, detail, at }: FlipwatchEvent): Timeline {
  const key = `${region} ${String(detail?.resolver)}`;
  const lane = timeline.views[key];
  return lane === undefined ? timeline : { ...timeline, views: { ...timeline.views, [key]: ended(lane, at) } };
}

function foldNote(timeline: Timeline, event: FlipwatchEvent): Timeline {
  if (transitions.has(event.kind) || laneKinds.has(event.kind)) return timeline;
  const { at, id, kind, severity, message } = event;
  return { ...timeline, notes: [...timeline.notes, { at, event: id, kind, severity, message }] };
}

function foldIncidents(timeline: Timeline, event: FlipwatchEvent): Timeline {
  return event.incident === undefined ? timeline : { ...timeline, incidents: foldIncident(timeline.incidents, event, event.incident) };
}

function foldSilence(timeline: Timeline, event: FlipwatchEvent): Timeline {
  const { region } = event;
  const told = silencesOf(event);
  if (region === undefined || told.length === 0) return timeline;
  const lane = told.reduce<Lane<SilenceSegment>>((before, segment) => advance(before, segment), timeline.silences[region] ?? []);
  return { ...timeline, silences: { ...timeline.silences, [region]: lane } };
}

/** A silence that was told while it lasted, or one that was only found in hindsight. */
function silencesOf({ kind, at, bounds, detail = {} }: FlipwatchEvent): SilenceSegment[] {
  if (kind === "region-silent") return [{ state: "silent", from: at, after: bounds.after }];
  if (kind === "region-back") return [{ state: "heard", from: at, after: bounds.after }];
  const { from, to } = detail;
  if (kind !== "ballots-lost" || typeof from !== "number" || typeof to !== "number") return [];
  return [
    { state: "silent", from },
    { state: "heard", from: to },
  ];
}

function foldHealth(timeline: Timeline, event: FlipwatchEvent, check: string): Timeline {
  const lane = timeline.health[check] ?? [];
  const segment = event.kind === "health-changed" ? healthSegment(event) : undefined;
  return segment === undefined ? timeline : { ...timeline, health: { ...timeline.health, [check]: advance(lane, segment, sameHealth) } };
}

// Dated by the start of the period that showed it, as readings are.
function healthSegment(event: FlipwatchEvent): HealthSegment | undefined {
  const { status, percentage, reason } = event.detail ?? {};
  if (status !== "healthy" && status !== "unhealthy" && status !== "unknown") return undefined;
  const segment: HealthSegment = { state: status, from: event.at, after: event.bounds.after };
  if (typeof percentage === "number") segment.percentage = percentage;
  if (typeof reason === "string") segment.reason = reason;
  return segment;
}

function sameHealth(a: HealthSegment, b: HealthSegment): boolean {
  return a.state === b.state && a.percentage === b.percentage;
}
