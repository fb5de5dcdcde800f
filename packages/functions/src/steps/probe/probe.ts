/**
 * One invocation of a region's probe: round after round, at the region's turn, a ballot for every shard, until a newer invocation takes over
 * or the time is up. What a vote takes is core's `confirm.ts`; what the regions' votes mean together is tally's.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type Asker,
  type Clock,
  FlipwatchError,
  LOOK_SECONDS,
  type Ms,
  type NameServers,
  nextRound,
  type Policy,
  RING_SLOTS,
  roundAt,
  turnAt,
  type WakeUps,
} from "@flipwatch/core";
import type { Log } from "../log.ts";
import { createGate } from "./gate.ts";
import { type Counted, createShardProbe, type ShardPorts, type ShardProbe } from "./shard-probe.ts";
import { readWatched } from "./watched.ts";

/** Questions in flight: first ones of a round, confirmations, and those to resolvers. Few enough for a name server's socket buffer. */
const IN_FLIGHT = { first: 128, confirming: 256, views: 64 };
/** Resolvers asked at most. */
const RESOLVERS_LIMIT = 16;
/** When the next invocation comes: one that has nothing to do need not wait to be taken over. */
const SCHEDULE_SECONDS = 60;

export interface ProbeOptions {
  records: Pick<Records, "manifests" | "definitions" | "ballots">;
  asker: Asker;
  nameServers: NameServers;
  wakeUps: WakeUps;
  clock: Clock;
  policy: Policy;
  /** Votes under this name. */
  region: string;
  /** Its place among the configured regions: its turn inside each round. */
  regionIndex: number;
  /** Asked as views, under the names given here: `address`, `address:port` or `[v6]:port`. At most 16. */
  resolvers: readonly string[];
  /** Per try, in real milliseconds. */
  timeoutMs: number;
  startedAt: Ms;
  /** Hands over at the latest this long after `startedAt`. */
  maxMs: number;
  /** Only these; every shard unless told. */
  shards?: readonly number[];
  /** Ends the invocation at once, without another ballot. */
  signal?: AbortSignal;
  log?: Log;
}

export interface ProbeSummary extends Record<Counted, number> {
  rounds: number;
  shards: number;
  /** `clock`: it was set back, and the next invocation begins anew. `nothing-watched`: the record has no pair to vote on, and the next invocation looks again. */
  stoppedBy: "time" | "newer" | "signal" | "clock" | "nothing-watched";
}

/** Never throws for what name servers, the store or the queue do; a broken invariant stops it. */
export async function probe(options: ProbeOptions): Promise<ProbeSummary> {
  const { clock, policy, signal } = options;
  const counts = { ballots: 0, refused: 0, failedWrites: 0, wakeUps: 0, questions: 0, changes: 0, blindRounds: 0 };
  const ports = portsOf(options, counts);
  const endsAt = options.startedAt + options.maxMs;
  const active = new Map<number, ShardProbe>();
  const left: ShardProbe[] = [];
  let rounds = 0;
  let opened = await open(options, ports, active);
  let last = opened.last;
  const ended = async (stoppedBy: ProbeSummary["stoppedBy"]): Promise<ProbeSummary> => {
    // What is posted gets an interval to arrive; a store that hangs must not hold the invocation.
    const posted = Promise.all([...left, ...active.values()].map((shard) => shard.idle()));
    await Promise.race([posted, clock.until(clock.now() + policy.intervalMs, signal)]);
    return { ...counts, rounds, shards: opened.shards, stoppedBy };
  };
  for (;;) {
    if (opened.shards > 0 && active.size === 0) return ended("newer");
    const round = Math.max(roundAt(clock.now(), policy.intervalMs), nextRound(last, policy.intervalMs));
    const turn = turnAt(round, policy.intervalMs, options.regionIndex, policy.regions.length);
    if (turn >= endsAt || clock.now() >= endsAt) return ended("time");
    if (opened.isEmpty && turn >= options.startedAt + SCHEDULE_SECONDS * policy.ttlUnitMs) return ended("nothing-watched");
    if (isSetBack(clock, round, policy)) return ended("clock");
    left.push(...(await awaitTurn(options, active, { round, turn })));
    if (signal?.aborted) return ended("signal");
    if (isSetBack(clock, round, policy)) return ended("clock");
    if (opened.shards > 0 && active.size === 0) continue;
    if (opened.shards === 0) opened = await open(options, ports, active);
    left.push(...(await voteAll(active, round)));
    rounds += 1;
    last = round;
  }
}

/** The round to come is further away than rounds can be. */
function isSetBack(clock: Clock, round: Ms, policy: Policy): boolean {
  return round > clock.now() + policy.intervalMs;
}

/** Waits for the turn, or until a newer invocation has taken over every shard. Gives those shards back that it has. */
async function awaitTurn(
  { clock, policy, signal }: ProbeOptions,
  active: Map<number, ShardProbe>,
  next: { round: Ms; turn: Ms },
): Promise<ShardProbe[]> {
  const left: ShardProbe[] = [];
  const lookMs = LOOK_SECONDS * policy.ttlUnitMs;
  while (clock.now() + 2 * lookMs <= next.turn && active.size > 0) {
    await clock.until(clock.now() + lookMs, signal);
    if (signal?.aborted || isSetBack(clock, next.round, policy)) return left;
    left.push(...(await leave(active, async (shard) => ((await shard.isTakenOver()) ? "newer" : "ours"))));
  }
  if (active.size > 0 || left.length === 0) await clock.until(next.turn, signal);
  return left;
}

/** A round of every shard; those that a newer invocation has taken over are left to it, and given back. */
function voteAll(active: Map<number, ShardProbe>, round: Ms): Promise<ShardProbe[]> {
  return leave(active, (shard) => shard.round(round));
}

async function leave(active: Map<number, ShardProbe>, whose: (shard: ShardProbe) => Promise<string>): Promise<ShardProbe[]> {
  const left: ShardProbe[] = [];
  const outcomes = [...active].map(async ([shard, one]) => {
    if ((await whose(one)) !== "newer") return;
    active.delete(shard);
    left.push(one);
  });
  await Promise.all(outcomes);
  return left;
}

/** Shards that could be read, whoever votes on them; and the last round that needs no vote from here any more. */
interface Opened {
  shards: number;
  /** The record says that nothing is watched; false where it can't be read. */
  isEmpty: boolean;
  last: Ms;
}

/** Reads the manifests and what this region last voted, then takes the shards over, unless a newer invocation has them already. */
async function open(options: ProbeOptions, ports: ShardPorts, active: Map<number, ShardProbe>): Promise<Opened> {
  const { records, clock, policy, region } = options;
  const opened: Opened = { shards: 0, isEmpty: false, last: roundAt(clock.now(), policy.intervalMs) - policy.intervalMs };
  try {
    const shards = options.shards ?? (await records.manifests.current()).map((manifest) => manifest.shard);
    for (const shard of shards) await openShard(options, ports, shard, active, opened);
    opened.isEmpty = opened.shards === 0;
  } catch (problem) {
    if (!(problem instanceof FlipwatchError)) throw problem;
    ports.log("error", "the store can't be read; the next round tries again", { region, problem });
  }
  return opened;
}

async function openShard(
  options: ProbeOptions,
  ports: ShardPorts,
  shard: number,
  active: Map<number, ShardProbe>,
  opened: Opened,
): Promise<void> {
  const { records, region, policy, clock, startedAt } = options;
  const watched = await readWatched(records, shard);
  if (watched === undefined) return;
  const now = roundAt(clock.now(), policy.intervalMs);
  const shardProbe = createShardProbe(ports, shard, watched);
  const ballots = await records.ballots.between(region, shard, now - historyMs(policy), now, policy.intervalMs);
  shardProbe.absorb(ballots);
  if (await records.ballots.claimWriter(region, shard, startedAt, clock.now() + policy.futureMs)) active.set(shard, shardProbe);
  opened.shards += 1;
  opened.last = Math.max(opened.last, ballots.at(-1)?.round ?? 0);
}

/** Votes older than the freshness limit count no more, and a change is followed for a TTL and the clients' slack; a minute's TTL is the rule. */
function historyMs({ staleMs, clientSlackMs, ttlUnitMs, intervalMs }: Policy): number {
  const rounds = Math.ceil(Math.max(staleMs, clientSlackMs + 60 * ttlUnitMs) / intervalMs) + 2;
  return Math.min(rounds, RING_SLOTS - 1) * intervalMs;
}

function portsOf(options: ProbeOptions, counts: Record<Counted, number>): ShardPorts {
  return {
    ...options,
    resolvers: options.resolvers.slice(0, RESOLVERS_LIMIT),
    log: options.log ?? (() => undefined),
    gates: { first: createGate(IN_FLIGHT.first), confirming: createGate(IN_FLIGHT.confirming), views: createGate(IN_FLIGHT.views) },
    count(what, by = 1) {
      counts[what] += by;
    },
  };
}
