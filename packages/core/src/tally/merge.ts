/** Merges one region's new ballots into what is remembered of it, and finds the slots that they change. Who is told is decided later. */
import type { Ballot, Manifest, Slot } from "../ballot.ts";
import { LONE_ROUNDS } from "../decide/quorum.ts";
import { changedSlots, letterAt, withLetter } from "../letters.ts";
import type { Policy } from "../policy.ts";
import type { RegionTally } from "../tally-state.ts";
import type { Ms } from "../time.ts";

export interface Merged {
  tally: RegionTally;
  /** The ballots that counted, oldest first. */
  ballots: readonly Ballot[];
  /** Slots whose pairs have to be decided; every slot where the region had a gap. */
  touched: ReadonlySet<number> | "all";
  /** Resolvers that the region asked and asks no more, since that ballot's time. */
  unasked: readonly { resolver: string; at: Ms }[];
  /** Gaps so long that the region's votes ran out within them. */
  holes: readonly { from: Ms; to: Ms }[];
  /** Ballots dated ahead of the wall clock by more than the allowance: ignored. */
  future: { count: number; aheadMs: number };
}

export interface MergeInput {
  before: RegionTally;
  /** This region's ballots; those of rounds already merged are passed over. */
  ballots: readonly Ballot[];
  /** By version. A ballot whose manifest is not here can't be read, and counts as lost. */
  manifests: ReadonlyMap<number, Manifest>;
  /** When this shard was last tallied. */
  tallied: Ms;
  now: Ms;
  policy: Policy;
}

export function mergeRegion(input: MergeInput): Merged {
  const { before, manifests, now, policy } = input;
  const unmerged = input.ballots.filter((ballot) => ballot.round > before.round).toSorted((a, b) => a.round - b.round);
  const [ahead, due] = [unmerged.filter((ballot) => isAhead(ballot, input)), unmerged.filter((ballot) => !isAhead(ballot, input))];
  const work: Work = { tally: { ...before, lateSlots: { ...before.lateSlots } }, touched: new Set(), all: false, unasked: [], holes: [] };
  const ballots = due.filter((ballot) => manifests.has(ballot.manifest));
  for (const ballot of ballots) mergeBallot(work, ballot, manifests, policy);
  noticeLapses(work, input);
  const aheadMs = Math.max(0, ...ahead.map((ballot) => ballot.at - now));
  return { ...work, ballots, touched: work.all ? "all" : work.touched, future: { count: ahead.length, aheadMs } };
}

interface Work {
  tally: RegionTally;
  touched: Set<number>;
  all: boolean;
  unasked: { resolver: string; at: Ms }[];
  holes: { from: Ms; to: Ms }[];
}

function isAhead(ballot: Ballot, { now, policy }: MergeInput): boolean {
  return ballot.at > now + policy.futureMs;
}

function mergeBallot(work: Work, ballot: Ballot, manifests: ReadonlyMap<number, Manifest>, policy: Policy): void {
  const { tally } = work;
  const manifest = manifests.get(ballot.manifest);
  if (manifest === undefined) return;
  const afterHole = tally.round > 0 && ballot.at - tally.at >= policy.staleMs;
  if (afterHole) {
    work.holes.push({ from: tally.at, to: ballot.at });
    work.all = true;
  }
  touchRevised(work, ballot, manifest, manifests);
  mergeVotes(work, ballot, manifest, policy, afterHole);
  mergeViews(work, ballot);
  work.tally = { ...work.tally, round: ballot.round, at: Math.max(tally.at, ballot.at), manifest: ballot.manifest };
  if (tally.round === 0) work.tally.at = ballot.at;
}

/** A vote under a new revision is news even with the same letter: the one under the old revision runs out with the grace. */
function touchRevised(work: Work, ballot: Ballot, manifest: Manifest, manifests: ReadonlyMap<number, Manifest>): void {
  if (work.tally.manifest === ballot.manifest || work.tally.manifest === undefined) return;
  const known = manifests.get(work.tally.manifest);
  manifest.slots.forEach((slot, index) => {
    if (known?.slots[index]?.revision !== slot.revision) work.touched.add(index);
  });
}

function mergeVotes(work: Work, ballot: Ballot, manifest: Manifest, policy: Policy, afterHole: boolean): void {
  const { tally } = work;
  const runs = tally.runs ?? {};
  // The steady round: what every slot said before it says again.
  if (!afterHole && ballot.votes === tally.letters && !ballot.votes.includes("-") && isEmpty(tally.lateSlots) && isEmpty(runs)) return;
  const lone = policy.regions.length === 1;
  const letters = tally.letters.split("");
  const lateSlots = { ...tally.lateSlots };
  const nextRuns = { ...runs };
  for (let slot = 0; slot < manifest.slots.length; slot += 1) {
    if (!isAsked(manifest.slots[slot])) {
      // Nothing is remembered of a retired or private pair: no old vote counts as confirmed, and none as overdue, should it come back.
      if (slot < letters.length) letters[slot] = "-";
      delete lateSlots[slot];
      continue;
    }
    const letter = letterAt(ballot.votes, slot);
    const known = letterAt(tally.letters, slot);
    const late = lateSlots[slot];
    if (letter === "-") {
      lateSlots[slot] = late ?? tally.at;
      continue;
    }
    if (letter !== known || afterHole || (late !== undefined && ballot.at - late >= policy.staleMs)) {
      work.touched.add(slot);
      nextRuns[slot] = 0;
    }
    while (letters.length < slot) letters.push("-");
    letters[slot] = letter;
    delete lateSlots[slot];
    if (nextRuns[slot] !== undefined) countRun(work, nextRuns, slot, lone && (letter === "T" || letter === "E" || letter === "F"));
  }
  work.tally = { ...tally, letters: letters.join(""), lateSlots };
  if (isEmpty(nextRuns)) delete work.tally.runs;
  else work.tally.runs = nextRuns;
}

/** With one region a stray or dark vote must stand for three rounds, so the pair is decided in each of them. */
function countRun(work: Work, runs: Record<number, number>, slot: number, matters: boolean): void {
  const rounds = (runs[slot] ?? 0) + 1;
  if (matters) work.touched.add(slot);
  if (matters && rounds < LONE_ROUNDS) runs[slot] = rounds;
  else delete runs[slot];
}

function mergeViews(work: Work, ballot: Ballot): void {
  for (const [resolver, said] of Object.entries(ballot.views)) {
    let known = work.tally.views[resolver] ?? "";
    for (const slot of changedSlots(known, said)) {
      if (letterAt(said, slot) === "-") continue;
      work.touched.add(slot);
      known = withLetter(known, slot, letterAt(said, slot));
    }
    work.tally = { ...work.tally, views: { ...work.tally.views, [resolver]: known } };
  }
  // A ballot names every resolver that its region asks, also where none was due in this round.
  for (const [resolver, known] of Object.entries(work.tally.views)) {
    if (ballot.views[resolver] !== undefined) continue;
    for (const slot of changedSlots("", known)) work.touched.add(slot);
    work.unasked.push({ resolver, at: ballot.at });
    const { [resolver]: _, ...views } = work.tally.views;
    work.tally = { ...work.tally, views };
  }
}

/** Votes that ran out since the last tally: of the whole region, or of a slot that it no longer votes for. */
function noticeLapses(work: Work, { tallied, now, policy }: MergeInput): void {
  const ranOut = (last: Ms) => tallied < last + policy.staleMs && last + policy.staleMs <= now;
  if (ranOut(work.tally.at)) work.all = true;
  for (const [slot, last] of Object.entries(work.tally.lateSlots)) if (ranOut(last)) work.touched.add(Number(slot));
}

/** When the region last cast any vote: silence is told from here, also where its ballots come but say nothing. */
export function votedAt(tally: RegionTally, slots: readonly Slot[]): Ms {
  const asked = slots.flatMap((slot, index) => (isAsked(slot) ? [index] : []));
  const last = asked.map((slot) => tally.lateSlots[slot] ?? tally.at);
  return last.length === 0 ? tally.at : Math.max(...last);
}

export function isLive(slot: Slot | undefined): slot is Slot {
  return slot !== undefined && slot.retired !== true;
}

/** Whether a region votes for it: silence is judged only by what somebody is asked for. */
export function isAsked(slot: Slot | undefined): boolean {
  return isLive(slot) && slot.private !== true;
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}
