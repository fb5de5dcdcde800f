/** A region's votes of one round, as they lie in the ballot box. Encoding and reading of letters is in `letters.ts`. */
import type { Verdict } from "./answer.ts";
import type { PairId } from "./pair.ts";
import type { Ms } from "./time.ts";

/** One letter a verdict; `-` is no vote: not asked, or disputed among servers. */
export const letterOf = {
  primary: "P",
  secondary: "S",
  mixed: "M",
  stray: "T",
  empty: "E",
  ambiguous: "A",
  failed: "F",
} as const satisfies Record<Verdict, string>;
export type Letter = (typeof letterOf)[Verdict] | "-";

/** Fixes what every slot of a ballot means. Written once per version, never changed. */
export interface Manifest {
  shard: number;
  /** Grows by one. Starts at 1. */
  version: number;
  at: Ms;
  /** A slot is never given to another pair; a retired pair's slot stays behind, marked. At most 1,000. */
  slots: readonly Slot[];
}

export interface Slot {
  pair: PairId;
  revision: number;
  retired?: true;
  /** Of a private zone: nobody is asked for it, so no vote is missing. */
  private?: true;
  primaryCheck?: string;
  secondaryCheck?: string;
}

export interface Ballot {
  region: string;
  shard: number;
  /** The round's name: its start time, a multiple of the interval. */
  round: Ms;
  /** When the ballot was sealed: every vote in it was confirmed by then. */
  at: Ms;
  /** The manifest version that fixes each slot's pair and revision. */
  manifest: number;
  /** One letter a slot. */
  votes: string;
  /** By slot: how the vote was reached, for votes that differ from this region's last one. */
  evidence: Record<number, VoteEvidence>;
  /** By resolver: one letter a slot, `-` where it was not asked this round. */
  views: Record<string, string>;
  /** By slot, then resolver: for views that differ from that resolver's last one. */
  viewEvidence: Record<number, Record<string, ViewEvidence>>;
}

/** Why a region votes as it does since its vote changed. */
export interface VoteEvidence {
  /** When the first answer with the new verdict arrived. */
  at: Ms;
  /** When the last answer with the old verdict arrived; absent for a first vote. */
  lastOldAt?: Ms;
  reason: string;
  values: readonly string[];
  /** The server that said so first. */
  server: string;
  ttlSeconds?: number;
  tookMs: number;
}

export interface ViewEvidence {
  at: Ms;
  lastOldAt?: Ms;
  reason: string;
  values: readonly string[];
  /** What remains of the TTL at `at`. */
  ttlSeconds?: number;
}
