/** Keeps evidence short enough for a ballot: what changed on a thousand pairs at once must still be one item far below 400 KB. */
import type { Letter, Ms, Verdict, VoteEvidence } from "@flipwatch/core";
import { letterFor } from "@flipwatch/core";
import type { Judged } from "./pair-vote.ts";

/** Characters of a reason and of a value, and values, in brief evidence: below 300 bytes together, so below 300 KB for a full shard. */
const BRIEF = { reason: 110, value: 50, values: 1 };
/** Up to this many changes in a ballot are told in full. */
const FULL_LIMIT = 30;

export function brief<E extends { reason: string; values: readonly string[] }>(evidence: E): E {
  return {
    ...evidence,
    reason: cut(evidence.reason, BRIEF.reason),
    values: evidence.values.slice(0, BRIEF.values).map((value) => cut(value, BRIEF.value)),
  };
}

/** All of a ballot's evidence: as it is where there is little, brief where there is much. */
export function fitting<E extends { reason: string; values: readonly string[] }>(evidence: Record<number, E>): Record<number, E> {
  const entries = Object.entries(evidence);
  if (entries.length <= FULL_LIMIT) return evidence;
  return Object.fromEntries(entries.map(([slot, one]) => [slot, brief(one)]));
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** The first answers, by pair and letter, that said something else than the region's vote: a change is dated by them, however long it took to confirm. */
export interface FirstAnswers {
  note(slot: number, last: Letter, heard: readonly Judged[]): void;
  /** How the vote was reached. `lastOldAt` is when the old verdict was last heard. */
  evidence(slot: number, vote: Verdict, lastOldAt: Ms | undefined): VoteEvidence | undefined;
  /** The vote was cast; from here on other answers are first ones again. */
  forget(slot: number): void;
}

export function createFirstAnswers(): FirstAnswers {
  const firsts = new Map<number, Map<Verdict, Judged>>();
  return {
    note(slot, last, heard) {
      const known = firsts.get(slot) ?? new Map<Verdict, Judged>();
      for (const one of heard.toSorted((a, b) => a.at - b.at)) {
        if (letterFor(one.verdict) !== last && !known.has(one.verdict)) known.set(one.verdict, one);
      }
      if (known.size > 0) firsts.set(slot, known);
    },
    evidence(slot, vote, lastOldAt) {
      const first = firsts.get(slot)?.get(vote);
      if (first === undefined) return undefined;
      const { reason, values, ttlSeconds } = first.judgement;
      return {
        at: first.at,
        ...(lastOldAt === undefined ? {} : { lastOldAt: Math.min(lastOldAt, first.at) }),
        reason,
        values,
        server: first.answer.server,
        ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
        tookMs: first.answer.tookMs,
      };
    },
    forget: (slot) => void firsts.delete(slot),
  };
}
