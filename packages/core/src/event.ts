/** `flipwatch.event/1`: the one shape in which facts are logged, published, posted to webhooks and printed. */
import * as z from "zod";

export const EVENT_SCHEMA = "flipwatch.event/1";

export const roles = ["primary", "secondary", "split", "stray", "dark", "unknown", "unobserved"] as const;
export const roleSchema = z.enum(roles);
/** What the regions together say is served. */
export type Role = z.infer<typeof roleSchema>;
/** A role that says what clients get; the others say that we can't tell. */
export type ServedRole = "primary" | "secondary" | "stray" | "dark";

/** Events that tell a change of role, or the first one. */
export const transitionKinds = [
  "first-seen",
  "failover",
  "answer-back",
  "stray",
  "dark",
  "split",
  "unknown",
  "unobserved",
  "resumed",
] as const;

/**
 * Every kind of event.
 *
 * Transitions (`from` and `to` differ): `first-seen` the first role of a pair · `failover` to the secondary · `answer-back` to the
 * primary after an incident · `stray`, `dark` · `split`, `unknown`, `unobserved` we can't tell · `resumed` told again, the role served before.
 *
 * Incidents: `recovered`, `last-resort`, `unverified` after an answer back; `both-unhealthy`, `primary-unhealthy-served` may open one.
 *
 * Beside the role: `secondary-unhealthy`/`secondary-healthy`, `health-disagrees`/`health-agrees`, `clients-diverge`/`clients-agree`,
 * `flapping`/`calm`, `definition-changed`.
 *
 * About an incident: `acknowledged`, `reminder` while nobody acknowledged it, `unacknowledged` the next step of its escalation.
 *
 * What people ask for: `muted`/`unmuted`, `drill-started`/`drill-ended`.
 *
 * Records for the timeline, never alerted: `vote-changed`, `view-changed`, `health-changed`, and `noted`: what somebody wrote of an incident.
 *
 * FLEET log: `region-silent`/`region-back`, `ballots-lost`, `ballots-future`, `clock-set-back`, `unpublishable`, `delivery-given-up`, `step-failing`/`step-working`,
 * `channel-broken`/`channel-working`, `finding-opened`/`finding-closed`.
 *
 * In no log, made by deliver: `digest` several events in one message, `test` a marked test of a channel.
 */
export const eventKinds = [
  ...transitionKinds,
  "recovered",
  "last-resort",
  "unverified",
  "both-unhealthy",
  "primary-unhealthy-served",
  "secondary-unhealthy",
  "secondary-healthy",
  "health-disagrees",
  "health-agrees",
  "clients-diverge",
  "clients-agree",
  "flapping",
  "calm",
  "definition-changed",
  "vote-changed",
  "view-changed",
  "health-changed",
  "region-silent",
  "region-back",
  "ballots-lost",
  "ballots-future",
  "clock-set-back",
  "unpublishable",
  "delivery-given-up",
  "step-failing",
  "step-working",
  "acknowledged",
  "reminder",
  "unacknowledged",
  "noted",
  "muted",
  "unmuted",
  "drill-started",
  "drill-ended",
  "channel-broken",
  "channel-working",
  "finding-opened",
  "finding-closed",
  "digest",
  "test",
] as const;
export const eventKindSchema = z.enum(eventKinds);
export type EventKind = z.infer<typeof eventKindSchema>;

export const verdictSchema = z.enum(["primary", "secondary", "mixed", "stray", "empty", "ambiguous", "failed"]);

const ms = z.number().describe("milliseconds since the Unix epoch");
export const boundsSchema = z.object({
  after: ms.optional().describe("the last moment at which the old state was still seen"),
  by: ms.describe("the first moment at which the new state was seen"),
});

export const regionEvidenceSchema = z.object({
  verdict: verdictSchema,
  reason: z.string(),
  values: z.array(z.string()),
  at: ms.describe("when this vote was last cast"),
  since: boundsSchema.describe("when the region's vote turned to this verdict"),
  revision: z.number().int(),
  server: z.string().optional(),
  fresh: z.boolean(),
});
export type RegionEvidence = z.infer<typeof regionEvidenceSchema>;

export const sideHealthSchema = z.object({
  status: z.enum(["healthy", "unhealthy", "unknown", "none"]),
  check: z.string().optional(),
  percentage: z.number().optional(),
  period: ms.optional(),
  since: ms.optional(),
  reason: z.string().optional(),
  checkers: z
    .object({ count: z.number().int(), of: z.number().int(), text: z.string().optional() })
    .optional()
    .describe("the facts behind `reason`: how many of the checkers say so, and what most of those that fail say"),
  sharedBy: z.number().int().optional().describe("how many pairs' primaries have this health check, where it is more than one"),
});

/** A resolver's view, as an event carries it. */
export const viewSchema = z.object({
  region: z.string(),
  resolver: z.string(),
  verdict: verdictSchema,
  reason: z.string(),
  at: ms,
  since: boundsSchema,
  ttlSeconds: z.number().optional().describe("what remained of the TTL at `at`"),
});

/** Moments of a flip, each with its bounds; absent until known. Clients and told are folded from the logs later. */
export const phasesSchema = z.object({
  failedCheck: boundsSchema.optional().describe("first failed (for a return: passed) check, to one metric period"),
  unhealthy: boundsSchema.optional().describe("the health check turned (for a return: back)"),
  firstRegion: boundsSchema.optional(),
  majority: boundsSchema.optional(),
  lastRegion: boundsSchema.optional(),
  clients: boundsSchema.optional().describe("the last resolver followed"),
  sns: boundsSchema.optional(),
  told: z.record(z.string(), boundsSchema).optional().describe("by channel: delivered"),
});
export type Phases = z.infer<typeof phasesSchema>;

export const incidentRefSchema = z.object({
  id: z.string(),
  openedAt: ms,
  opening: eventKindSchema.describe("the kind of event that opened it"),
  closedAt: ms.optional(),
  /** How long clients were not served by the primary (or were served an unhealthy one), in milliseconds, ± errorMs. */
  durationMs: z.number().optional(),
  errorMs: z.number().optional(),
});

export const eventSchema = z.object({
  schema: z.literal(EVENT_SCHEMA),
  id: z.string().describe("log and number: `failover.example.com/A#42`"),
  pair: z.string().describe("pair id, `FLEET`, or `CHECK:<health check id>`"),
  number: z.number().int().positive().describe("1, 2, 3, … without a gap in each log"),
  kind: eventKindSchema,
  severity: z.enum(["critical", "warning", "info", "record"]).describe("`record` is for the timeline and alerts nobody"),
  at: ms.describe("when it happened, as best known: the upper bound"),
  bounds: boundsSchema,
  recordedAt: ms.describe("when tally wrote it"),
  message: z.string().describe("one sentence for people"),
  from: roleSchema.optional(),
  to: roleSchema.optional(),
  lastServed: z.enum(["primary", "secondary", "stray", "dark"]).optional().describe("the served role before, across blind times"),
  evidence: z.record(z.string(), regionEvidenceSchema).optional().describe("by region"),
  dissent: z.array(z.string()).optional().describe("regions whose fresh vote differs from the role"),
  views: z.array(viewSchema).optional(),
  health: z.object({ primary: sideHealthSchema, secondary: sideHealthSchema }).optional(),
  incident: incidentRefSchema.optional(),
  phases: phasesSchema.optional(),
  drill: z.string().optional().describe("the drill that caused it, where it is not for real"),
  region: z.string().optional().describe("vote-changed, region-silent, …: the region it is about"),
  detail: z.record(z.string(), z.unknown()).optional().describe("kind-specific facts"),
});
export type FlipwatchEvent = z.infer<typeof eventSchema>;
export type Severity = FlipwatchEvent["severity"];

/** A log's name: a pair's id, `FLEET`, or a health check's log. */
export type LogId = string;
export const FLEET: LogId = "FLEET";
export function checkLog(healthCheckId: string): LogId {
  return `CHECK:${healthCheckId}`;
}
export function eventId(log: LogId, number: number): string {
  return `${log}#${number}`;
}
