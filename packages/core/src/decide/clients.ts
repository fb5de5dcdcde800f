/** Decides whether clients get something else than the role, by what resolvers say. A resolver that fails says nothing about the name. */
import type { Head } from "../head.ts";
import type { Ms } from "../time.ts";
import { viewEvidence } from "./evidence.ts";
import type { Context } from "./input.ts";
import { fresh, isServed, standOf } from "./quorum.ts";
import { type Turn, tell } from "./turn.ts";
import { viewKey } from "./votes.ts";

export function decideClients(turn: Turn): void {
  const { head, now, context } = turn;
  if (!isServed(head.role)) return;
  const differing = differingFrom(head, now, context);
  const most = Math.floor(context.policy.regions.length / 2) + 1;
  const { clientsDiverge, ...told } = head.told;
  if (clientsDiverge === true) {
    if (differing.length >= most) return;
    head.told = told;
    tell(turn, "clients-agree", { bounds: { by: now }, views: viewsOf(head, context) });
  } else if (differing.filter((from) => from <= now).length >= most) {
    head.told = { ...told, clientsDiverge: true };
    tell(turn, "clients-diverge", { bounds: { by: differing[most - 1] ?? now }, views: viewsOf(head, context) });
  }
}

/** For each region whose resolvers mostly differ from the role, the moment from which caches no longer explain it. Ascending. */
export function differingFrom(head: Head, now: Ms, context: Context): Ms[] {
  return context.policy.regions.flatMap((region) => differsFrom(head, region, now, context) ?? []).toSorted((a, b) => a - b);
}

function differsFrom(head: Head, region: string, now: Ms, context: Context): Ms | undefined {
  const vote = head.votes[region];
  // A region that is silent cannot tell about its resolvers either.
  if (vote === undefined || !fresh(vote, head, now, context)) return undefined;
  const saying = resolversOf(head, region).filter(({ view }) => speaks(view.verdict));
  const differing = saying.filter(({ view }) => standOf(view.verdict) !== head.role);
  if (differing.length * 2 <= saying.length) return undefined;
  const { policy, definition } = context;
  const allowanceMs = definition.ttlSeconds * policy.ttlUnitMs + policy.clientSlackMs;
  const turned = differing.map(({ view }) => Math.max(view.since.by, head.since.by)).toSorted((a, b) => a - b);
  // The moment the resolver turned that made them the most.
  return (turned[Math.floor(saying.length / 2)] ?? head.since.by) + allowanceMs;
}

function speaks(verdict: string): boolean {
  return verdict === "primary" || verdict === "secondary" || verdict === "stray" || verdict === "empty";
}

function resolversOf(head: Head, region: string) {
  const prefix = viewKey(region, "");
  const keys = Object.keys(head.views).filter((key) => key.startsWith(prefix));
  return keys.flatMap((key) => {
    const view = head.views[key];
    return view === undefined ? [] : [{ resolver: key.slice(prefix.length), view }];
  });
}

function viewsOf(head: Head, context: Context) {
  return context.policy.regions.flatMap((region) =>
    resolversOf(head, region).map(({ resolver, view }) => viewEvidence(region, resolver, view)),
  );
}
