/** The one sentence of every event, for somebody woken at 3 a.m.: what is, since when, seen by how many regions, what to make of it. */
import type { EventKind, FlipwatchEvent, Role, ServedRole } from "../event.ts";
import type { Side } from "../pair.ts";
import { listed } from "../phrases.ts";
import type { SideHealth } from "../reading.ts";
import type { Bounds } from "../time.ts";
import { countVotes, isServed } from "./quorum.ts";
import type { Turn } from "./turn.ts";
import { between, lasting, span, utc } from "./wording.ts";

/** What an event's sentence may speak of. */
export interface Facts {
  from?: Role;
  to?: Role;
  lastServed?: ServedRole;
  region?: string;
  incident?: FlipwatchEvent["incident"];
}

interface Spoken extends Facts {
  bounds: Bounds;
  views?: FlipwatchEvent["views"];
  evidence?: FlipwatchEvent["evidence"];
  detail?: Record<string, unknown>;
}

export function sentence(kind: EventKind, turn: Turn, facts: Spoken): string {
  const write = sentences[kind];
  return write === undefined ? `${turn.head.pair}: ${kind}.` : write(turn, facts);
}

type Write = (turn: Turn, facts: Spoken) => string;

const sentences: Partial<Record<EventKind, Write>> = {
  "first-seen": (turn, { bounds }) =>
    `${turn.head.pair} is now watched: its ${side(turn, "primary")} is served, ${seenBy(turn)}, since ${utc(bounds.by)} or earlier.`,
  failover: (turn, { bounds, from }) =>
    from === undefined
      ? `${turn.head.pair} was already on its ${side(turn, "secondary")} when watching began at ${utc(bounds.by)}, ${seenBy(turn)}; ${checkSays(turn, "primary")}.`
      : `${turn.head.pair} failed over to its ${side(turn, "secondary")} ${between(bounds)}, ${seenBy(turn)}; ${checkSaid(turn, bounds)}.`,
  "answer-back": (turn, { bounds }) =>
    `${turn.head.pair} has been answered with its ${side(turn, "primary")} again since ${utc(bounds.by)}, ${seenBy(turn)}; ${isVerified(turn)}.`,
  stray: (turn, { bounds, detail }) =>
    `${turn.head.pair} has been answered with ${strayValues(turn)}, which is neither its primary nor its secondary, since ${utc(bounds.by)}, ${seenBy(turn)}${detail?.reread ? "; an edit of the records does not explain it" : ""}.`,
  dark: (turn, { bounds }) =>
    `${turn.head.pair} has had no usable answer from its name servers since ${utc(bounds.by)}, ${seenBy(turn)}: ${oneReason(turn)}`,
  split: (turn, { bounds }) =>
    `The regions have disagreed on what ${turn.head.pair} is answered with since ${utc(bounds.by)}: ${votesInWords(turn)}; no answer has a majority.`,
  unknown: (turn, { bounds }) =>
    `We have not been able to tell what ${turn.head.pair} is answered with since ${utc(bounds.by)}: ${tooFew(turn)}. It is our view that is missing; whether the name works is not known.`,
  unobserved: ({ head }, { detail }) =>
    detail?.retired
      ? `${head.pair} is no longer configured or found in its zone, so it is no longer watched.`
      : `${head.pair} is in a private zone, which can't be asked from outside its VPC: only its health checks are watched.`,
  resumed: (turn, { from, to }) =>
    `We can tell again what ${turn.head.pair} is answered with: ${served(turn, to)}, the same as before it was ${from}; ${seenBy(turn)}.`,
  recovered: (turn, { incident }) =>
    `${turn.head.pair} has recovered: its ${side(turn, "primary")} is served${verifiedBy(turn)}; the incident lasted ${lasting(incident)}.`,
  "last-resort": (turn) =>
    `${turn.head.pair} is answered with its ${side(turn, "primary")} as a last resort: ${checkSays(turn, "primary")}, and Route 53 answers with the primary when both sides are unhealthy. The incident goes on.`,
  unverified: (turn, { incident, detail }) =>
    detail?.reason
      ? `${turn.head.pair} ${detail.reason === "retired" ? "is no longer watched" : "is now in a private zone"}, so nobody can see how its incident goes on; it ends unverified.`
      : `${turn.head.pair} is back on its ${side(turn, "primary")}, but no health check reading has confirmed it; the incident ends unverified after ${lasting(incident)}.`,
  "both-unhealthy": (turn) =>
    `Both sides of ${turn.head.pair} are unhealthy: ${checkSays(turn, "primary")}, ${checkSays(turn, "secondary")}; Route 53 then answers with the primary.`,
  "primary-unhealthy-served": (turn) =>
    `${turn.head.pair} is still answered with its ${side(turn, "primary")} although ${checkSays(turn, "primary")}; it has not failed over.`,
  "secondary-unhealthy": (turn) => `The safety net of ${turn.head.pair} is gone: ${checkSays(turn, "secondary")}; ${ofNoHelp(turn)}.`,
  "secondary-healthy": (turn) =>
    turn.head.health.secondary.status === "none"
      ? `The secondary of ${turn.head.pair} no longer has a health check: it counts as healthy, whether it works or not.`
      : `The safety net of ${turn.head.pair} is back: ${checkSays(turn, "secondary")}.`,
  "health-disagrees": (turn) =>
    `${turn.head.pair} is still answered with its ${side(turn, "secondary")} although ${checkSays(turn, "primary")}.`,
  "health-agrees": (turn) =>
    `Health and answer of ${turn.head.pair} agree again: ${served(turn, turn.head.role)}, and ${checkSays(turn, "primary")}.`,
  "clients-diverge": (turn, { views }) =>
    `Resolvers in most regions give clients of ${turn.head.pair} something other than ${served(turn, turn.head.role)}, for longer than caches explain (${viewsInWords(views)}); check the zone's delegation.`,
  "clients-agree": (turn) =>
    `Resolvers again give clients of ${turn.head.pair} what its name servers say: ${served(turn, turn.head.role)}.`,
  flapping: ({ head, context }, { bounds }) =>
    `${head.pair} is flapping: its answer has changed ${context.policy.flapCount} times since ${utc(bounds.after ?? bounds.by)}; every change is recorded.`,
  calm: (turn, { bounds }) =>
    `${turn.head.pair} is calm again: no change for ${span(turn.context.policy.flapWindowMs)} before ${utc(bounds.by)}; ${standing(turn)}.`,
  acknowledged: ({ head }, { bounds, detail }) =>
    `${String(detail?.by)} (${String(detail?.via)}) acknowledged the incident of ${head.pair} at ${utc(bounds.by)}${detail?.note === undefined ? "." : `: ${String(detail.note)}`}`,
  noted: ({ head }, { incident, detail }) =>
    `${String(detail?.by)} (${String(detail?.via)}) noted of the incident of ${head.pair} that opened at ${utc(incident?.openedAt ?? 0)}: ${excerpt(String(detail?.note))}`,
  reminder: (turn, { detail }) =>
    `${turn.head.pair} has had an open incident for ${span(Number(detail?.openForMs))}, and nobody has acknowledged it: ${standing(turn)}; ${checkSays(turn, "primary")}.`,
  unacknowledged: (turn, { detail }) =>
    `Nobody has acknowledged the incident of ${turn.head.pair} for ${span(Number(detail?.openForMs))}: ${standing(turn)}; ${checkSays(turn, "primary")}. Escalated to ${listOf(detail?.channels)} (escalation step ${String(detail?.step)}).`,
  "definition-changed": ({ head, context }, { bounds }) =>
    `The records of ${head.pair} were edited, as seen at ${utc(bounds.by)} (revision ${context.definition.revision}): primary ${listed(context.definition.type, context.definition.primary.values)}, secondary ${listed(context.definition.type, context.definition.secondary.values)}.`,
  "vote-changed": (turn, { region, evidence, detail }) =>
    `${region} now sees ${String(detail?.to)} for ${turn.head.pair}${detail?.from === undefined ? "" : ` (before: ${String(detail.from)})`}: ${evidence?.[region ?? ""]?.reason ?? ""}`,
  "view-changed": (turn, { region, views, detail }) =>
    detail?.unasked
      ? `Resolver ${String(detail.resolver)} in ${region} is no longer asked for ${turn.head.pair}.`
      : `Resolver ${String(detail?.resolver)} in ${region} now says ${String(detail?.to)} for ${turn.head.pair}: ${views?.[0]?.reason ?? ""}`,
};

// ---- parts --------------------------------------------------------------------------------------------------------------

function side({ context: { definition } }: Turn, which: Side): string {
  return `${which} (${listed(definition.type, definition[which].values)})`;
}

function served(turn: Turn, role: Role | undefined): string {
  if (role === "primary" || role === "secondary") return `its ${side(turn, role)}`;
  return role === "dark" ? "no usable answer" : role === "stray" ? `stray values (${strayValues(turn)})` : "nothing certain";
}

/** What clients get now, whether or not that is known. */
function standing(turn: Turn): string {
  const { role } = turn.head;
  return isServed(role) ? `${served(turn, role)} is served` : `its role is ${role}`;
}

function listOf(channels: unknown): string {
  return Array.isArray(channels) && channels.length > 0 ? channels.join(", ") : "nobody";
}

function seenBy({ head, now, context }: Turn): string {
  const { voters } = countVotes(head, now, context);
  const all = context.policy.regions.length;
  return all === 1 ? `seen from ${voters[0] ?? "the region"}` : `seen by ${voters.length} of ${all} regions`;
}

/** The whole note is in the event's detail. */
function excerpt(note: string): string {
  const line = [...note.replace(/\s+/gu, " ").trim()];
  return line.length <= EXCERPT ? line.join("") : `${line.slice(0, EXCERPT).join("")} …`;
}

/** Characters. */
const EXCERPT = 200;

function strayValues({ head, now, context }: Turn): string {
  const { voters } = countVotes(head, now, context);
  const values = voters.flatMap((region) => head.votes[region]?.values ?? []);
  return values.length === 0 ? "other values" : listed(context.definition.type, [...new Set(values)]);
}

function oneReason({ head, now, context }: Turn): string {
  const region = countVotes(head, now, context).voters[0];
  return region === undefined ? "every server fails." : ended(head.votes[region]?.reason ?? "");
}

function votesInWords({ head, context }: Turn): string {
  return context.policy.regions.map((region) => `${region} ${head.votes[region]?.verdict ?? "has not voted"}`).join(", ");
}

function tooFew({ head, now, context }: Turn): string {
  const { cast, need } = countVotes(head, now, context);
  return `${cast} of ${context.policy.regions.length} regions have a fresh vote, ${need} must agree`;
}

function viewsInWords(views: FlipwatchEvent["views"] = []): string {
  return views.map(({ region, resolver, verdict }) => `${resolver} in ${region}: ${verdict}`).join(", ");
}

function isVerified({ head }: Turn): string {
  return head.health.primary.status === "none"
    ? "it has no health check to wait for"
    : "not recovered yet: a health reading from after the return must confirm it";
}

/** Where the secondary is what clients get, it is more than a net that is gone. */
function ofNoHelp({ head }: Turn): string {
  return head.role === "secondary" ? "it is what clients get now" : "a failover would not help";
}

function verifiedBy({ head }: Turn): string {
  return head.health.primary.status === "none" ? " (it has no health check)" : " and its health check passes";
}

function checkSays({ head }: Turn, which: Side): string {
  const health: SideHealth = head.health[which];
  if (health.status === "none") return `the ${which} has no health check`;
  if (health.status === "unknown") return `the state of the ${which}'s health check is unknown`;
  const is = health.since === undefined ? `is ${health.status}` : `has been ${health.status} since ${utc(health.since)}`;
  return `the ${which}'s health check ${is}${health.reason === undefined ? "" : ` (${health.reason.replace(/\.$/, "")})`}`;
}

/** Metrics lag behind answers, so at a flip the newest reading may still be the one from before: no contradiction. */
function checkSaid(turn: Turn, flip: Bounds): string {
  const { status, period } = turn.head.health.primary;
  const isOld = status === "healthy" && period !== undefined && period < flip.by;
  return isOld ? `the primary's health check was last read as healthy at ${utc(period)}, before the flip` : checkSays(turn, "primary");
}

function ended(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
