/** Decides which votes count and whether a strict majority of the configured regions agrees. What follows from it is in `role.ts`. */
import type { Verdict } from "../answer.ts";
import type { Role, ServedRole } from "../event.ts";
import type { Head, RegionVote } from "../head.ts";
import type { Policy } from "../policy.ts";
import type { Ms } from "../time.ts";
import type { Context } from "./input.ts";

/** With one region there is nobody to agree with, so these need this many rounds running instead. */
export const LONE_ROUNDS = 3;

/** What a verdict speaks for. `mixed` is a vote that agrees with nobody; `ambiguous` is no vote. */
export function standOf(verdict: Verdict): ServedRole | "mixed" | undefined {
  if (verdict === "ambiguous") return undefined;
  return verdict === "empty" || verdict === "failed" ? "dark" : verdict;
}

export function isServed(role: Role): role is ServedRole {
  return role === "primary" || role === "secondary" || role === "stray" || role === "dark";
}

/** Until when holds wait after an edit: name servers and regions may still be on their way to it. 0 without one. */
export function graceEnd(head: Pick<Head, "revisedAt">, policy: Policy): Ms {
  return head.revisedAt === undefined ? 0 : head.revisedAt + policy.graceMs;
}

/**
 * The first moment at which the vote counts no more; 0 for never. A vote under the revision before counts within the grace, except
 * `stray`: the old revision could not know the new values.
 */
export function freshUntil(vote: RegionVote, head: Pick<Head, "revision" | "revisedAt">, context: Context): Ms {
  const stale = vote.at + context.policy.staleMs;
  if (vote.revision >= head.revision) return stale;
  if (vote.revision < head.revision - 1 || vote.verdict === "stray") return 0;
  return Math.min(stale, graceEnd(head, context.policy));
}

export function fresh(vote: RegionVote, head: Pick<Head, "revision" | "revisedAt">, now: Ms, context: Context): boolean {
  return now < freshUntil(vote, head, context);
}

export interface Count {
  /** The role that enough regions agree on. */
  role?: ServedRole;
  /** The regions that vote for it, in configured order. */
  voters: readonly string[];
  /** Configured regions with a fresh vote that is not `ambiguous`. */
  cast: number;
  /** A strict majority of the configured regions. */
  need: number;
  /** One region, whose `stray` or `dark` has not stood for three rounds yet. */
  pending: boolean;
}

/** Counts the fresh votes of the configured regions, heard or not. */
export function countVotes(head: Head, now: Ms, context: Context): Count {
  const { regions } = context.policy;
  const need = Math.floor(regions.length / 2) + 1;
  const byStand = new Map<string, string[]>();
  for (const region of regions) {
    const vote = head.votes[region];
    const stand = vote !== undefined && fresh(vote, head, now, context) ? standOf(vote.verdict) : undefined;
    if (stand !== undefined) byStand.set(stand, [...(byStand.get(stand) ?? []), region]);
  }
  const cast = [...byStand.values()].reduce((sum, voters) => sum + voters.length, 0);
  const role = servedRoles.find((each) => (byStand.get(each)?.length ?? 0) >= need);
  const pending = role !== undefined && regions.length === 1 && needsRounds(head, role, regions[0]);
  if (role === undefined || pending) return { voters: [], cast, need, pending };
  return { role, voters: byStand.get(role) ?? [], cast, need, pending };
}

const servedRoles = ["primary", "secondary", "stray", "dark"] as const;

function needsRounds(head: Head, role: ServedRole, region: string | undefined): boolean {
  const rounds = region === undefined ? 0 : (head.votes[region]?.rounds ?? 0);
  return (role === "stray" || role === "dark") && rounds < LONE_ROUNDS;
}
