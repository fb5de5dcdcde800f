/**
 * DynamoDB's request units of one quiet minute, from what the steps read and write in it: a unit reads 4 KB or writes 1 KB. Sizes are of items as they
 * are stored; `packages/functions/src/serve/store-units.test.ts` runs the steps and holds these numbers against what they are charged.
 */
import { SHARD_SLOTS } from "../manifest.ts";
import { looksBetweenTurns } from "../rounds.ts";
import type { Watching } from "./watching.ts";

/** Bytes of the parts of items that grow: a manifest's slot with two health checks, a ballot without letters, a reading, what tally remembers of a check. */
export const bytes = { slot: 140, ballot: 300, reading: 118, remembered: 62 };

/** Up to so many checks, each is read every minute; above, every fifth. */
export const CHECKS_EACH_MINUTE = 200;
export const SLOW_MINUTES = 5;
/** Votes and views that a new invocation takes up, at least two rounds more than this. */
const HISTORY_SECONDS = 180;

export interface StoreUnits {
  reads: number;
  writes: number;
}
export type ChargedStep = "discover" | "probe" | "health" | "tally" | "deliver" | "heartbeat";

/** By step, `probe` for all regions together. */
export function storeUnitsOf(watching: Watching): Record<ChargedStep, StoreUnits> {
  const { pairs, checks, regions, intervalSeconds } = watching;
  const shards = Math.ceil(pairs / SHARD_SLOTS);
  const manifests = shards + reads(pairs * bytes.slot);
  const readings = Math.max(1, reads(checks * bytes.reading));
  const ballot = ballotBytes(watching, shards);
  const rounds = 60 / intervalSeconds;
  const minute = checks <= CHECKS_EACH_MINUTE ? 1 : 1 / SLOW_MINUTES;
  const history = Math.ceil(Math.max(HISTORY_SECONDS, 3 * intervalSeconds) / intervalSeconds) + 2;
  // Opening reads the manifest to know the shards, and again with each definition; a round reads who writes and which manifest counts, a look who writes.
  const opening = 2 * manifests + pairs + shards * (2 + reads(history * ballot));
  // The turn parts an invocation's waits in two, which costs one.
  const looks = Math.max(0, looksBetweenTurns(intervalSeconds) - 1);
  const remembered = Math.max(shards, reads(checks * bytes.remembered));
  return {
    discover: { reads: 1 + manifests + pairs + 3, writes: 0 },
    probe: {
      reads: regions * (opening + rounds * shards * (2 + looks)),
      writes: regions * shards * (1 + rounds * writes(ballot)),
    },
    health: { reads: (1 + minute) * readings + 2 * manifests + 1, writes: minute * Math.ceil(writes(checks * bytes.reading)) },
    // Each shard reads all readings.
    tally: {
      reads: 2 * manifests + remembered + shards * (readings + regions * reads(rounds * ballot) + 2) + 2,
      writes: Math.max(shards, writes(checks * bytes.remembered) + shards),
    },
    deliver: { reads: 4, writes: 0 },
    heartbeat: watching.hasHeartbeat ? { reads: manifests + remembered + 4 + shards, writes: 0 } : { reads: 0, writes: 0 },
  };
}

/** A letter a pair for the vote, and for each resolver's view. */
export function ballotBytes({ pairs, resolvers }: Pick<Watching, "pairs" | "resolvers">, shards: number): number {
  return bytes.ballot + Math.ceil(pairs / Math.max(1, shards)) * (1 + resolvers);
}

function reads(size: number): number {
  return Math.ceil(size / 4_096);
}

function writes(size: number): number {
  return Math.ceil(size / 1_024);
}
