/** Which of a region's rounds a tally has to read: from its cursor to a little ahead of the wall clock, never more than the ring. */
import { isAhead } from "../decide/set-back.ts";
import type { Policy } from "../policy.ts";
import { nextRound, RING_SLOTS, roundAt } from "../rounds.ts";
import type { RegionTally, TallyState } from "../tally-state.ts";
import { MINUTE, type Ms } from "../time.ts";

/** Rounds this far ahead are read too, so that a region whose clock runs ahead is noticed and named. */
const AHEAD_MS = MINUTE;

/** Both ends inclusive. `to` is below `from` where nothing can be new. */
export function roundsToRead(state: TallyState, region: string, now: Ms, policy: Policy): { from: Ms; to: Ms } {
  const kept = (RING_SLOTS - 1) * Math.max(1, Math.round(policy.intervalMs));
  const cursor = state.regions[region]?.round ?? 0;
  const from = Math.max(nextRound(cursor, policy.intervalMs), roundAt(now - kept, policy.intervalMs));
  return { from, to: Math.min(roundAt(now + AHEAD_MS, policy.intervalMs), from + kept) };
}

/**
 * What is remembered, where it lies in the future because the clock was set back; undefined where it doesn't. The regions' last letters stand;
 * they are read on from the present round.
 */
export function rewound(state: TallyState, now: Ms, policy: Policy): TallyState | undefined {
  const moments = [state.at, ...Object.values(state.regions).map((region) => region.at)];
  if (!moments.some((at) => isAhead(at, now, policy))) return undefined;
  const regions = Object.entries(state.regions).map(([region, tally]): [string, RegionTally] => {
    const lateSlots = Object.fromEntries(Object.entries(tally.lateSlots).map(([slot, at]) => [slot, Math.min(at, now)]));
    return [region, { ...tally, round: Math.min(tally.round, roundAt(now, policy.intervalMs)), at: Math.min(tally.at, now), lateSlots }];
  });
  return { ...state, at: now, regions: Object.fromEntries(regions) };
}

/** What is remembered of a shard that was never tallied. */
export function newTally(shard: number, policy: Policy, now: Ms): TallyState {
  const regions = Object.fromEntries(policy.regions.map((region) => [region, newRegion(now)]));
  return { shard, version: 0, at: now, manifest: 0, regions, checks: {} };
}

/** A region that has not been heard yet; if it stays silent, that counts from now. */
export function newRegion(now: Ms): RegionTally {
  return { round: 0, at: now, letters: "", lateSlots: {}, views: {} };
}
