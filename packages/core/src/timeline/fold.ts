/** Folds events and deliveries into a timeline. A left fold by number, so a prefix and then the rest give what the whole gives. */
import type { Delivery } from "../delivery.ts";
import { checkLog, type EventKind, FLEET, type FlipwatchEvent, transitionKinds } from "../event.ts";
import { concerns } from "../mutes.ts";
import { type Draft, draftOf, ownLane } from "./draft.ts";
import { foldIncident } from "./incident.ts";
import { ended, extend } from "./lane.ts";
import type { HealthSegment, Note, SilenceSegment, Timeline, VerdictSegment } from "./timeline.ts";

/**
 * The timeline with one more event of the pair's log, of a check's log (`health-changed`) or of the FLEET log (`region-silent`,
 * `region-back`, `ballots-lost`, and mutes that concern the pair; those of other shards are the caller's to leave out). Each log's events come in the order of their numbers; one already folded changes nothing, nor does an event of
 * another pair.
 */
export function foldTimeline(timeline: Timeline, event: FlipwatchEvent): Timeline {
  return newsIn(timeline, event) === undefined ? timeline : foldEvents(timeline, [event]);
}

/** Many events at once, in any order: each log is put in order of its numbers first. */
export function foldEvents(timeline: Timeline, events: readonly FlipwatchEvent[]): Timeline {
  const draft = draftOf(timeline);
  for (const event of events.toSorted((a, b) => a.number - b.number)) fold(draft, event);
  return draft.timeline;
}

/** The latest settlement of an event for a channel stands: a delivery given up may be sent again by hand. */
export function foldDelivery(timeline: Timeline, delivery: Delivery): Timeline {
  return foldDeliveries(timeline, [delivery]);
}

/** Many at once, in any order. */
export function foldDeliveries(timeline: Timeline, deliveries: readonly Delivery[]): Timeline {
  const draft = draftOf(timeline);
  for (const delivery of deliveries) {
    if (delivery.log !== timeline.pair) continue;
    const key = `${delivery.event} ${delivery.channel}`;
    const known = draft.timeline.deliveries[key];
    if (known !== undefined && !replaces(delivery, known)) continue;
    const own = draft.own(draft.timeline.deliveries);
    own[key] = delivery;
    draft.timeline.deliveries = own;
  }
  return draft.timeline;
}

// The later one, and of two at the same moment the one with more attempts, so that the order in which they are read decides nothing.
function replaces(delivery: Delivery, known: Delivery): boolean {
  if (delivery.settledAt !== known.settledAt) return delivery.settledAt > known.settledAt;
  if (delivery.attempts !== known.attempts) return delivery.attempts > known.attempts;
  return delivery.state > known.state;
}

function fold(draft: Draft, event: FlipwatchEvent): void {
  const { timeline, own } = draft;
  const take = newsIn(timeline, event);
  if (take === undefined) return;
  take(draft, event);
  const through = own(timeline.through);
  through[event.pair] = event.number;
  timeline.through = through;
}

type Fold = (draft: Draft, event: FlipwatchEvent) => void;

/** What to do with the event; nothing with one that is folded already, or of no log of this timeline. */
function newsIn(timeline: Timeline, event: FlipwatchEvent): Fold | undefined {
  if (event.number <= (timeline.through[event.pair] ?? 0)) return undefined;
  if (event.pair === timeline.pair) return foldPairEvent;
  if (event.pair === FLEET) return foldFleetEvent;
  const check = [timeline.checks.primary, timeline.checks.secondary].find((id) => id !== undefined && checkLog(id) === event.pair);
  return check === undefined ? undefined : (draft, health) => foldHealth(draft, health, check);
}

function foldPairEvent(draft: Draft, event: FlipwatchEvent): void {
  for (const part of [foldRole, foldVotes, foldViews, foldUnasked, foldNote, foldIncidents]) part(draft, event);
}

const transitions: ReadonlySet<EventKind> = new Set(transitionKinds);
const laneKinds = new Set<EventKind>(["vote-changed", "view-changed", "health-changed"]);

function foldRole({ timeline, own }: Draft, event: FlipwatchEvent): void {
  if (event.to === undefined || !transitions.has(event.kind)) return;
  const role = own(timeline.role);
  extend(role, { state: event.to, from: event.at, after: event.bounds.after, event: event.id, message: event.message });
  timeline.role = role;
}

// Every event that carries evidence is folded, not only `vote-changed`: a fold that starts in the middle of a log, as a window of it
// does, learns from its first transition how each region had voted until then.
function foldVotes(draft: Draft, event: FlipwatchEvent): void {
  const votes = Object.entries(event.evidence ?? {});
  if (votes.length === 0) return;
  const regions = draft.own(draft.timeline.regions);
  for (const [region, { verdict, since, reason, values }] of votes) {
    const segment: VerdictSegment = { state: verdict, from: since.by, after: since.after, reason, values };
    extend(ownLane(draft, regions, region), segment);
  }
  draft.timeline.regions = regions;
}

function foldViews(draft: Draft, event: FlipwatchEvent): void {
  if (isUnasked(event) || event.views === undefined || event.views.length === 0) return;
  const views = draft.own(draft.timeline.views);
  for (const { region, resolver, verdict, since, reason, ttlSeconds } of event.views) {
    const segment: VerdictSegment = { state: verdict, from: since.by, after: since.after, reason, ttlSeconds };
    extend(ownLane(draft, views, `${region} ${resolver}`), segment);
  }
  draft.timeline.views = views;
}

/** A resolver that is not asked any more. */
function isUnasked({ kind, detail }: FlipwatchEvent): boolean {
  return kind === "view-changed" && detail?.unasked === true;
}

function foldUnasked({ timeline, own }: Draft, event: FlipwatchEvent): void {
  const { region, detail, at } = event;
  const key = `${region} ${String(detail?.resolver)}`;
  const lane = timeline.views[key];
  if (lane === undefined || !isUnasked(event)) return;
  const views = own(timeline.views);
  views[key] = ended(lane, at);
  timeline.views = views;
}

function foldNote({ timeline, own }: Draft, event: FlipwatchEvent): void {
  if (transitions.has(event.kind) || laneKinds.has(event.kind)) return;
  const notes = own(timeline.notes);
  notes.push(noteOf(event));
  timeline.notes = notes;
}

function noteOf({ at, id, kind, severity, message }: FlipwatchEvent): Note {
  return { at, event: id, kind, severity, message };
}

function foldIncidents({ timeline, own }: Draft, event: FlipwatchEvent): void {
  // A note may be of one that was over long before this stretch of the log, of whose story it is no part.
  if (event.incident === undefined || event.kind === "noted") return;
  const incidents = own(timeline.incidents);
  foldIncident(incidents, event, event.incident);
  timeline.incidents = incidents;
}

function foldFleetEvent(draft: Draft, event: FlipwatchEvent): void {
  for (const part of [foldSilence, foldMute]) part(draft, event);
}

function foldMute({ timeline, own }: Draft, event: FlipwatchEvent): void {
  const pairs = event.detail?.pairs;
  const isMute = event.kind === "muted" || event.kind === "unmuted";
  if (!isMute || typeof pairs !== "string" || !concerns({ pairs }, timeline.pair)) return;
  const mutes = own(timeline.mutes);
  mutes.push(noteOf(event));
  timeline.mutes = mutes;
}

function foldSilence(draft: Draft, event: FlipwatchEvent): void {
  const { region } = event;
  const told = silencesOf(event);
  if (region === undefined || told.length === 0) return;
  const silences = draft.own(draft.timeline.silences);
  for (const segment of told) extend(ownLane(draft, silences, region), segment);
  draft.timeline.silences = silences;
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

function foldHealth(draft: Draft, event: FlipwatchEvent, check: string): void {
  const segment = event.kind === "health-changed" ? healthSegment(event) : undefined;
  if (segment === undefined) return;
  const health = draft.own(draft.timeline.health);
  extend(ownLane(draft, health, check), segment, sameHealth);
  draft.timeline.health = health;
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
