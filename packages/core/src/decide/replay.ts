/** Runs `decide` through a stretch of time: inputs in their order, and every moment between them at which time alone decides. */
import { assert } from "../error.ts";
import type { FlipwatchEvent } from "../event.ts";
import type { Head, RegionVote } from "../head.ts";
import type { Ms } from "../time.ts";
import { decide } from "./decide.ts";
import { nextMoment } from "./due.ts";
import { type Context, type Input, type VoteInput, withNewestDefinition } from "./input.ts";
import { LONE_ROUNDS } from "./quorum.ts";

/** More moments than this between two inputs can't be: each of the Head's few timers lies ahead once, or once a metric period. */
const MOMENTS_MAX = 10_000;

export interface Replay {
  head: Head;
  events: FlipwatchEvent[];
  /** False: `room` is used up. Settle, then go on with `rest` and the same `until`. */
  done: boolean;
  /** Inputs not decided yet. */
  rest: Input[];
}

/**
 * Decides all inputs (sorted by time) and everything that falls due until `until`, at which it ends with a tick. Stops before the
 * decision whose events would no longer fit into `room`; that decision is whole the next time. The events are in the Head's tail too.
 */
export function decideAll(head: Head, inputs: readonly Input[], until: Ms, context: Context, room: number): Replay {
  const run: Run = { head, events: [], room, context };
  for (const [index, input] of inputs.entries()) {
    run.context = withNewestDefinition(run.context, input);
    if (!passMoments(run, input.at) || !take(run, input)) return { ...result(run), done: false, rest: inputs.slice(index) };
  }
  const done = passMoments(run, until) && step(run, { kind: "tick", at: until });
  return { ...result(run), done, rest: [] };
}

interface Run {
  head: Head;
  events: FlipwatchEvent[];
  room: number;
  context: Context;
  /** Before this moment time alone changes nothing. Absent: to be worked out. */
  quietUntil?: Ms;
}

function result({ head, events }: Run): Pick<Replay, "head" | "events"> {
  return { head, events };
}

/** Ticks at every due moment before `end`. A moment that coincides with an input is left to that: news first, then time. */
function passMoments(run: Run, end: Ms): boolean {
  // Nothing falls due for a retired pair: it is at its end.
  if (run.context.retired) return true;
  for (let passed = 0; passed <= MOMENTS_MAX; passed += 1) {
    if (run.quietUntil !== undefined && run.quietUntil >= end) return true;
    const moment = nextMoment(run.head, run.context) ?? Number.POSITIVE_INFINITY;
    run.quietUntil = moment;
    if (moment >= end) return true;
    if (!step(run, { kind: "tick", at: moment })) return false;
  }
  assert(false, `${run.head.pair} has more than ${MOMENTS_MAX} due moments before ${end}`);
}

function take(run: Run, input: Input): boolean {
  const steady = input.kind === "vote" ? steadyVote(run, input) : undefined;
  if (input.kind !== "vote" || steady === undefined) return step(run, input);
  const { head } = run;
  run.head = { ...head, at: Math.max(head.at, input.at), votes: { ...head.votes, [input.region]: steady } };
  return true;
}

/**
 * A vote that says once more what its region has said, before anything falls due, changes nothing but its time. Catching up with an
 * hour of a thousand pairs is made of little else. Undefined for a vote that has to be decided.
 */
function steadyVote({ head, context, quietUntil }: Run, { at, region, verdict, revision, evidence }: VoteInput): RegionVote | undefined {
  const known = head.votes[region];
  if (known === undefined || quietUntil === undefined || at >= quietUntil || !context.policy.regions.includes(region)) return undefined;
  const heard = at > known.at && at - known.at < context.policy.staleMs;
  const same = known.verdict === verdict && known.revision === revision && revision === head.revision && evidence === undefined;
  return heard && same && known.rounds >= LONE_ROUNDS ? { ...known, at } : undefined;
}

function step(run: Run, input: Input): boolean {
  const { head, events } = decide(run.head, input, run.context);
  if (run.events.length + events.length > run.room) return false;
  run.head = head;
  run.events.push(...events);
  run.quietUntil = undefined;
  return true;
}

/**
 * Brings votes forward to when they were last confirmed, by region, where steady rounds touched no Head. No time passes by it: what
 * would have fallen due in between would have made the pair due.
 */
export function coverVotes(head: Head, covered: Readonly<Record<string, Ms>>): Head {
  const votes = Object.entries(head.votes).map(([region, vote]) => {
    const at = covered[region];
    return [region, at === undefined || at <= vote.at ? vote : { ...vote, at }] as const;
  });
  return { ...head, votes: Object.fromEntries(votes) };
}

/** Whether there is anything to write: more than the time that has passed and votes that were cast once more. */
export function differs(before: Head, after: Head): boolean {
  return before.version === 0 || JSON.stringify(timeless(before)) !== JSON.stringify(timeless(after));
}

function timeless(head: Head): unknown {
  const votes = Object.entries(head.votes).map(([region, { at: _, ...vote }]) => [region, vote] as const);
  const views = Object.entries(head.views).map(([key, { at: _, ttlSeconds: __, ...view }]) => [key, view] as const);
  const sorted = Object.entries({ ...head, at: 0, votes: 0, views: 0 }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [sorted, votes.toSorted(byKey), views.toSorted(byKey)];
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
