/** One pair's turn: finish what a crash left, decide, write the Head if nobody else did, and bring its events into the world. */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type Context,
  coverVotes,
  decideAll,
  differs,
  type FleetFact,
  FlipwatchError,
  type Head,
  type Input,
  isAhead,
  isSettled,
  type Ms,
  newHead,
  type PairDefinition,
  type Publisher,
  room,
  setBack,
  TAIL_LIMIT,
} from "@flipwatch/core";
import { isFurther, type SettlePorts, settle } from "./settle.ts";

/** A Head takes at most 20 events at a time, so a long replay goes in passes; more than this in one run is a broken promise. */
const MOST_PASSES = 1_000;

export interface PairPorts extends SettlePorts {
  records: Pick<Records, "log" | "heads" | "inbox">;
  /** Reads the pair's definition again at its source; undefined when that failed or there is no source. */
  reread(definition: PairDefinition): Promise<PairDefinition | undefined>;
}

export interface PairTask {
  shard: number;
  /** As stored; undefined for a pair never decided before. */
  head: Head | undefined;
  covered: Record<string, Ms>;
  inputs: readonly Input[];
  until: Ms;
  context: Context;
}

export interface PairOutcome {
  events: number;
  facts: FleetFact[];
  /** Why publishing stopped; the Head stays due, and the next run goes on from the log. Nothing else waits for it. */
  trouble?: FlipwatchError;
}

/** Somebody else may win as often before the pair is left to the next run. */
const MOST_RACES = 4;

/**
 * Two tallies may be at the same pair, one woken and one by schedule: whoever loses the write looks at what the other decided and goes on
 * from there, for what was decided already changes nothing the second time. Throws FlipwatchError `store-unavailable` when the store
 * fails: nothing is lost, the run is repeated.
 */
export async function settlePair(ports: PairPorts, task: PairTask): Promise<PairOutcome> {
  for (let race = 1; ; race += 1) {
    try {
      return await settleFrom(ports, race === 1 ? task : { ...task, head: await ports.records.heads.get(task.context.definition.id) });
    } catch (problem) {
      const lost = problem instanceof FlipwatchError && problem.code === "written-by-another";
      if (!lost || race === MOST_RACES) throw problem;
    }
  }
}

async function settleFrom(ports: PairPorts, task: PairTask): Promise<PairOutcome> {
  const outcome: PairOutcome = { events: 0, facts: [] };
  let { context } = task;
  let inputs: readonly Input[] = [...task.inputs, { kind: "look", at: task.until }];
  let stored = task.head;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const decided = decideAll(startingHead(stored, task), inputs, task.until, context, stored === undefined ? TAIL_LIMIT : room(stored));
    outcome.events += decided.events.length;
    stored = await bringOut(ports, task, stored, decided.head, outcome);
    inputs = decided.rest;
    if (!decided.done) continue;
    if (stored.stray?.reread !== "wanted" || (pass > 0 && context !== task.context)) return outcome;
    const definition = await ports.reread(context.definition);
    context = { ...context, definition: definition ?? context.definition };
    inputs = [{ kind: "reread", at: task.until, definition }];
  }
  throw new FlipwatchError("store-unavailable", `${task.context.definition.id} did not settle in ${MOST_PASSES} passes`, {
    retryable: true,
  });
}

function startingHead(stored: Head | undefined, task: PairTask): Head {
  // Readings are dated minutes back; only a vote says that the pair was being watched.
  const votes = task.inputs.filter((input) => input.kind === "vote");
  const watchedFrom = votes.reduce((earliest, input) => Math.min(earliest, input.at), task.until);
  const { definition, policy } = task.context;
  if (stored === undefined) return coverVotes(newHead(definition, policy, watchedFrom), task.covered);
  // A retired pair that is back was not watched in between: what a reading says of that time is no blindness of ours.
  if (isAhead(stored.at, task.until, policy)) return coverVotes(setBack(stored, watchedFrom - 1), task.covered);
  const isBack = stored.role === "unobserved" && definition.zone?.private !== true;
  return coverVotes(isBack ? { ...stored, at: Math.max(stored.at, watchedFrom) } : stored, task.covered);
}

/** Writes what was decided, if it says anything new, and settles its events. One atomic write decides; all after it may be repeated. */
async function bringOut(ports: PairPorts, task: PairTask, before: Head | undefined, decided: Head, outcome: PairOutcome): Promise<Head> {
  const isNews = before === undefined || differs(before, decided) || isAhead(before.at, task.until, task.context.policy);
  const written = isNews ? await write(ports, task, decided) : before;
  if (isSettled(written)) return written;
  // SNS, once it has failed, is left alone for the rest of this pair's turn: only the log goes on.
  const settled = await settle(outcome.trouble === undefined ? ports : { ...ports, publisher: stillFailing(outcome.trouble) }, written);
  const refused = settled.unpublishable.map(({ event, error }) => ({
    kind: "unpublishable" as const,
    at: task.until,
    event: event.id,
    error,
  }));
  // Before the Head passes the events: were this run to end now, nobody would tell of them.
  for (const fact of refused) await ports.records.inbox.leave(fact);
  outcome.facts.push(...refused);
  outcome.trouble = settled.trouble;
  return isFurther(settled.head, written) ? write(ports, task, settled.head) : written;
}

function stillFailing(trouble: FlipwatchError): Publisher {
  return { publish: () => Promise.reject(trouble) };
}

async function write(ports: PairPorts, task: PairTask, head: Head): Promise<Head> {
  const stored = await ports.records.heads.put(head, task.shard);
  if (stored !== undefined) return stored;
  throw new FlipwatchError("written-by-another", `the Head of ${head.pair} was written by another tally meanwhile`, { retryable: true });
}
