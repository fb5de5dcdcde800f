/** Plans a tally: which pairs of the shard have to be decided, with which inputs, and what is remembered. Effects are the step's. */
import type { Ballot, Manifest, Slot } from "../ballot.ts";
import type { Input } from "../decide/input.ts";
import { isAhead } from "../decide/set-back.ts";
import { checkLog } from "../event.ts";
import { letterAt, verdictFor } from "../letters.ts";
import type { PairId, Side } from "../pair.ts";
import type { Policy } from "../policy.ts";
import type { Reading } from "../reading.ts";
import type { AcknowledgeRequest, NoteRequest } from "../request.ts";
import type { RegionTally, TallyState } from "../tally-state.ts";
import type { Ms } from "../time.ts";
import type { FleetFact } from "./facts.ts";
import { isAsked, isLive, type Merged, mergeRegion, votedAt } from "./merge.ts";
import { newRegion } from "./rounds.ts";

export interface TallyInput {
  state: TallyState;
  /** Of all regions, in any order; those already merged do no harm. */
  ballots: readonly Ballot[];
  /** The current version, the state's, and every version named by the ballots and by `state.regions[…].manifest`. */
  manifests: ReadonlyMap<number, Manifest>;
  /** The latest reading of each health check. */
  readings: ReadonlyMap<string, Reading>;
  /** Pairs whose Heads are due or unsettled. */
  due: readonly PairId[];
  /** What people acknowledged, of any shard. */
  acknowledged?: readonly AcknowledgeRequest[];
  /** What people noted of incidents, of any shard. */
  noted?: readonly NoteRequest[];
  /** Pairs whose definition changed, where that is known; a new revision in the manifest is noticed anyway. */
  revised?: readonly PairId[];
  /** The clock was set back by so much since the last tally, and `state` is rewound. */
  setBackMs?: Ms;
  /** The wall clock. */
  now: Ms;
  policy: Policy;
}

export interface PairPlan {
  /** By region: until when its unchanged vote was confirmed, for `coverVotes`. */
  covered: Record<string, Ms>;
  /** Sorted by time. */
  inputs: Input[];
  /** A region votes otherwise than before, so that somebody may wait for what comes of it: to be settled before those that are merely due. */
  voted?: true;
  /** Not watched any more: what is left of it is settled, and ends. */
  retired?: true;
}

export interface TallyPlan {
  /** Only the pairs that something happened to: a steady round touches none. A retired pair only while something of it is left. */
  pairs: Map<PairId, PairPlan>;
  /** To be stored after all pairs are: a plan that is made twice finds its inputs known. */
  state: TallyState;
  fleet: FleetFact[];
}

export function planTally(input: TallyInput): TallyPlan {
  const { state, manifests, now, policy } = input;
  const slots = newestOf(manifests)?.slots ?? [];
  const before = Object.fromEntries(policy.regions.map((region) => [region, state.regions[region] ?? newRegion(now)]));
  const merged = new Map(policy.regions.map((region) => [region, merge(input, region, before[region] ?? newRegion(now))]));
  const readings = usableReadings(input, slots);
  const pairs = new Map<PairId, PairPlan>();
  for (const index of touchedSlots(input, slots, merged, readings)) {
    const slot = slots[index];
    if (!isLive(slot)) continue;
    const inputs = [
      ...readingsOf(slot, readings),
      ...acknowledgementsOf(slot, input),
      ...notesOf(slot, input),
      ...[...merged.values()].flatMap(({ ballots }) => ballotInputs(ballots, index, manifests)),
      ...[...merged].flatMap(([region, { unasked }]) => unasked.map((each): Input => ({ kind: "unasked", region, ...each }))),
    ];
    const voted = [...merged].some(([region, { ballots }]) => isVotedOtherwise(before[region], ballots, index));
    const covered = coveredOf(before, index);
    pairs.set(slot.pair, { covered, inputs: inputs.toSorted((a, b) => a.at - b.at), ...(voted ? { voted } : {}) });
  }
  for (const pair of endingPairs(input, slots)) pairs.set(pair, { covered: {}, inputs: [], retired: true });
  return { pairs, state: nextState(input, merged, readings), fleet: [...clockFact(input), ...facts(input, slots, merged)] };
}

function merge({ state, ballots, manifests, now, policy }: TallyInput, region: string, before: RegionTally): Merged {
  const own = ballots.filter((ballot) => ballot.region === region && ballot.shard === state.shard);
  return mergeRegion({ before, ballots: own, manifests, tallied: state.at, now, policy });
}

function newestOf(manifests: ReadonlyMap<number, Manifest>): Manifest | undefined {
  return [...manifests.values()].toSorted((a, b) => a.version - b.version).at(-1);
}

// ---- which pairs ---------------------------------------------------------------------------------------------------------

function touchedSlots(
  input: TallyInput,
  slots: readonly Slot[],
  merged: ReadonlyMap<string, Merged>,
  readings: ReadonlyMap<string, Reading>,
): Iterable<number> {
  // Heads may be dated in the future then, and their timers too.
  if (input.setBackMs !== undefined) return slots.keys();
  if ([...merged.values()].some(({ touched }) => touched === "all")) return slots.keys();
  const touched = new Set([...merged.values()].flatMap((each) => (each.touched === "all" ? [] : [...each.touched])));
  const named = new Set([
    ...input.due,
    ...(input.revised ?? []),
    ...[...(input.acknowledged ?? []), ...(input.noted ?? [])].map(({ pair }) => pair),
  ]);
  const known = input.manifests.get(input.state.manifest);
  slots.forEach((slot, index) => {
    const old = known?.slots[index];
    const revised = old?.revision !== slot.revision || old.retired !== slot.retired;
    const checked = checksOf(slot).some(([, check]) => (input.state.checks[check] ?? "") !== mark(readings.get(check)));
    if (revised || checked || namesOf(slot).some((name) => named.has(name))) touched.add(index);
  });
  return [...touched].toSorted((a, b) => a - b);
}

function isVotedOtherwise(before: RegionTally | undefined, ballots: readonly Ballot[], slot: number): boolean {
  const known = letterAt(before?.letters ?? "", slot);
  return ballots.some(({ votes }) => letterAt(votes, slot) !== "-" && letterAt(votes, slot) !== known);
}

/** Pairs that were retired since the last tally, and those retired earlier whose Heads are still due. */
function endingPairs({ state, manifests, due }: TallyInput, slots: readonly Slot[]): PairId[] {
  const known = manifests.get(state.manifest)?.slots;
  const isEnding = ({ pair, retired }: Slot, index: number) => retired === true && (isLive(known?.[index]) || due.includes(pair));
  return slots.filter(isEnding).map((slot) => slot.pair);
}

function checksOf(slot: Slot): [Side, string][] {
  const primary: [Side, string][] = slot.primaryCheck === undefined ? [] : [["primary", slot.primaryCheck]];
  return slot.secondaryCheck === undefined ? primary : [...primary, ["secondary", slot.secondaryCheck]];
}

// ---- their inputs --------------------------------------------------------------------------------------------------------

/** Votes and views of one slot. The revision is that of the manifest by which the ballot was filled in. */
function ballotInputs(ballots: readonly Ballot[], slot: number, manifests: ReadonlyMap<number, Manifest>): Input[] {
  return ballots.flatMap((ballot) => {
    const { region, at } = ballot;
    const revision = manifests.get(ballot.manifest)?.slots[slot]?.revision;
    if (revision === undefined) return [];
    const verdict = verdictFor(letterAt(ballot.votes, slot));
    const votes: Input[] = verdict === undefined ? [] : [{ kind: "vote", at, region, verdict, revision, evidence: ballot.evidence[slot] }];
    const views = Object.entries(ballot.views).flatMap(([resolver, letters]): Input[] => {
      const seen = verdictFor(letterAt(letters, slot));
      const evidence = ballot.viewEvidence[slot]?.[resolver];
      return seen === undefined ? [] : [{ kind: "view", at, region, resolver, verdict: seen, evidence }];
    });
    return [...votes, ...views];
  });
}

function readingsOf(slot: Slot, readings: ReadonlyMap<string, Reading>): Input[] {
  return checksOf(slot).flatMap(([side, check]): Input[] => {
    const reading = readings.get(check);
    return reading === undefined ? [] : [{ kind: "reading", at: reading.period, side, reading }];
  });
}

/** What a request may call it: itself, or its primary's health check. */
function namesOf({ pair, primaryCheck }: Slot): string[] {
  return primaryCheck === undefined ? [pair] : [pair, checkLog(primaryCheck)];
}

/** Whoever asked may have a clock that is ahead. */
function acknowledgementsOf(slot: Slot, { acknowledged = [], now }: TallyInput): Input[] {
  const names = namesOf(slot);
  return acknowledged.flatMap(({ pair: named, at, by, via, note, incident }) =>
    names.includes(named) ? [{ kind: "acknowledge" as const, at: Math.min(at, now), by, via, note, incident }] : [],
  );
}

function notesOf({ pair }: Slot, { noted = [], now }: TallyInput): Input[] {
  const own = noted.filter((each) => each.pair === pair);
  return own.map(({ id: request, at, by, via, note, incident: id, openedAt, opening }) => ({
    ...{ kind: "note", at: Math.min(at, now), request, by, via, note },
    incident: { id, openedAt, opening },
  }));
}

/** The readings of the shard's checks. One that was not renewed for too long says nothing any more: unknown, never healthy. */
function usableReadings({ readings, now, policy }: TallyInput, slots: readonly Slot[]): Map<string, Reading> {
  const checks = new Set(slots.filter(isLive).flatMap((slot) => checksOf(slot).map(([, check]) => check)));
  const known = [...checks].flatMap((check) => {
    const reading = readings.get(check);
    return reading === undefined || isAhead(reading.period, now, policy) ? [] : [[check, aged(reading, now, policy)] as const];
  });
  return new Map(known);
}

function aged(reading: Reading, now: Ms, policy: Policy): Reading {
  const until = reading.readAt + policy.unverifiedMs;
  if (now < until) return reading;
  const { check, period, sharedBy } = reading;
  return { check, period, sharedBy, status: "unknown", since: reading.readAt, readAt: until, reason: "No reading came any more." };
}

function coveredOf(before: Readonly<Record<string, RegionTally>>, slot: number): Record<string, Ms> {
  const heard = Object.entries(before).filter(([, tally]) => letterAt(tally.letters, slot) !== "-");
  return Object.fromEntries(heard.map(([region, tally]) => [region, tally.lateSlots[slot] ?? tally.at]));
}

// ---- what is remembered, and what is told of the regions ------------------------------------------------------------------

function nextState(
  { state, manifests, now }: TallyInput,
  merged: ReadonlyMap<string, Merged>,
  readings: ReadonlyMap<string, Reading>,
): TallyState {
  const regions = Object.fromEntries([...merged].map(([region, { tally }]) => [region, tally]));
  const checks = Object.fromEntries([...readings].map(([check, reading]) => [check, mark(reading)]));
  return { ...state, at: Math.max(state.at, now), manifest: newestOf(manifests)?.version ?? state.manifest, regions, checks };
}

/** What of a reading makes it news. A moved percentage alone decides nothing. */
function mark(reading: Reading | undefined): string {
  return reading === undefined ? "" : `${reading.status} ${reading.since}`;
}

function clockFact({ setBackMs, now }: TallyInput): FleetFact[] {
  return setBackMs === undefined ? [] : [{ kind: "clock-set-back", at: now, byMs: setBackMs }];
}

function facts({ state: { shard }, now, policy }: TallyInput, slots: readonly Slot[], merged: ReadonlyMap<string, Merged>): FleetFact[] {
  return [...merged].flatMap(([region, { tally, holes, future }]): FleetFact[] => {
    return [
      ...holes.map((hole): FleetFact => ({ kind: "ballots-lost", region, shard, ...hole })),
      ...(future.count > 0 ? [{ kind: "ballots-future", region, shard, ...future } as const] : []),
      voteFact(region, shard, slots.some(isAsked) ? votedAt(tally, slots) : undefined, now - policy.staleMs),
    ];
  });
}

/** Silence is judged only where somebody is asked for something. */
function voteFact(region: string, shard: number, last: Ms | undefined, staleSince: Ms): FleetFact {
  if (last === undefined) return { kind: "region-unasked", region, shard };
  return last <= staleSince ? { kind: "region-silent", region, shard, since: last } : { kind: "region-voting", region, shard, at: last };
}
