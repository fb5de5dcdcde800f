/** What recursive resolvers say of a shard's pairs: asked about once a TTL, and every round for a while after the region's own vote changed. */
import {
  type Answer,
  type Asker,
  type Ballot,
  judge,
  letterFor,
  type Ms,
  type PairDefinition,
  type Policy,
  type Question,
  type ViewEvidence,
  type VoteEvidence,
} from "@flipwatch/core";
import { brief } from "./evidence.ts";
import type { Gate } from "./gate.ts";
import { createTrack, type Said, type Sealed, type Track } from "./track.ts";

/** Views that may change in one ballot; more wait for the next, so that a ballot stays far below 400 KB. */
const CHANGES_LIMIT = 400;
/** However long the TTL, a view is not left older than this, in TTL seconds. */
const LONGEST_SECONDS = 600;

export interface ViewsOptions {
  asker: Pick<Asker, "ask">;
  gate: Gate;
  policy: Policy;
  timeoutMs: number;
  /** As configured; a view goes by this name. */
  resolvers: readonly string[];
  onQuestion(): void;
  onBroken(problem: unknown): void;
  /** Something was said. */
  onSaid(): void;
}

export interface Views {
  /** Starts the questions that are due. */
  ask(definitions: readonly (PairDefinition | undefined)[], now: Ms): void;
  /** The region's own vote on the slot changed: its resolvers are followed closely. */
  watch(slot: number, change: VoteEvidence | undefined, ttlSeconds: number): void;
  /** No question is on its way. */
  isIdle(): boolean;
  absorb(ballot: Ballot, ttlSecondsOf: (slot: number) => number): void;
  seal(size: number): Pick<Ballot, "views" | "viewEvidence">;
  restore(lost: Ballot): void;
}

interface ResolverState {
  resolver: string;
  track: Track<ViewEvidence>;
  said: Map<number, Said<ViewEvidence>>;
  dueAt: Map<number, Ms>;
  asking: Set<number>;
}

export function createViews(options: ViewsOptions): Views {
  const { ttlUnitMs, clientSlackMs } = options.policy;
  const states = options.resolvers.map((resolver): ResolverState => {
    return { resolver, track: createTrack(), said: new Map(), dueAt: new Map(), asking: new Set() };
  });
  const watchedUntil = new Map<number, Ms>();

  function watch(slot: number, change: VoteEvidence | undefined, ttlSeconds: number): void {
    // A first vote is no change that resolvers would have to follow.
    if (change?.lastOldAt !== undefined) watchedUntil.set(slot, change.at + ttlSeconds * ttlUnitMs + clientSlackMs);
  }

  return {
    watch,
    isIdle: () => states.every((state) => state.asking.size === 0),
    ask(definitions, now) {
      for (const [slot, definition] of definitions.entries()) {
        if (definition === undefined) continue;
        const isWatched = (watchedUntil.get(slot) ?? 0) > now;
        for (const state of states) {
          const isDue = isWatched || (state.dueAt.get(slot) ?? 0) <= now;
          if (isDue && !state.asking.has(slot)) start(options, state, slot, definition);
        }
      }
    },
    absorb(ballot, ttlSecondsOf) {
      for (const [slot, evidence] of Object.entries(ballot.evidence)) watch(Number(slot), evidence, ttlSecondsOf(Number(slot)));
      for (const state of states) absorbOne(state, ballot, (slot) => afterTtl(ballot.at, ttlSecondsOf(slot), ttlUnitMs));
    },
    seal: (size) => sealAll(states, size),
    restore(lost) {
      for (const state of states) state.track.restore(lostOf(state.resolver, lost));
    },
  };
}

function start(options: ViewsOptions, state: ResolverState, slot: number, definition: PairDefinition): void {
  state.asking.add(slot);
  viewOf(options, state, slot, definition)
    .then((said) => {
      // A failed view is looked at again soon; one that holds when the resolver's copy has run out.
      const remaining = Math.min(said.evidence.ttlSeconds ?? definition.ttlSeconds, definition.ttlSeconds);
      state.dueAt.set(slot, said.letter === letterFor("failed") ? said.at : afterTtl(said.at, remaining, options.policy.ttlUnitMs));
      state.said.set(slot, said);
    })
    .catch(options.onBroken)
    .finally(() => {
      state.asking.delete(slot);
      options.onSaid();
    });
}

function afterTtl(at: Ms, ttlSeconds: number, ttlUnitMs: number): Ms {
  return at + Math.min(ttlSeconds, LONGEST_SECONDS) * ttlUnitMs;
}

function absorbOne(state: ResolverState, ballot: Ballot, dueAt: (slot: number) => Ms): void {
  const letters = ballot.views[state.resolver] ?? "";
  state.track.absorb(letters, ballot.at);
  for (let slot = 0; slot < letters.length; slot += 1) if (letters[slot] !== "-") state.dueAt.set(slot, dueAt(slot));
}

function sealAll(states: readonly ResolverState[], size: number): Pick<Ballot, "views" | "viewEvidence"> {
  const views: Ballot["views"] = {};
  const viewEvidence: Ballot["viewEvidence"] = {};
  let room = CHANGES_LIMIT;
  for (const { resolver, track, said } of states) {
    const sealed = track.seal(size, said, room);
    const changes = Object.entries(sealed.evidence);
    room -= changes.length;
    views[resolver] = sealed.letters;
    for (const [slot, evidence] of changes) viewEvidence[Number(slot)] = { ...viewEvidence[Number(slot)], [resolver]: evidence };
  }
  return { views, viewEvidence };
}

/** One resolver's part of a ballot. */
function lostOf(resolver: string, lost: Ballot): Sealed<ViewEvidence> {
  const evidence: Record<number, ViewEvidence> = {};
  for (const [slot, byResolver] of Object.entries(lost.viewEvidence)) {
    const own = byResolver[resolver];
    if (own !== undefined) evidence[Number(slot)] = own;
  }
  return { letters: lost.views[resolver] ?? "", evidence };
}

/** One look; a failure that would be a change is looked at once more, over TCP, so that one lost packet changes nothing. */
async function viewOf(
  options: ViewsOptions,
  { resolver, track }: ResolverState,
  slot: number,
  definition: PairDefinition,
): Promise<Said<ViewEvidence>> {
  const base = { name: definition.name, type: definition.type, server: resolver, recursive: true, timeoutMs: options.timeoutMs };
  const look = async (transport: Question["transport"]) => {
    options.onQuestion();
    const answer: Answer = await options.gate.run(() => options.asker.ask({ ...base, transport }));
    const at = answer.sentAt + answer.tookMs;
    return { at, judgement: judge(definition, answer, at, options.policy.graceMs, { authoritative: false }) };
  };
  let { at, judgement } = await look("udp");
  if (judgement.verdict === "failed" && track.letter(slot) !== letterFor("failed")) ({ at, judgement } = await look("tcp"));
  const lastOldAt = track.seenAt(slot);
  const evidence: ViewEvidence = brief({
    at,
    ...(lastOldAt === undefined ? {} : { lastOldAt: Math.min(lastOldAt, at) }),
    reason: judgement.reason,
    values: judgement.values,
    ...(judgement.ttlSeconds === undefined ? {} : { ttlSeconds: judgement.ttlSeconds }),
  });
  return { letter: letterFor(judgement.verdict), at, evidence };
}
