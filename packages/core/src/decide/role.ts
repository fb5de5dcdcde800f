/** Decides the role: a served one by majority, `split` or `unknown` by the hold. What a change means for the incident is in `incident.ts`. */
import type { EventKind, Role, ServedRole } from "../event.ts";
import type { Head } from "../head.ts";
import type { Bounds, Ms } from "../time.ts";
import { cachedFacts } from "./cached.ts";
import { boundsOfChange } from "./evidence.ts";
import { answerBack, awayFromPrimary } from "./incident.ts";
import type { Context } from "./input.ts";
import { phasesOf } from "./phases.ts";
import { type Count, countVotes, fresh, graceEnd, isServed, standOf } from "./quorum.ts";
import { type Turn, tell } from "./turn.ts";

export function decideRole(turn: Turn): void {
  const { head, now, context } = turn;
  if (isUnobserved(turn)) becomeUnobserved(turn);
  else decideByCount(turn, countVotes(head, now, context));
}

/** Nobody outside its VPC can ask a private zone, and nobody asks for a retired pair. A revision counts from its own time on. */
function isUnobserved({ head, context: { definition, retired } }: Turn): boolean {
  if (retired === true) return true;
  return definition.revision > head.revision ? head.role === "unobserved" : definition.zone?.private === true;
}

/** There is nothing to hold or to count, and old votes are forgotten, lest they run out in a time when nobody was asked for any. */
function becomeUnobserved(turn: Turn): void {
  const { head, now } = turn;
  head.undecidedSince = undefined;
  head.stray = undefined;
  become(turn, "unobserved", { by: now });
  head.votes = {};
  head.views = {};
}

function decideByCount(turn: Turn, count: Count): void {
  const { head, now } = turn;
  if (count.role === undefined) {
    undecided(turn, count);
    return;
  }
  head.undecidedSince = undefined;
  if (isOutdated(head, count)) return;
  if (count.role === "stray" && head.role !== "stray" && strayWaits(turn)) return;
  const isReread = head.stray?.reread === "done";
  head.stray = undefined;
  become(turn, count.role, boundsOfChange(head, count.voters, now), count.role === "stray" && isReread ? { reread: true } : {});
}

// ---- no majority --------------------------------------------------------------------------------------------------------

function undecided(turn: Turn, count: Count): void {
  const { head, now, context } = turn;
  head.stray = undefined;
  head.undecidedSince ??= now;
  const role = blindRole(count);
  if (now < holdEnd(head, now, context)) return;
  become(turn, role, { by: Math.max(head.since.by, undecidedFrom(head, role, now, context)) });
}

/** Votes enough for a majority that disagree are `split`; fewer leave it `unknown`. */
function blindRole(count: Count): "split" | "unknown" {
  return count.cast >= count.need ? "split" : "unknown";
}

/** When the hold of an undecided Head ends. It waits the grace of an edit out, and with one region for the third of its rounds. */
export function holdEnd(head: Head, now: Ms, context: Context): Ms {
  const count = countVotes(head, now, context);
  const slack = count.pending ? context.policy.intervalMs : 0;
  const from = undecidedFrom(head, blindRole(count), now, context);
  return Math.max(from + context.policy.holdMs + slack, graceEnd(head, context.policy));
}

// After a blind time the votes come back one by one, which is no disagreement yet: that is only what has stood for a hold by itself.
function undecidedFrom(head: Head, role: Role, now: Ms, context: Context): Ms {
  const since = head.undecidedSince ?? now;
  if (role !== "split" || head.role !== "unknown" || head.unseen === true) return since;
  const votes = context.policy.regions.flatMap((region) => head.votes[region] ?? []);
  const counted = votes.filter((vote) => standOf(vote.verdict) !== undefined && fresh(vote, head, now, context));
  return Math.max(since, ...counted.map((vote) => vote.since.by));
}

// ---- late votes ---------------------------------------------------------------------------------------------------------

/** Ballots that come late say what was, not what followed: a role does not end by votes that were all cast before it began. */
function isOutdated(head: Head, { role, voters }: Count): boolean {
  if (!isServed(head.role) || role === head.role) return false;
  return voters.every((region) => (head.votes[region]?.at ?? 0) < head.since.by);
}

// ---- stray --------------------------------------------------------------------------------------------------------------

/** An edit is not a hijack: before `stray` is decided the definition is read again, once, for at most the hold. */
function strayWaits({ head, now, context }: Turn): boolean {
  if (context.definition.source === "config") return false;
  head.stray ??= { since: now, reread: "wanted" };
  return head.stray.reread === "wanted" && now < head.stray.since + context.policy.holdMs;
}

// ---- a change -----------------------------------------------------------------------------------------------------------

function become(turn: Turn, to: Role, bounds: Bounds, known: { reread?: true } = {}): void {
  const { head, now, context } = turn;
  if (head.role === to && head.unseen !== true) return;
  const from = head.unseen === true ? undefined : head.role;
  const lastServed = head.served;
  const kind = kindOf(from, to, lastServed);
  head.unseen = undefined;
  head.role = to;
  head.since = bounds;
  if (from !== undefined) head.transitions = [...head.transitions, now].slice(-context.policy.flapCount);
  if (isServed(to)) serve(turn, to, kind, bounds);
  const phases = isServed(to) ? phasesOf(head, now, context) : undefined;
  const marks = {
    ...(from === undefined && { firstSeen: true }),
    ...(context.retired && { retired: true }),
    regions: context.policy.regions.length,
    ...known,
    ...cachedFacts(turn, lastServed, to, bounds),
  };
  tell(turn, kind, { bounds, from, to, lastServed, phases, detail: marks });
}

function serve(turn: Turn, to: ServedRole, kind: EventKind, bounds: Bounds): void {
  turn.head.served = to;
  if (kind === "answer-back") answerBack(turn, bounds);
  if (to !== "primary" && kind !== "resumed") awayFromPrimary(turn, kind, bounds);
}

function kindOf(from: Role | undefined, to: Role, lastServed: ServedRole | undefined): EventKind {
  if (!isServed(to)) return to;
  const wasBlind = from === undefined || !isServed(from);
  if (wasBlind && to === lastServed) return "resumed";
  if (to === "secondary") return "failover";
  if (to !== "primary") return to;
  return lastServed === undefined ? "first-seen" : "answer-back";
}
