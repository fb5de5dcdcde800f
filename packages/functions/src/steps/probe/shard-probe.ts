/** One shard's rounds within an invocation: asks its pairs, waits as long as it pays, seals a ballot and posts it. When rounds are is `probe.ts`'s. */
import type { Records } from "@flipwatch/adapters/store/records";
import { type Asker, type Ballot, type Clock, FlipwatchError, type Ms, type NameServers, type Policy, type WakeUps } from "@flipwatch/core";
import type { Log } from "../log.ts";
import { createEchoes, type Echoes } from "./echoes.ts";
import { fitting } from "./evidence.ts";
import type { Gate } from "./gate.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createProgress, type Progress } from "./progress.ts";
import { createViews, type Views } from "./views.ts";
import { createVotes, type Votes } from "./votes.ts";
import { readWatched, type Watched } from "./watched.ts";

export interface ShardPorts {
  records: Pick<Records, "manifests" | "definitions" | "ballots">;
  asker: Asker;
  nameServers: NameServers;
  wakeUps: WakeUps;
  clock: Clock;
  policy: Policy;
  region: string;
  resolvers: readonly string[];
  timeoutMs: number;
  startedAt: Ms;
  log: Log;
  gates: { first: Gate; confirming: Gate; views: Gate };
  /** Counts for the summary. */
  count(what: Counted, by?: number): void;
}

export type Counted = "ballots" | "refused" | "failedWrites" | "wakeUps" | "questions" | "changes" | "blindRounds";

export interface ShardProbe {
  /** Takes up what this region's earlier ballots say, oldest first. */
  absorb(ballots: readonly Ballot[]): void;
  /** One round, sealed and posted. `newer`: a newer invocation has taken over, nothing was posted. */
  round(round: Ms): Promise<"voted" | "newer">;
  /** A newer invocation votes on it. False where the store can't be read. */
  isTakenOver(): Promise<boolean>;
  /** Everything posted is in the box, or waits for a store that fails. */
  idle(): Promise<void>;
}

interface Shard extends ShardPorts {
  shard: number;
  watched: Watched;
  progress: Progress;
  votes: Votes;
  views: Views;
  outbox: Outbox;
  echoes: Echoes;
}

export function createShardProbe(ports: ShardPorts, shard: number, watched: Watched): ShardProbe {
  const progress = createProgress(ports.clock, ports.policy.intervalMs);
  const onQuestion = (): void => ports.count("questions");
  const votes = createVotes({
    ...ports,
    onQuestion,
    onBlind: () => ports.count("blindRounds"),
    onConcluded: progress.note,
    onBroken: progress.fail,
  });
  const views = createViews({ ...ports, gate: ports.gates.views, onQuestion, onBroken: progress.fail, onSaid: () => progress.note(false) });
  const outbox = createOutbox({
    ballots: ports.records.ballots,
    wakeUps: ports.wakeUps,
    intervalMs: ports.policy.intervalMs,
    log: ports.log,
    onDone: (what) => ports.count(what),
    onLost(ballot) {
      votes.track.restore({ letters: ballot.votes, evidence: ballot.evidence });
      views.restore(ballot);
    },
  });
  const state: Shard = {
    ...ports,
    shard,
    watched,
    progress,
    votes,
    views,
    outbox,
    echoes: createEchoes(ports.policy.regions.length === 1),
  };
  return {
    absorb(ballots) {
      for (const ballot of ballots) {
        votes.track.absorb(ballot.votes, ballot.at);
        views.absorb(ballot, (slot) => ttlSecondsOf(state, slot));
      }
    },
    round: (round) => oneRound(state, round),
    isTakenOver: () => isTakenOver(state),
    idle: () => outbox.idle(),
  };
}

async function oneRound(state: Shard, round: Ms): Promise<"voted" | "newer"> {
  const { progress, votes, views } = state;
  progress.start();
  // Read while the questions are on their way: the store's answer costs no time.
  const checking = check(state, round);
  votes.ask(state.watched.definitions, round);
  views.ask(state.watched.definitions, state.clock.now());
  const [{ writer, next }] = await Promise.all([checking, progress.settled({ votesDone: votes.isIdle, viewsDone: views.isIdle })]);
  if (writer > state.startedAt) {
    // What the store would not take so far is still this invocation's to put there: nobody else has it.
    void state.outbox.idle();
    return "newer";
  }
  seal(state, round);
  state.watched = next;
  return "voted";
}

/** Who votes, and what the slots mean from the next round on; where the store can't be read, nothing has changed. */
async function check(state: Shard, round: Ms): Promise<{ writer: Ms; next: Watched }> {
  const { records, region, shard, watched } = state;
  try {
    const [writer = 0, next = watched] = await Promise.all([records.ballots.writer(region, shard), readWatched(records, shard, watched)]);
    return { writer, next };
  } catch (problem) {
    if (!(problem instanceof FlipwatchError)) throw problem;
    state.log("error", "the store can't be read; the round goes on with what is known", { region, shard, round, problem });
    return { writer: 0, next: watched };
  }
}

async function isTakenOver({ records, region, shard, startedAt, log }: Shard): Promise<boolean> {
  try {
    return ((await records.ballots.writer(region, shard)) ?? 0) > startedAt;
  } catch (problem) {
    if (!(problem instanceof FlipwatchError)) throw problem;
    log("error", "the store can't be read; the next look tries again", { region, shard, problem });
    return false;
  }
}

function seal(state: Shard, round: Ms): void {
  const { region, shard, watched, votes, views, clock } = state;
  const { letters, evidence, voted } = votes.seal(watched.definitions);
  const changed = Object.keys(evidence).map(Number);
  for (const slot of changed) views.watch(slot, evidence[slot], ttlSecondsOf(state, slot));
  const said = views.seal(watched.definitions.length);
  const ballot = {
    region,
    shard,
    round,
    at: clock.now(),
    manifest: watched.manifest.version,
    votes: letters,
    evidence: fitting(evidence),
    ...said,
  };
  state.outbox.post(ballot, state.echoes.wakes(voted, changed));
  state.count("changes", changed.length);
}

function ttlSecondsOf(state: Shard, slot: number): number {
  return state.watched.definitions[slot]?.ttlSeconds ?? 0;
}
