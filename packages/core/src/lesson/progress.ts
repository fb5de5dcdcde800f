/**
 * How far somebody has come in the walk-through: which steps were seen to happen, when, and what they have earned. A fold of what was recorded
 * and witnessed, so that looking again shows the same; nothing is ticked off for having been clicked. Words are the page's.
 */
import type { Delivery } from "../delivery.ts";
import type { FlipwatchEvent, Role } from "../event.ts";
import type { PairDefinition, Side } from "../pair.ts";
import type { Bounds, Ms } from "../time.ts";
import type { LabCheck, LabFailoverRecord, LabServer, Visit, Witnessed } from "./panel.ts";

/** What is known when progress is asked for. */
export interface Observed {
  servers: readonly Pick<LabServer, "side" | "endpoint">[];
  checks: readonly Pick<LabCheck, "id" | "endpoint">[];
  /** Of the pair's name and type, as they are now. */
  records: readonly LabFailoverRecord[];
  /** Oldest first. */
  journal: readonly Witnessed[];
  /** As Flipwatch discovered it; absent while it has not. */
  definition?: PairDefinition;
  /** The pair's log, in order. */
  events: readonly FlipwatchEvent[];
  /** The logs of both sides' health checks, in order. */
  health: Readonly<Record<Side, readonly FlipwatchEvent[]>>;
  deliveries: readonly Pick<Delivery, "number" | "channel" | "state" | "settledAt">[];
}

export const chapters = [
  { id: "set-up", steps: ["servers", "checks"], points: 0 },
  { id: "records", steps: ["primary", "secondary", "discovered", "healthy"], points: 50 },
  { id: "before", steps: ["answer", "page"], points: 0 },
  { id: "failover", steps: ["block", "unhealthy", "flip", "other-page", "alert"], points: 50 },
  { id: "failback", steps: ["restore", "passing", "back", "order", "recovered", "told"], points: 100 },
] as const;

export type ChapterId = (typeof chapters)[number]["id"];
export type StepId = (typeof chapters)[number]["steps"][number];

/** All that there is to earn; it brings the badge. */
export const FULL_POINTS = 200;

export interface Sight {
  /** When it was seen; absent where only that it is so is known. */
  at?: Ms;
  /** When it happened, where it was seen only now and then. */
  bounds?: Bounds;
  /** How long the incident lasted, as far as that is known. */
  lasted?: { ms: number; errorMs?: number };
  /** The page's own words. */
  title?: string;
}

export interface Progress {
  seen: Partial<Record<StepId, Sight>>;
  earned: number;
  /** The first that was not seen. Absent: all were. */
  next?: StepId;
  /** When the last of all was seen. */
  completedAt?: Ms;
}

export function progressOf(observed: Observed): Progress {
  const seen: Progress["seen"] = { ...setUp(observed), ...before(observed), ...tested(observed) };
  const done = chapters.filter(({ steps }) => steps.every((step) => seen[step] !== undefined));
  const next = chapters.flatMap<StepId>(({ steps }) => steps).find((step) => seen[step] === undefined);
  const earned = done.reduce((sum, { points }) => sum + points, 0);
  const times = Object.values(seen).flatMap(({ at }) => at ?? []);
  return { seen, earned, ...(next === undefined ? { completedAt: Math.max(...times) } : { next }) };
}

function setUp({ servers, checks, records, journal, definition, health }: Observed): Progress["seen"] {
  const answered = servers.map(({ endpoint }) => journal.find((one) => one.kind === "server-answered" && one.endpoint === endpoint));
  const ids = servers.map(({ endpoint }) => checks.find((check) => check.endpoint === endpoint)?.id);
  const looked = ids.map((id) => journal.find((one) => one.kind === "check-looked" && one.check === id));
  return defined({
    servers: lastOf(answered),
    checks: lastOf(looked),
    // One that was made and taken away again was made; of what was never a pair only what is there now is known.
    primary:
      definedSide(definition, "primary") ?? isThere(records.some(({ failover, check }) => failover === "PRIMARY" && check !== undefined)),
    secondary: definedSide(definition, "secondary") ?? isThere(records.some(({ failover }) => failover === "SECONDARY")),
    discovered: definedSide(definition, "primary"),
    healthy: lastOf([sightOf(turnedTo("healthy", health.primary)), healthySecondary(definition, health.secondary)]),
  });
}

/** The lesson's primary has a health check; a pair without one never fails over by itself. */
function definedSide(definition: PairDefinition | undefined, side: Side): Sight | undefined {
  if (definition?.primary.healthCheckId === undefined || definition[side].values.length === 0) return undefined;
  return definition.revision === 1 ? { at: definition.revisedAt } : {};
}

/** A secondary's health check is optional: without one it counts as healthy. */
function healthySecondary(definition: PairDefinition | undefined, log: readonly FlipwatchEvent[]): Sight | undefined {
  if (definition !== undefined && definition.secondary.healthCheckId === undefined) return { at: definition.revisedAt };
  return sightOf(turnedTo("healthy", log));
}

function before({ definition, events, journal }: Observed): Progress["seen"] {
  return defined({
    answer: sightOf(events.find((event) => isServed(event, "primary"))),
    page: definition && pageOf(journal, definition.name, "primary", 0),
  });
}

/** Of each block what followed it, and the first that was seen to the end: another may have been taken back before the health check turned. */
function tested(observed: Observed): Progress["seen"] {
  const blocks = observed.journal.filter((one) => one.kind === "blocked" && one.side === "primary").map(({ at }) => at);
  const tries = blocks.map((at, index) => failedOver(observed, at, blocks[index + 1] ?? Number.POSITIVE_INFINITY));
  const best = tries.find((one) => one.told !== undefined) ?? tries.toSorted((a, b) => Object.keys(b).length - Object.keys(a).length)[0];
  return best ?? {};
}

/** `until`: what turned later followed the next block. */
function failedOver(observed: Observed, blockedAt: Ms, until: Ms): Progress["seen"] {
  const { definition, events, journal, health, deliveries } = observed;
  // What had turned before the block has another cause, whenever it was recorded.
  const isOfThis = ({ recordedAt, bounds }: FlipwatchEvent) => recordedAt >= blockedAt && recordedAt < until && bounds.by >= blockedAt;
  const unhealthy = turnedTo("unhealthy", health.primary.filter(isOfThis));
  const flip = events.find((event) => event.kind === "failover" && isOfThis(event));
  return defined({
    block: { at: blockedAt },
    unhealthy: sightOf(unhealthy),
    flip: sightOf(flip),
    "other-page": flip && definition && pageOf(journal, definition.name, "secondary", blockedAt),
    alert: flip && toldOf(flip, deliveries),
    ...(flip && unhealthy && cameBack(observed, blockedAt, flip)),
  });
}

function cameBack({ events, journal, health, deliveries }: Observed, blockedAt: Ms, flip: FlipwatchEvent): Progress["seen"] {
  const restored = journal.find((one) => one.kind === "let-through" && one.side === "primary" && one.at >= blockedAt);
  if (restored === undefined) return {};
  const passing = turnedTo("healthy", health.primary, restored.at);
  const back = events.find((event) => event.number > flip.number && event.recordedAt >= restored.at && isServed(event, "primary"));
  const recovered = back && events.find((event) => event.number >= back.number && isEndOf(event, flip));
  return defined({
    restore: { at: restored.at },
    passing: sightOf(passing),
    back: sightOf(back),
    order: passing && back && byItself(events, { flip, passing, back }),
    recovered: sightOf(recovered),
    told: recovered && toldOf(recovered, deliveries),
  });
}

/**
 * That the health check drove the return: it passed no later than the answer was back, as far as both were seen, and nobody edited the records
 * between the two flips.
 */
function byItself(
  events: readonly FlipwatchEvent[],
  { flip, passing, back }: Record<"flip" | "passing" | "back", FlipwatchEvent>,
): Sight | undefined {
  const isEdited = events.some(({ kind, number }) => kind === "definition-changed" && number > flip.number && number < back.number);
  const earliest = passing.bounds.after ?? passing.bounds.by;
  return isEdited || earliest > back.bounds.by ? undefined : { at: Math.max(passing.recordedAt, back.recordedAt) };
}

function isServed({ to }: FlipwatchEvent, role: Role): boolean {
  return to === role;
}

function isEndOf({ kind, incident }: FlipwatchEvent, { incident: opened }: FlipwatchEvent): boolean {
  return kind === "recovered" && incident !== undefined && incident.id === opened?.id;
}

/** The first reading that turned to that status and was recorded then or later; one that is still so, with another percentage, did not turn. */
function turnedTo(status: "healthy" | "unhealthy", log: readonly FlipwatchEvent[], from: Ms = 0): FlipwatchEvent | undefined {
  return log.find(({ recordedAt, detail }) => recordedAt >= from && detail?.status === status && detail.previous !== status);
}

function pageOf(journal: readonly Witnessed[], name: string, side: Side, from: Ms): Sight | undefined {
  const visit = journal.find((one): one is Visit & { at: Ms } => isVisit(one) && one.name === name && one.side === side && one.at >= from);
  return visit && { at: visit.at, ...(visit.title !== undefined && { title: visit.title }) };
}

function isVisit(one: Witnessed): one is Visit & { at: Ms } {
  return one.kind === "visited";
}

/** In Slack, by itself or in a digest. */
function toldOf({ number }: FlipwatchEvent, deliveries: Observed["deliveries"]): Sight | undefined {
  const told = deliveries.find(
    (one) => one.number === number && one.channel.startsWith("slack") && (one.state === "delivered" || one.state === "digested"),
  );
  return told && { at: told.settledAt };
}

function sightOf(event: FlipwatchEvent | undefined): Sight | undefined {
  if (event === undefined) return undefined;
  const { durationMs: ms, errorMs } = event.incident ?? {};
  return {
    at: event.recordedAt,
    bounds: event.bounds,
    ...(ms !== undefined && { lasted: { ms, ...(errorMs !== undefined && { errorMs }) } }),
  };
}

function isThere(is: boolean): Sight | undefined {
  return is ? {} : undefined;
}

/** When the last of them was seen; nothing where one was not, or where there is none. */
function lastOf(seen: readonly (Pick<Sight, "at"> | undefined)[]): Sight | undefined {
  const times = seen.flatMap((one) => one?.at ?? []);
  return seen.length === 0 || times.length < seen.length ? undefined : { at: Math.max(...times) };
}

function defined(seen: { [Step in StepId]?: Sight | undefined }): Progress["seen"] {
  return Object.fromEntries(Object.entries(seen).filter(([, sight]) => sight !== undefined));
}
