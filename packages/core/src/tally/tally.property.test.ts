/** Whatever ballots come and however runs cut them: skipping the steady rounds must give what deciding every vote gives. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Ballot, Manifest } from "../ballot.ts";
import type { Context, Input } from "../decide/input.ts";
import { newHead } from "../decide/new-head.ts";
import { coverVotes, decideAll, differs } from "../decide/replay.ts";
import { at, sceneDefinition, scenePolicy, start } from "../decide/scene.ts";
import { afterArchived, afterPublished, room } from "../decide/settle.ts";
import type { FlipwatchEvent } from "../event.ts";
import type { Head } from "../head.ts";
import { verdictFor } from "../letters.ts";
import { planTally } from "./plan.ts";
import { newTally } from "./rounds.ts";

const pairs = ["a.example.com/A", "b.example.com/A"];
const manifest: Manifest = { shard: 0, version: 1, at: start, slots: pairs.map((pair) => ({ pair, revision: 1 })) };
const definitionOf = (pair: string) => sceneDefinition({ id: pair, source: "config" });
const ROUNDS = 70;

interface World {
  regions: number;
  ballots: Ballot[];
  /** Ends of runs, in seconds, ascending; the last lies after everything. */
  runs: number[];
}

/** Stretches of rounds in which a region's ballots say the same, or are missing. */
const stretch = fc.record({
  rounds: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 25 })),
  letters: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("PP", "PS", "SP", "SS", "PF", "TP", "MP", "-P", "--") },
    { weight: 1, arbitrary: fc.constant("") },
  ),
});

const world: fc.Arbitrary<World> = fc.constantFrom(1, 2, 3, 5).chain((regions) =>
  fc
    .record({
      stretches: fc.array(fc.array(stretch, { minLength: 1, maxLength: 12 }), { minLength: regions, maxLength: regions }),
      cuts: fc.uniqueArray(fc.integer({ min: 1, max: ROUNDS * 10 }), { maxLength: 30 }),
    })
    .map(({ stretches, cuts }) => {
      const { regions: names } = scenePolicy(regions);
      const ballots = names.flatMap((region, index) => ballotsOf(region, index, stretches[index] ?? []));
      return { regions, ballots, runs: [...cuts.toSorted((a, b) => a - b), ROUNDS * 10 + 400] };
    }),
);

function ballotsOf(region: string, index: number, stretches: { rounds: number; letters: string }[]): Ballot[] {
  const rounds = stretches.flatMap(({ rounds, letters }) => Array.from({ length: rounds }, () => letters)).slice(0, ROUNDS);
  return rounds.flatMap((votes, round) => {
    const sealed = { round: at(round * 10), at: at(round * 10 + index + 0.5), manifest: 1, evidence: {}, views: {}, viewEvidence: {} };
    return votes === "" ? [] : [{ region, shard: 0, votes, ...sealed }];
  });
}

type Log = Map<string, unknown[]>;

/** What an event says, without what depends on when it was written down. */
const said = ({ kind, from, to, bounds, number, region, dissent, incident, detail }: FlipwatchEvent) => ({
  number,
  kind,
  from,
  to,
  bounds,
  region,
  dissent,
  incident,
  detail,
});

function decideInto(log: Log, head: Head, inputs: Input[], until: number, context: Context): Head {
  let after = head;
  for (let rest = inputs, done = false; !done; ) {
    const run = decideAll(after, rest, until, context, room(after));
    log.get(head.pair)?.push(...run.events.map(said));
    const last = run.head.nextNumber - 1;
    after = afterPublished(afterArchived(run.head, last), last);
    ({ rest, done } = run);
  }
  return after;
}

/** As tally does it: runs, each with the ballots that are there by then, Heads written only where something is to write. */
function tallied({ regions, ballots, runs }: World): { log: Log; writes: number } {
  const policy = scenePolicy(regions);
  const log: Log = new Map(pairs.map((pair) => [pair, []]));
  const heads = new Map(pairs.map((pair) => [pair, newHead(definitionOf(pair), policy, start)]));
  let state = newTally(0, policy, start);
  let writes = 0;
  for (const second of runs) {
    const now = at(second);
    const due = pairs.filter((pair) => (heads.get(pair)?.dueAt ?? Number.POSITIVE_INFINITY) <= now);
    const there = ballots.filter((ballot) => ballot.at <= now);
    const plan = planTally({ state, ballots: there, manifests: new Map([[1, manifest]]), readings: new Map(), due, now, policy });
    for (const [pair, { covered, inputs }] of plan.pairs) {
      const before = heads.get(pair);
      if (before === undefined) continue;
      const context = { policy, definition: definitionOf(pair), recordedAt: now };
      const after = decideInto(log, coverVotes(before, covered), inputs, now, context);
      if (!differs(before, after)) continue;
      heads.set(pair, { ...after, version: 1 });
      writes += 1;
    }
    state = plan.state;
  }
  return { log, writes };
}

/** Every vote of every round, one after another. */
function decidedOneByOne({ regions, ballots, runs }: World): Log {
  const policy = scenePolicy(regions);
  const log: Log = new Map(pairs.map((pair) => [pair, []]));
  pairs.forEach((pair, slot) => {
    const inputs = ballots
      .toSorted((a, b) => a.at - b.at)
      .flatMap((ballot): Input[] => {
        const verdict = verdictFor(ballot.votes.charAt(slot));
        return verdict === undefined ? [] : [{ kind: "vote", at: ballot.at, region: ballot.region, verdict, revision: 1 }];
      });
    const context = { policy, definition: definitionOf(pair), recordedAt: start };
    decideInto(log, newHead(definitionOf(pair), policy, start), inputs, at(runs.at(-1) ?? 0), context);
  });
  return log;
}

it("tally's log is the log of all votes decided one by one", () => {
  fc.assert(
    fc.property(world, (each) => {
      expect(tallied(each).log).toEqual(decidedOneByOne(each));
    }),
    { numRuns: 60 },
  );
});

it("an hour of steady rounds writes no Head", () => {
  const { regions } = scenePolicy(3);
  const ballots = regions.flatMap((region, index) => ballotsOf(region, index, [{ rounds: ROUNDS, letters: "PS" }]));
  const every = Array.from({ length: ROUNDS }, (_, round) => round * 10 + 5);
  const settled = tallied({ regions: 3, ballots, runs: every.slice(0, 10) }).writes;
  expect(tallied({ regions: 3, ballots, runs: every }).writes).toBe(settled);
});
