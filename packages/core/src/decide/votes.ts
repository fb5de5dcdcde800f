/** Takes in what regions and resolvers say. Votes count towards the role elsewhere; here each is only kept with when it turned. */
import type { RegionVote, ResolverView } from "../head.ts";
import type { Bounds, Ms } from "../time.ts";
import { viewEvidence, voteEvidence } from "./evidence.ts";
import type { UnaskedInput, ViewInput, VoteInput } from "./input.ts";
import { LONE_ROUNDS } from "./quorum.ts";
import { defined, type Turn, tell } from "./turn.ts";

/**
 * Keeps a region's vote. One that is not newer than the region's last changes nothing, nor does one of a region that is not configured.
 * After a silence longer than a vote stays fresh the same verdict counts as turned anew: what was served meanwhile nobody saw.
 */
export function castVote(turn: Turn, input: VoteInput): void {
  const { head, context } = turn;
  const { region, verdict, at, revision, evidence } = input;
  const before = head.votes[region];
  if (!context.policy.regions.includes(region) || (before !== undefined && at <= before.at)) return;
  const heard = before !== undefined && at - before.at < context.policy.staleMs;
  const stood = heard && before.verdict === verdict ? before : undefined;
  const vote: RegionVote = {
    verdict,
    at,
    revision,
    since: stood?.since ?? turnedBy(input, before),
    rounds: Math.min(LONE_ROUNDS, (stood?.rounds ?? 0) + 1),
    reason: evidence?.reason ?? stood?.reason ?? "The ballot that said why was lost.",
    values: evidence?.values ?? stood?.values ?? [],
    server: evidence?.server ?? stood?.server,
  };
  head.votes = { ...head.votes, [region]: defined(vote) };
  if (stood !== undefined) return;
  const detail = defined({ from: before?.verdict, to: verdict, silentSince: heard ? undefined : before?.at });
  tell(turn, "vote-changed", { bounds: vote.since, region, evidence: { [region]: voteEvidence(vote, true) }, detail });
}

/** Keeps a resolver's view, by the same rules. A view stands until it changes: resolvers are asked only about once a TTL. */
export function keepView(turn: Turn, input: ViewInput): void {
  const { head, context } = turn;
  const { region, resolver, verdict, at, evidence } = input;
  const key = viewKey(region, resolver);
  const before = head.views[key];
  if (!context.policy.regions.includes(region) || (before !== undefined && at <= before.at)) return;
  const stood = before?.verdict === verdict ? before : undefined;
  const view: ResolverView = {
    verdict,
    at,
    since: stood?.since ?? turnedBy(input, before),
    reason: evidence?.reason ?? stood?.reason ?? "The ballot that said why was lost.",
    ttlSeconds: evidence?.ttlSeconds,
  };
  head.views = { ...head.views, [key]: defined(view) };
  if (stood !== undefined) return;
  const detail = defined({ from: before?.verdict, to: verdict, resolver });
  tell(turn, "view-changed", { bounds: view.since, region, views: [viewEvidence(region, resolver, view)], evidence: {}, detail });
}

/** A resolver that was taken out of the configuration keeps no say in what clients get. */
export function dropView(turn: Turn, { region, resolver, at }: UnaskedInput): void {
  const { head } = turn;
  const { [viewKey(region, resolver)]: dropped, ...views } = head.views;
  if (dropped === undefined || at <= dropped.at) return;
  head.views = views;
  const detail = { from: dropped.verdict, resolver, unasked: true };
  tell(turn, "view-changed", { bounds: { after: dropped.at, by: at }, region, views: [], evidence: {}, detail });
}

export function viewKey(region: string, resolver: string): string {
  return `${region} ${resolver}`;
}

// A repeated verdict after a silence has no last old answer; a differing one has: what was seen before.
function turnedBy(input: VoteInput | ViewInput, before: { verdict: string; at: Ms } | undefined): Bounds {
  const by = Math.min(input.evidence?.at ?? input.at, input.at);
  const after = input.evidence?.lastOldAt ?? (before?.verdict === input.verdict ? undefined : before?.at);
  return after === undefined ? { by } : { after: Math.min(after, by), by };
}
