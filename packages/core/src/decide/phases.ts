/**
 * The moments of a flip, as far as the Head knows them: some when it is decided, the last region and the health check often only later, while the
 * role lasts. What comes later still (clients, telling) is folded from the logs.
 */
import type { Phases } from "../event.ts";
import type { Head } from "../head.ts";
import type { Bounds, Ms } from "../time.ts";
import { sinces, turnedAt } from "./evidence.ts";
import type { Context } from "./input.ts";
import { countVotes, isServed, standOf } from "./quorum.ts";
import type { Turn } from "./turn.ts";

/** Known by now of the flip to the present role. */
export function phasesOf(head: Head, now: Ms, context: Context): Phases {
  const { voters, need } = countVotes(head, now, context);
  const turned = sinces(head, voters);
  const phases: Phases = {
    firstRegion: turned[0],
    majority: turned[need - 1],
    lastRegion: lastRegion(head, context),
    unhealthy: checkTurned(head, now, context),
  };
  return Object.fromEntries(Object.entries(phases).filter(([, bounds]) => bounds !== undefined));
}

/** Adds to the legs of the open incident what has come to be known. What was known stays: a region that fell silent turns anew when it is back. */
export function followPhases({ head, now, context }: Turn): void {
  const { incident, since, role } = head;
  if (incident?.left === undefined || !isServed(role)) return;
  if (incident.back !== undefined && role === "primary" && since.by === incident.back.by)
    head.incident = { ...incident, returned: { ...phasesOf(head, now, context), ...incident.returned } };
  if (incident.back === undefined && role !== "primary" && since.by === incident.left.by)
    head.incident = { ...incident, away: { ...phasesOf(head, now, context), ...incident.away } };
}

/**
 * Known once all have followed. A region that could not be heard when the role began says nothing about when DNS changed there, so it is not waited
 * for, nor is its turn the last when it is back.
 */
function lastRegion({ votes, role, since }: Head, { policy }: Context): Bounds | undefined {
  let last: Bounds | undefined;
  for (const region of policy.regions) {
    const vote = votes[region];
    if (vote === undefined) continue;
    if (standOf(vote.verdict) !== role) {
      if (vote.at + policy.staleMs > since.by) return undefined;
      continue;
    }
    const { after, by } = vote.since;
    const isSeen = by <= since.by || (after !== undefined && by - after < policy.staleMs);
    if (isSeen && (last === undefined || by > last.by)) last = vote.since;
  }
  return last;
}

/** Where the check had not turned when the answer left, its health is no step of the return. */
function checkTurned(head: Head, now: Ms, context: Context): Bounds | undefined {
  const { primary } = head.health;
  if (primary.status !== (head.role === "primary" ? "healthy" : "unhealthy")) return undefined;
  const turned = turnedAt(primary, now, context);
  const left = head.role === "primary" ? head.incident?.left : undefined;
  return left !== undefined && turned.by <= left.by ? undefined : turned;
}
