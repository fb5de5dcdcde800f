/**
 * One invocation of a region's probe: round after round, at the region's turn, a ballot for every shard, until a newer invocation takes over
 * or the time is up. What a vote takes is core's `confirm.ts`; what the regions' votes mean together is tally's.
 */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type Asker,
  type Clock,
  FlipwatchError,
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
  stoppedBy: "time" | "newer" | "signal";
}

/** Never throws for what name servers, the store or the queue do. */
export async function probe(options: ProbeOptions): Promise<ProbeSummary> {
  const { clock, policy, signal } = options;
  const counts = { ballots: 0, refused: 0, failedWrites: 0, wakeUps: 0, questions: 0, changes: 0, blindRounds: 0 };
  const ports = portsOf(options, counts);
  const endsAt = options.startedAt + options.maxMs;
  const active = new Map<number, ShardProbe>();
  let rounds = 0;
  let known = 0;
  let last = await open(options, ports, active);
  const ended = async (stoppedBy: ProbeSummary["stoppedBy"]): Promise<ProbeSummary> => {
    // What is posted gets an interval to arrive; a store that hangs must not hold the invocation.
    await Promise.race([
      Promise.all([...active.values()].map((shard) => shard.idle())),
      clock.until(clock.now() + policy.intervalMs, signal),
    ]);
    return { ...counts, rounds, shards: known, stoppedBy };
  };
  for (;;) {
    const round = Math.max(roundAt(clock.now(), policy.intervalMs), nextRound(last, policy.intervalMs));
    const turn = turnAt(round, policy.intervalMs, options.regionIndex, policy.regions.length);
    if (turn >= endsAt || clock.now() >= endsAt) return ended("time");
    await clock.until(turn, signal);
    if (signal?.aborted) return ended("signal");
    if (active.size === 0) await open(options, ports, active);
    known = Math.max(known, active.size);
    await voteAll(active, round);
    if (known > 0 && active.size === 0) return ended("newer");
    rounds += 1;
    last = round;
  }
}

/** A round of every shard; those that a newer invocation has taken over are left to it. */
async function voteAll(active: Map<number, ShardProbe>, round: Ms): Promise<void> {
  const outcomes = [...active].map(async ([shard, one]) => {
    if ((await one.round(round)) === "newer") active.delete(shard);
  });
  await Promise.all(outcomes);
}

/**
 * Reads the manifests and what this region last voted, then takes the shards over. Gives the last round that needs no vote from here: the
 * current one where another invocation is still at it, else the one before.
 */
async function open(options: ProbeOptions, ports: ShardPorts, active: Map<number, ShardProbe>): Promise<Ms> {
  const { records, clock, policy, region } = options;
  let newest = 0;
  try {
    const shards = options.shards ?? (await records.manifests.current()).map((manifest) => manifest.shard);
    for (const shard of shards) {
      const opened = await openShard(options, ports, shard);
      if (opened === undefined) continue;
      active.set(shard, opened.shardProbe);
      newest = Math.max(newest, opened.newest);
    }
  } catch (problem) {
    if (!(problem instanceof FlipwatchError)) throw problem;
    ports.log("error", "the store can't be read; the next round tries again", { region, problem });
  }
  const current = roundAt(clock.now(), policy.intervalMs);
  return newest >= current - policy.intervalMs ? Math.max(newest, current - policy.intervalMs) : current - policy.intervalMs;
}

async function openShard(
  options: ProbeOptions,
  ports: ShardPorts,
  shard: number,
): Promise<{ shardProbe: ShardProbe; newest: Ms } | undefined> {
  const { records, region, policy, clock, startedAt } = options;
  const watched = await readWatched(records, shard);
  if (watched === undefined) return undefined;
  const now = roundAt(clock.now(), policy.intervalMs);
  const shardProbe = createShardProbe(ports, shard, watched);
  const ballots = await records.ballots.between(region, shard, now - historyMs(policy), now, policy.intervalMs);
  shardProbe.absorb(ballots);
  const isOurs = await records.ballots.claimWriter(region, shard, startedAt);
  return isOurs ? { shardProbe, newest: ballots.at(-1)?.round ?? 0 } : undefined;
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
