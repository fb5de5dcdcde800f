/** A region's own votes on a shard's pairs: asks what is due, collects what was concluded, and says it when a ballot is sealed. */
import {
  type Asker,
  assert,
  letterFor,
  type Ms,
  type NameServers,
  type PairDefinition,
  type Policy,
  type Question,
  type VoteEvidence,
} from "@flipwatch/core";
import type { Log } from "../log.ts";
import { createFirstAnswers, evidenceOf } from "./evidence.ts";
import type { Gate } from "./gate.ts";
import { type Conclusion, voteOn } from "./pair-vote.ts";
import { createTrack, type Said, type Sealed, type Track } from "./track.ts";

export interface VotesPorts {
  asker: Pick<Asker, "ask">;
  nameServers: NameServers;
  policy: Policy;
  region: string;
  timeoutMs: number;
  log: Log;
  gates: { first: Gate; confirming: Gate };
  onQuestion(): void;
  /** A round without any reply. */
  onBlind(): void;
  /** A pair is done; `isChange`: its vote differs from the last. */
  onConcluded(isChange: boolean): void;
  onBroken(problem: unknown): void;
}

export type Definitions = readonly (PairDefinition | undefined)[];

export interface Votes {
  track: Track<VoteEvidence>;
  /** Starts with every pair that isn't still being asked since an earlier round. */
  ask(definitions: Definitions, round: Ms): void;
  /** No pair is being asked. */
  isIdle(): boolean;
  /** What was concluded since the last ballot, as letters and evidence; and the slots that have a vote. */
  seal(definitions: Definitions): Sealed<VoteEvidence> & { voted: readonly number[] };
}

interface State extends VotesPorts {
  track: Track<VoteEvidence>;
  asking: Set<number>;
  concluded: Map<number, Conclusion & { revision: number }>;
  /** Of name servers, since the last ballot. */
  replies: number;
  /** Pairs whose missing name servers were logged. */
  warned: Set<string>;
}

export function createVotes(ports: VotesPorts): Votes {
  const state: State = { ...ports, track: createTrack(), asking: new Set(), concluded: new Map(), replies: 0, warned: new Set() };
  const firsts = createFirstAnswers();
  return {
    track: state.track,
    ask: (definitions, round) => askAll(state, definitions, round),
    isIdle: () => state.asking.size === 0,
    seal(definitions) {
      const said = new Map<number, Said<VoteEvidence>>();
      for (const [slot, conclusion] of conclusionsOf(state)) {
        // Judged by a definition that the ballot's manifest doesn't mean any more.
        if (definitions[slot]?.revision !== conclusion.revision) continue;
        firsts.note(slot, state.track.letter(slot), conclusion.heard);
        const { vote, heard } = conclusion;
        if (vote === "-") continue;
        const latest = heard.findLast((one) => one.verdict === vote);
        assert(latest !== undefined, "a vote rests on an answer that said so");
        const evidence = evidenceOf(firsts.first(slot, vote) ?? latest, state.track.seenAt(slot));
        said.set(slot, { letter: letterFor(vote), at: latest.at, evidence });
        firsts.forget(slot);
      }
      const voted = [...said.keys()];
      return { ...state.track.seal(definitions.length, said, Number.POSITIVE_INFINITY), voted };
    },
  };
}

/** Empties what was collected. Where nobody replied to anything it is our own trouble, and nothing was concluded. */
function conclusionsOf(state: State): [number, Conclusion & { revision: number }][] {
  const all = [...state.concluded];
  const isBlind = all.length > 0 && state.replies === 0;
  state.concluded.clear();
  state.replies = 0;
  if (isBlind) state.onBlind();
  return isBlind ? [] : all;
}

function askAll(state: State, definitions: Definitions, round: Ms): void {
  const serversOf = lookUp(state.nameServers);
  const turn = Math.floor(round / state.policy.intervalMs);
  for (const [slot, definition] of definitions.entries()) {
    if (definition === undefined || state.asking.has(slot)) continue;
    state.asking.add(slot);
    serversOf(definition)
      .then((servers) => askPair(state, slot, definition, servers, turn + slot))
      .then(
        (isChange) => finished(state, slot, isChange),
        (problem: unknown) => {
          finished(state, slot, false);
          state.onBroken(problem);
        },
      );
  }
}

function finished(state: State, slot: number, isChange: boolean): void {
  state.asking.delete(slot);
  state.onConcluded(isChange);
}

/** The pairs that share name servers share the look-up. */
function lookUp(nameServers: NameServers): (definition: PairDefinition) => Promise<readonly string[]> {
  const found = new Map<string, Promise<readonly string[]>>();
  return (definition) => {
    const nameservers = definition.nameservers ?? definition.zone?.nameservers;
    const key = nameservers?.join(" ") ?? definition.name;
    const known = found.get(key) ?? nameServers.of({ name: definition.name, nameservers });
    found.set(key, known);
    return known;
  };
}

/** Whether the vote differs from the last. */
async function askPair(
  state: State,
  slot: number,
  definition: PairDefinition,
  servers: readonly string[],
  start: number,
): Promise<boolean> {
  if (servers.length === 0) {
    if (!state.warned.has(definition.id)) state.log("warn", NO_SERVER, { region: state.region, pair: definition.id });
    state.warned.add(definition.id);
    return false;
  }
  state.warned.delete(definition.id);
  const last = state.track.letter(slot);
  const { timeoutMs, policy } = state;
  const ask = (question: Question, isFirst: boolean) => askServer(state, question, isFirst);
  const conclusion = await voteOn({ definition, servers, last, start, timeoutMs, graceMs: policy.graceMs, ask });
  state.concluded.set(slot, { ...conclusion, revision: definition.revision });
  return conclusion.vote !== "-" && letterFor(conclusion.vote) !== last;
}

const NO_SERVER = "no name server can be found for the pair, so nobody votes on it";

async function askServer(state: State, question: Question, isFirst: boolean) {
  const gate = isFirst ? state.gates.first : state.gates.confirming;
  const answer = await gate.run(() => state.asker.ask(question));
  state.onQuestion();
  if (answer.kind === "reply") state.replies += 1;
  return answer;
}
