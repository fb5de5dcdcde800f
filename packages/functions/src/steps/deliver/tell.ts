/** Tells one channel of one log, step by step as core plans it: reads, claims, sends, settles, moves on. Decides nothing itself. */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  afterAttempt,
  afterDigest,
  afterSend,
  type Channel,
  type Clock,
  type Cursor,
  type Delivery,
  type DeliveryPolicy,
  type DeliveryStep,
  type FleetFact,
  type FlipwatchEvent,
  isDigestLog,
  isPending,
  type LogId,
  type Ms,
  newCursor,
  nextStep,
  redriveNumber,
  type SendResult,
  withoutRedrive,
} from "@flipwatch/core";
import { type DigestRecords, join, readLog, spokenFor, type WakeLater } from "./digests.ts";
import { firstCursor } from "./first-cursor.ts";
import { revise } from "./revise.ts";
import { type Lately, readLately, redrivenEvent, type Treating, treatmentOf } from "./treating.ts";

export interface TellOptions extends Treating {
  records: Treating["records"] &
    DigestRecords & {
      log: Pick<Records["log"], "lastNumber">;
      channels: Pick<Records["channels"], "since" | "trouble" | "putTrouble">;
      deliveries: Pick<Records["deliveries"], "put" | "of">;
    };
  clock: Clock;
  policy: DeliveryPolicy;
  /** Spreads retries; in [0, 1). */
  random: () => number;
  /** One name for each invocation: it holds the leases. */
  owner: string;
  /** No further step is begun after it. */
  deadline: Ms;
  /** Absent: digests wait for the minute's sweep, or for whoever is woken by another event. */
  wakeLater?: WakeLater;
  /** By event id: when SNS accepted it, where the wake-up said so. */
  publishedAt?: ReadonlyMap<string, Ms>;
}

/** What one channel is told of. */
export interface Telling {
  log: LogId;
  channel: Channel;
}

export interface Told {
  /** `done`: told to the log's end. `later`: the store knows that something is left, or somebody else is at it. */
  end: "done" | "later";
  sends: number;
  deliveries: Delivery[];
  /** A channel that broke, or works again: for the FLEET log. */
  facts: FleetFact[];
}

const PAGE = 100;
/** Steps of one run, where a run of records counts as one. The sweep goes on with what is left. */
const STEP_LIMIT = 500;
/** A retry due within so many of the policy's first waits (3 s) is waited for; a later one is left to the sweep. */
const PATIENCE_DELAYS = 3;

/** The log waits for its digest, so hardly anybody is at its cursor. */
const MEMORY_RACES = 4;

/** One telling: its surroundings, and what it has done so far. */
interface Run extends TellOptions, Telling {
  told: Omit<Told, "end">;
}

/** Where a telling stands. */
interface Position {
  /** As the store has it; version 0 when it has none. */
  stored: Cursor;
  /** The same, or moved on past records. */
  cursor: Cursor;
  /** The log after the cursor. */
  events: readonly FlipwatchEvent[];
  /** What was read beside it. */
  lately?: Lately;
}

/** Errors: a FlipwatchError of the store. Whatever was done by then is recorded, and a repeat goes on from there. */
export async function tellLog(options: TellOptions, telling: Telling): Promise<Told> {
  const run: Run = { ...options, ...telling, told: { sends: 0, deliveries: [], facts: [] } };
  let position = await load(run);
  for (let step = 0; step < STEP_LIMIT && run.clock.now() < run.deadline; step++) {
    const next = await takeStep(run, position);
    if (typeof next === "string") return { end: next, ...run.told };
    position = next;
  }
  await leave(run, position);
  return { end: "later", ...run.told };
}

async function load(run: Run): Promise<Position> {
  const { records, log, channel, policy } = run;
  const first = () => (isDigestLog(log) ? newCursor(log, channel.id) : firstCursor(records, log, channel.id, run.clock.now(), policy));
  const stored = (await records.cursors.get(log, channel.id)) ?? (await first());
  const [position, lately] = await Promise.all([readOn(run, stored, stored), readLately(run, channel, stored)]);
  return { ...position, lately };
}

async function readOn({ records, log }: Run, stored: Cursor, cursor: Cursor): Promise<Position> {
  return { stored, cursor, events: await readLog(records, log, { after: cursor.settledThrough, limit: PAGE }) };
}

async function takeStep(run: Run, position: Position): Promise<Position | Told["end"]> {
  const { events } = position;
  const { channel, policy, owner } = run;
  const redriven = await redrivenEvent(run, run.log, position.cursor);
  const cursor = redriven === undefined ? withoutUnreadable(position.cursor) : position.cursor;
  const delivery = cursor.sending && (await storedDelivery(run, cursor.sending.number));
  const treat = await treatmentOf(run, channel, cursor, events, position.lately);
  const step = nextStep({ cursor, events, now: run.clock.now(), policy, owner, channel, delivery, redriven, treat });
  switch (step.kind) {
    case "held":
      return "later";
    case "wait":
      return waitFor(run, step.until);
    case "hold":
      return (await run.records.cursors.put(step.cursor, true)) ? waitFor(run, step.until) : load(run);
    case "pass":
      return readOn(run, position.stored, step.cursor);
    case "idle":
      return finish(run, position.stored, step.cursor);
    case "settle":
      return settle(run, position.stored, step.cursor, step.delivery);
    case "digest":
      return digest(run, position, step);
    case "send":
      return send(run, position, step);
  }
}

/** What is to be sent again and can't be read any more is not waited for. */
function withoutUnreadable(cursor: Cursor): Cursor {
  const number = redriveNumber(cursor);
  return number === undefined ? cursor : withoutRedrive(cursor, number);
}

/** After a crash between the delivery's record and the cursor's: then nothing is left to send. */
async function storedDelivery({ records, log, channel }: Run, number: number): Promise<Delivery | undefined> {
  const found = await records.deliveries.of(log, { from: number, to: number });
  return found.find((delivery) => delivery.channel === channel.id);
}

/** While we wait we hold no lease, so what the store says is read again afterwards. */
async function waitFor(run: Run, until: Ms): Promise<Position | "later"> {
  const patientUntil = Math.min(run.deadline, run.clock.now() + PATIENCE_DELAYS * run.policy.baseDelayMs);
  if (until > patientUntil) return "later";
  await run.clock.until(until);
  return load(run);
}

async function finish(run: Run, stored: Cursor, idle: Cursor): Promise<Position | "done"> {
  const kept = isUnchanged(stored, idle) ? stored : await run.records.cursors.put(idle, false);
  if (!kept) return load(run);
  // An event appended since the last look may have met our lease, and its deliverer have left it to us.
  const position = await readOn(run, kept, kept);
  return position.events.length === 0 ? "done" : position;
}

/** A cursor that nobody claimed and that did not move needs no write: a doubled message costs none. */
function isUnchanged(stored: Cursor, idle: Cursor): boolean {
  const isSame = stored.settledThrough === idle.settledThrough && stored.redrive === idle.redrive;
  return isSame && stored.lease === undefined && stored.sending === undefined;
}

async function send(run: Run, position: Position, step: Extract<DeliveryStep, { kind: "send" }>): Promise<Position> {
  const { channel, clock, policy } = run;
  const { event, possibleRepeat } = step;
  const claimed = await claim(run, step);
  if (claimed === "window-taken") return { ...position, lately: undefined };
  if (claimed === undefined) return load(run);
  run.told.sends += 1;
  const spoken = await spokenFor(run.records, event, channel.id);
  const { memory } = spoken.own ?? claimed;
  const result = await channel.send(spoken.event, { possibleRepeat, memory });
  if (spoken.own !== undefined) await remember(run, spoken.own, result);
  const publishedAt = run.publishedAt?.get(event.id);
  // One moment for both: facts are told in the order of their moments, and a break comes before what it made us give up.
  const now = clock.now();
  const after = afterSend({ cursor: claimed, event, result, now, policy, channel, random: run.random(), publishedAt });
  const isGivenUp = after.kind === "settled" && after.delivery.state === "given-up";
  const [next] = await Promise.all([
    after.kind === "settled" ? settle(run, claimed, after.cursor, after.delivery) : store(run, after.cursor),
    noteTrouble(run, result, isGivenUp, now),
  ]);
  return next;
}

/** A digest of one goes on its own log's thread, so what the channel remembers of that belongs to that log's cursor. */
async function remember({ records }: Run, own: Cursor, result: SendResult): Promise<void> {
  if (result.outcome !== "delivered" || result.memory === undefined) return;
  let cursor: Cursor | undefined = own;
  for (let race = 0; race < MEMORY_RACES && cursor !== undefined; race += 1) {
    if ((await records.cursors.put({ ...cursor, memory: result.memory }, isPending(cursor))) !== undefined) return;
    cursor = await records.cursors.get(cursor.log, cursor.channel);
  }
}

/** The window first: a crash behind it costs no more than one alert's place in it. Undefined when somebody was faster with this log. */
async function claim(
  { records }: Run,
  { cursor, window }: Pick<Extract<DeliveryStep, { kind: "send" }>, "cursor" | "window">,
): Promise<Cursor | "window-taken" | undefined> {
  // By an alert of another log: what people were told lately is all that has to be looked at again.
  if (window !== undefined && !(await records.channels.putWindow(window))) return "window-taken";
  return records.cursors.put(cursor, true);
}

async function digest(run: Run, position: Position, step: Extract<DeliveryStep, { kind: "digest" }>): Promise<Position> {
  const { records, channel, clock, policy } = run;
  const claimed = await claim(run, step);
  if (claimed === "window-taken") return { ...position, lately: undefined };
  if (claimed === undefined) return load(run);
  if (step.window !== undefined && step.dueAt !== undefined) await run.wakeLater?.(step.digest, step.dueAt);
  const revised = await revise(channel, claimed, step.event, clock.now(), policy);
  const joined = "cursor" in revised ? await join(records, channel.id, step) : "unclear";
  const { cursor, waitMs } = { cursor: claimed, waitMs: policy.baseDelayMs, ...revised };
  const after = afterDigest(cursor, step.event, joined, clock.now(), waitMs);
  return after.kind === "settled" ? settle(run, claimed, after.cursor, after.delivery) : store(run, after.cursor);
}

async function noteTrouble({ records, channel, policy, told }: Run, result: SendResult, isGivenUp: boolean, now: Ms): Promise<void> {
  const error = result.outcome === "delivered" ? undefined : result.error;
  const known = await records.channels.trouble(channel.id);
  const step = afterAttempt(known, { channel: channel.id, error, isGivenUp, now }, policy);
  if (step === undefined) return;
  if (step.fact !== undefined) told.facts.push(step.fact);
  await records.channels.putTrouble(channel.id, step.trouble);
}

/**
 * The delivery is what settles an event: a crash now leaves a claim whose delivery is known, and repeats nothing. So the cursor goes into the
 * store with the next claim, or when it is freed.
 */
async function settle(run: Run, stored: Cursor, cursor: Cursor, delivery: Delivery): Promise<Position> {
  await run.records.deliveries.put(delivery);
  run.told.deliveries.push(delivery);
  return readOn(run, stored, cursor);
}

/** When somebody was faster, we go by what the store says now. */
async function store(run: Run, cursor: Cursor): Promise<Position> {
  const stored = await run.records.cursors.put(cursor, true);
  return stored ? readOn(run, stored, stored) : load(run);
}

/** Out of time: the lease ends now and the cursor stays marked as unsettled, so that the next sweep takes it up. */
async function leave(run: Run, { cursor }: Position): Promise<void> {
  await run.records.cursors.put({ ...cursor, lease: { owner: run.owner, until: run.clock.now() } }, true);
}
