/** How a vote was reached, as a ballot tells it: dated by the first answer that showed the change, and short enough for a thousand changes. */
import { type Letter, letterFor, type Ms, type Verdict, type VoteEvidence } from "@flipwatch/core";
import type { Judged } from "./pair-vote.ts";

/** The first answers, by pair and verdict, that said something else than the region's vote: a change is dated by them, however long it took to confirm. */
export interface FirstAnswers {
  note(slot: number, last: Letter, heard: readonly Judged[]): void;
  first(slot: number, vote: Verdict): Judged | undefined;
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
    first: (slot, vote) => firsts.get(slot)?.get(vote),
    forget: (slot) => void firsts.delete(slot),
  };
}

/** `lastOldAt` is when the old verdict was last heard; undefined for a first vote. */
export function evidenceOf({ at, judgement, answer }: Judged, lastOldAt: Ms | undefined): VoteEvidence {
  return {
    at,
    ...(lastOldAt === undefined ? {} : { lastOldAt: Math.min(lastOldAt, at) }),
    reason: judgement.reason,
    values: judgement.values,
    server: answer.server,
    ...(judgement.ttlSeconds === undefined ? {} : { ttlSeconds: judgement.ttlSeconds }),
    tookMs: answer.tookMs,
  };
}

/** Characters of a reason and of a value, and values, in brief evidence: below 300 bytes together, so below 300 KB for a full shard. */
const BRIEF = { reason: 110, value: 50, values: 1 };
/** Up to this many changes in a ballot are told in full. */
const FULL_LIMIT = 30;

export function brief<E extends { reason: string; values: readonly string[] }>(evidence: E): E {
  const values = evidence.values.slice(0, BRIEF.values).map((value) => cut(value, BRIEF.value));
  return { ...evidence, reason: cut(evidence.reason, BRIEF.reason), values };
}

/** All of a ballot's evidence: as it is where there is little, brief where there is much, so that the ballot stays far below 400 KB. */
export function fitting<E extends { reason: string; values: readonly string[] }>(evidence: Record<number, E>): Record<number, E> {
  const entries = Object.entries(evidence);
  if (entries.length <= FULL_LIMIT) return evidence;
  return Object.fromEntries(entries.map(([slot, one]) => [slot, brief(one)]));
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
