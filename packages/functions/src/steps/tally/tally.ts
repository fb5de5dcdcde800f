/**
 * Tally, one run for one shard: gather what the other steps left, let core plan, settle every pair that the plan names, tell the FLEET log, and
 * remember how far it came. The memory is written last, so a run that fails anywhere is simply done again.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type Clock,
  type FleetFact,
  FlipwatchError,
  type Head,
  type Ms,
  type PairDefinition,
  type PairId,
  type Policy,
  planTally,
  type TallyPlan,
} from "@flipwatch/core";
import type { Log } from "../log.ts";
import { type Gathered, gather } from "./gather.ts";
import { type MutePorts, muteFacts, tidyMutes } from "./keep-mutes.ts";
import { type Asked, endRequests, INBOX_SHARD, takeRequests } from "./requests.ts";
import { type PairPorts, settlePair } from "./settle-pair.ts";
import { tellFleet } from "./tell-fleet.ts";

export interface TallyPorts extends PairPorts, MutePorts {
  records: Records;
  clock: Clock;
  policy: Policy;
  log: Log;
}

export interface TallySummary {
  shard: number;
  ballots: number;
  pairs: number;
  events: number;
  fleetEvents: number;
  /** Pairs that could not be settled this time. */
  unsettled: number;
  /** For how long some pair of the shard could not be settled: since the last run that settled all. 0 where all are. */
  unsettledMs: number;
}

/** Heads are settled side by side; each is a handful of writes. */
const PAIRS_AT_ONCE = 16;
/** Pairs that a region votes otherwise on have the processor to themselves for so long: time to publish, but not to hold up the others when SNS hangs. */
const HEAD_START_MS = 200;

/** Throws FlipwatchError `store-unavailable` when the store fails: nothing is lost, the next run goes on from where this one came from. */
export async function tally(ports: TallyPorts, shard: number): Promise<TallySummary> {
  const now = ports.clock.now();
  // Neither goes by the other, and an alert waits for both.
  const [asked, gathered] = await Promise.all([takeRequests(ports, shard, now), gather(ports.records, shard, ports.policy, now)]);
  if (gathered === undefined)
    return { shard, ballots: 0, pairs: 0, events: 0, fleetEvents: await tellInbox(ports, shard, asked, now), unsettled: 0, unsettledMs: 0 };
  const plan = planTally({ ...gathered, acknowledged: asked.acknowledged, noted: asked.noted, now, policy: ports.policy });
  const outcome = await settlePairs(ports, gathered, plan, now);
  const fleetEvents = await tellInbox(ports, shard, asked, now, [...plan.fleet, ...outcome.facts]);
  await endRequests(ports, asked, plan, outcome.left);
  if (outcome.broken.length > 0) throw outcome.broken[0];
  if (outcome.unsettled === 0) await ports.records.tallies.put(plan.state);
  return {
    shard,
    ballots: gathered.ballots.length,
    pairs: plan.pairs.size,
    events: outcome.events,
    fleetEvents,
    unsettled: outcome.unsettled,
    unsettledMs: outcome.unsettled === 0 || gathered.state.version === 0 ? 0 : Math.max(0, now - gathered.state.at),
  };
}

/** What other steps left is told also where there is no pair: a step that fails may be why there is none. */
async function tellInbox(ports: TallyPorts, shard: number, asked: Asked, now: Ms, facts: readonly FleetFact[] = []): Promise<number> {
  const left = shard === INBOX_SHARD ? await ports.records.inbox.oldest() : [];
  const ofMutes = asked.mutes === undefined ? [] : await muteFacts(ports, asked.mutes, now);
  const all = [...left, ...facts, ...ofMutes];
  const told = all.length === 0 ? 0 : await tellFleet(ports, all, now, ports.policy);
  await ports.records.inbox.remove(left);
  await ports.records.requests.remove(asked.taken);
  if (asked.mutes !== undefined) await tidyMutes(ports, asked.mutes, now);
  return told;
}

interface PairsOutcome {
  events: number;
  unsettled: number;
  facts: FleetFact[];
  /** Why publishing waits, one a pair that has something to publish. */
  waiting: FlipwatchError[];
  /** Bugs of ours: each stops its pair only, until the others had their turn. */
  broken: unknown[];
  /** Pairs that are left to the next run. */
  left: Set<PairId>;
}

async function settlePairs(ports: TallyPorts, gathered: Gathered, plan: TallyPlan, now: Ms): Promise<PairsOutcome> {
  const pairs = [...plan.pairs.keys()];
  const [heads, definitions] = await Promise.all([ports.records.heads.getMany(pairs), ports.records.definitions.getMany(pairs)]);
  const outcome: PairsOutcome = { events: 0, unsettled: 0, facts: [], waiting: [], broken: [], left: new Set() };
  const settleAll = async (group: readonly PairId[]) => {
    const waiting = [...group];
    const worker = async () => {
      for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
        const one = { pair, head: heads.get(pair), definition: definitions.get(pair), now };
        await settleOne(ports, gathered, plan, one, outcome).catch((problem) => outcome.broken.push(problem));
      }
    };
    await Promise.all(Array.from({ length: Math.min(PAIRS_AT_ONCE, group.length) }, worker));
  };
  const isVoted = (pair: PairId) => plan.pairs.get(pair)?.voted === true;
  const voted = pairs.filter(isVoted);
  const others = pairs.filter((pair) => !isVoted(pair));
  await withHeadStart(ports.clock, voted, others, settleAll);
  const [problem] = outcome.waiting;
  if (problem) ports.log("warn", "publishing waits", { shard: gathered.state.shard, pairs: outcome.waiting.length, problem });
  return outcome;
}

/** The rest begins once the first are settled, or so much later. */
async function withHeadStart<T>(clock: Clock, first: readonly T[], rest: readonly T[], settle: (some: readonly T[]) => Promise<void>) {
  const begun = settle(first);
  if (first.length > 0 && rest.length > 0) {
    const over = new AbortController();
    await Promise.race([begun, clock.until(clock.now() + HEAD_START_MS, over.signal)]);
    over.abort();
  }
  await Promise.all([begun, settle(rest)]);
}

interface OnePair {
  pair: PairId;
  head: Head | undefined;
  definition: PairDefinition | undefined;
  now: Ms;
}

/** One pair's trouble is its own: the others are settled all the same, and the shard's memory stays where it was. */
async function settleOne(ports: TallyPorts, gathered: Gathered, plan: TallyPlan, one: OnePair, outcome: PairsOutcome): Promise<void> {
  const work = plan.pairs.get(one.pair);
  // Discover writes definitions before manifests, so a pair without one was retired meanwhile.
  if (work === undefined || one.definition === undefined) return;
  // Of a pair that was retired before anything was decided for it, nothing is left.
  if (work.retired && one.head === undefined) return;
  // Dated before the clock was set back, it counts from now on.
  const definition = { ...one.definition, revisedAt: Math.min(one.definition.revisedAt, one.now) };
  const context = { policy: ports.policy, definition, recordedAt: one.now, retired: work.retired };
  try {
    const settled = await settlePair(ports, { shard: gathered.state.shard, head: one.head, ...work, until: one.now, context });
    outcome.events += settled.events;
    outcome.facts.push(...settled.facts);
    if (settled.trouble !== undefined) outcome.waiting.push(settled.trouble);
  } catch (problem) {
    outcome.left.add(one.pair);
    if (!(problem instanceof FlipwatchError)) throw problem;
    outcome.unsettled += 1;
    ports.log("warn", "a pair could not be settled; the next run goes on", { pair: one.pair, problem });
  }
}
