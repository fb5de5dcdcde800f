/** Gathers what speaks for a decision: votes by region, dissent, health of both sides. The moments of a flip are `phases.ts`'s. */
import type { FlipwatchEvent, RegionEvidence } from "../event.ts";
import type { Head, RegionVote, ResolverView } from "../head.ts";
import type { SideHealth } from "../reading.ts";
import type { Bounds, Ms } from "../time.ts";
import { type Context, metricPeriodMs } from "./input.ts";
import { fresh, isServed, standOf } from "./quorum.ts";

/** By configured region that has voted. */
export function evidenceOf(head: Head, now: Ms, context: Context): Record<string, RegionEvidence> {
  const entries = context.policy.regions.flatMap((region) => {
    const vote = head.votes[region];
    return vote === undefined ? [] : [[region, voteEvidence(vote, fresh(vote, head, now, context))] as const];
  });
  return Object.fromEntries(entries);
}

export function voteEvidence(vote: RegionVote, isFresh: boolean): RegionEvidence {
  const { verdict, reason, values, at, since, revision, server } = vote;
  const known = { verdict, reason, values: [...values], at, since, revision, fresh: isFresh };
  return server === undefined ? known : { ...known, server };
}

export function viewEvidence(region: string, resolver: string, view: ResolverView): NonNullable<FlipwatchEvent["views"]>[number] {
  const { verdict, reason, at, since, ttlSeconds } = view;
  return { region, resolver, verdict, reason, at, since, ...(ttlSeconds === undefined ? {} : { ttlSeconds }) };
}

/** Configured regions whose fresh vote speaks for something else than the role; nobody dissents while none is served. */
export function dissentOf(head: Head, now: Ms, context: Context): string[] {
  if (!isServed(head.role)) return [];
  return context.policy.regions.filter((region) => {
    const vote = head.votes[region];
    const stand = vote !== undefined && fresh(vote, head, now, context) ? standOf(vote.verdict) : undefined;
    return stand !== undefined && stand !== head.role;
  });
}

export function healthOf(head: Head): NonNullable<FlipwatchEvent["health"]> {
  return { primary: asTold(head.health.primary), secondary: asTold(head.health.secondary) };
}

function asTold({ readAt: _, ...health }: SideHealth): SideHealth {
  return health;
}

/**
 * When the role changed: after the last old answer and at the latest at the first new answer, across the deciding majority. Answers
 * from before the role that ends here belong to an older change, and are left out. Where no vote turned (an old one ran out, the
 * regions were configured anew), the change is dated by the decision.
 */
export function boundsOfChange(head: Head, voters: readonly string[], now: Ms): Bounds {
  const turned = sinces(head, voters).filter((since) => since.by > head.since.by);
  const by = Math.min(now, ...turned.map((since) => since.by));
  const seen = turned.flatMap((since) => (since.after !== undefined && since.after <= by ? [since.after] : []));
  if (isServed(head.role) && head.since.by <= by) seen.push(head.since.by);
  return seen.length === 0 ? { by } : { after: Math.max(...seen), by };
}

export function sinces(head: Head, regions: readonly string[]): Bounds[] {
  return regions.flatMap((region) => head.votes[region]?.since ?? []).toSorted((a, b) => a.by - b.by);
}

/** When a check turned to its status: within the first period that showed it. */
export function turnedAt(health: SideHealth, now: Ms, context: Context): Bounds {
  const after = Math.min(health.since ?? now, now);
  return { after, by: Math.min(now, after + metricPeriodMs(context.policy)) };
}

/** How long the primary was not served, with the error that the bounds of both ends leave. Both absent while an end is unknown. */
export function lastingOf(left: Bounds, back: Bounds): { durationMs: number; errorMs?: number } {
  const durationMs = Math.max(0, back.by - left.by);
  if (left.after === undefined || back.after === undefined) return { durationMs };
  return { durationMs, errorMs: Math.max(left.by - left.after, back.by - back.after) };
}
