/** One shard's rounds within an invocation: asks its pairs, waits as long as it pays, seals a ballot and posts it. When rounds are is `probe.ts`'s. */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type Asker,
  assert,
  type Ballot,
  type Clock,
  FlipwatchError,
  letterFor,
  type Ms,
  type NameServers,
  type PairDefinition,
  type Policy,
  type VoteEvidence,
  type WakeUps,
} from "@flipwatch/core";
import type { Log } from "../log.ts";
import { createFirstAnswers, fitting } from "./evidence.ts";
import type { Gate } from "./gate.ts";
import { createOutbox } from "./outbox.ts";
import { type Conclusion, voteOn } from "./pair-vote.ts";
import { createProgress } from "./progress.ts";
import { createTrack, type Said } from "./track.ts";
import { createViews } from "./views.ts";
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
  /** Takes up what this region's earlier ballots say; the newest one's round. */
  absorb(ballots: readonly Ballot[]): void;
  /** One round, sealed and posted. `newer`: a newer invocation has taken over, nothing was posted. */
  round(round: Ms): Promise<"voted" | "newer">;
  /** Everything posted is in the box, or waits for a store that fails. */
  idle(): Promise<void>;
}

/** With one region `stray` and `dark` need this many rounds running, so tally is woken for the ones after a change too. */
const ROUNDS_RUNNING = 3;

export function createShardProbe(ports: ShardPorts, shard: number, first: Watched): ShardProbe {
  const { policy, clock, region } = ports;
  let watched = first;
  let replies = 0;
  const track = createTrack<VoteEvidence>();
  const firsts = createFirstAnswers();
  const progress = createProgress(clock, policy.intervalMs);
  /** Being asked, maybe since an earlier round. */
  const asking = new Set<number>();
  const concluded = new Map<number, Conclusion & { revision: number }>();
  /** Votes that must still be said again soon, by slot: how often. */
  const echoes = new Map<number, number>();
  const warned = new Set<string>();
  const views = createViews({
    ...ports,
    gate: ports.gates.views,
    onQuestion: () => ports.count("questions"),
    onBroken: progress.fail,
    onSaid: progress.note,
  });
  const outbox = createOutbox({
    ballots: ports.records.ballots,
    wakeUps: ports.wakeUps,
    intervalMs: policy.intervalMs,
    log: ports.log,
    onDone: (what) => ports.count(what),
    onLost(ballot) {
      track.restore({ letters: ballot.votes, evidence: ballot.evidence });
      views.restore(ballot);
    },
  });

  /** The pairs that share name servers share the look-up. */
  function lookUp(): (definition: PairDefinition) => Promise<readonly string[]> {
    const found = new Map<string, Promise<readonly string[]>>();
    return (definition) => {
      const nameservers = definition.nameservers ?? definition.zone?.nameservers;
      const key = nameservers?.join(" ") ?? definition.name;
      const known = found.get(key) ?? ports.nameServers.of({ name: definition.name, nameservers });
      found.set(key, known);
      return known;
    };
  }

  async function askPair(slot: number, definition: PairDefinition, servers: readonly string[], start: number): Promise<void> {
    if (servers.length === 0) {
      if (!warned.has(definition.id))
        ports.log("warn", "no name server can be found for the pair, so nobody votes on it", { region, pair: definition.id });
      warned.add(definition.id);
      return;
    }
    warned.delete(definition.id);
    const last = track.letter(slot);
    const conclusion = await voteOn({
      definition,
      servers,
      last,
      start,
      timeoutMs: ports.timeoutMs,
      graceMs: policy.graceMs,
      async ask(question, isFirst) {
        const answer = await (isFirst ? ports.gates.first : ports.gates.confirming).run(() => ports.asker.ask(question));
        ports.count("questions");
        if (answer.kind === "reply") replies += 1;
        return answer;
      },
    });
    concluded.set(slot, { ...conclusion, revision: definition.revision });
    if (conclusion.vote !== "-" && letterFor(conclusion.vote) !== last) progress.change();
  }

  function askAll(round: Ms): void {
    const serversOf = lookUp();
    const turn = Math.floor(round / policy.intervalMs);
    for (const [slot, definition] of watched.definitions.entries()) {
      if (definition === undefined || asking.has(slot)) continue;
      asking.add(slot);
      serversOf(definition)
        .then((servers) => askPair(slot, definition, servers, turn + slot))
        .catch(progress.fail)
        .finally(() => {
          asking.delete(slot);
          progress.note();
        });
    }
    views.ask(watched.definitions, clock.now());
  }

  /** What was concluded since the last ballot, as votes. In a round without any reply it is our own trouble, and nothing is said. */
  function votes(): Map<number, Said<VoteEvidence>> {
    const said = new Map<number, Said<VoteEvidence>>();
    const isBlind = replies === 0 && concluded.size > 0;
    if (isBlind) ports.count("blindRounds");
    for (const [slot, { vote, heard, revision }] of isBlind ? [] : concluded) {
      if (watched.definitions[slot]?.revision !== revision) continue;
      firsts.note(slot, track.letter(slot), heard);
      if (vote === "-") continue;
      const latest = heard.findLast((one) => one.verdict === vote) ?? heard.at(-1);
      assert(latest !== undefined, "a vote rests on an answer");
      const evidence = firsts.evidence(slot, vote, track.seenAt(slot)) ?? evidenceOf(latest);
      said.set(slot, { letter: letterFor(vote), at: latest.at, evidence });
      firsts.forget(slot);
    }
    concluded.clear();
    replies = 0;
    return said;
  }

  function seal(round: Ms): void {
    const size = watched.manifest.slots.length;
    const said = votes();
    const slots = [...said.keys()];
    const sealed = track.seal(size, said, Number.POSITIVE_INFINITY);
    const changed = Object.entries(sealed.evidence);
    for (const [slot, evidence] of changed) views.watch(Number(slot), evidence.at, watched.definitions[Number(slot)]?.ttlSeconds ?? 0);
    const wake = echoed(
      echoes,
      slots,
      changed.map(([slot]) => Number(slot)),
      policy.regions.length === 1,
    );
    const at = clock.now();
    const evidence = fitting(sealed.evidence);
    outbox.post(
      { region, shard, round, at, manifest: watched.manifest.version, votes: sealed.letters, evidence, ...views.seal(size) },
      wake,
    );
    ports.count("changes", changed.length);
  }

  async function check(): Promise<{ writer?: Ms; next?: Watched }> {
    try {
      const [writer, next] = await Promise.all([ports.records.ballots.writer(region, shard), readWatched(ports.records, shard, watched)]);
      return { writer, next };
    } catch (problem) {
      if (!(problem instanceof FlipwatchError)) throw problem;
      ports.log("error", "the store can't be read; the round goes on with what is known", {
        region,
        shard,
        round: progress.round(),
        problem,
      });
      return {};
    }
  }

  return {
    absorb(ballots) {
      for (const ballot of ballots) {
        track.absorb(ballot.votes, ballot.at);
        views.absorb(ballot, (slot) => watched.definitions[slot]?.ttlSeconds ?? 0);
      }
    },
    async round(round) {
      progress.start(round);
      const checking = check();
      checking.catch(() => undefined);
      askAll(round);
      await progress.settled({ votesDone: () => asking.size === 0, viewsDone: views.isIdle });
      const { writer, next } = await checking;
      if ((writer ?? 0) > ports.startedAt) return "newer";
      seal(round);
      watched = next ?? watched;
      return "voted";
    },
    idle: outbox.idle,
  };
}

function evidenceOf({ at, judgement, answer }: Conclusion["heard"][number]): VoteEvidence {
  const ttl = judgement.ttlSeconds === undefined ? {} : { ttlSeconds: judgement.ttlSeconds };
  return { at, reason: judgement.reason, values: judgement.values, server: answer.server, ...ttl, tookMs: answer.tookMs };
}

/** Whether tally should look at once: for changes, and with one region for the votes that follow them. */
function echoed(echoes: Map<number, number>, voted: readonly number[], changed: readonly number[], isAlone: boolean): boolean {
  let wake = changed.length > 0;
  for (const slot of voted) {
    const left = echoes.get(slot) ?? 0;
    if (left === 0) continue;
    wake = true;
    if (left === 1) echoes.delete(slot);
    else echoes.set(slot, left - 1);
  }
  if (isAlone) for (const slot of changed) echoes.set(slot, ROUNDS_RUNNING - 1);
  return wake;
}
