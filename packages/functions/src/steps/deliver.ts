/** Tells every channel of every log that was woken. What is done next for a log and channel is core's plan, carried out in `deliver/tell.ts`. */
import type { Records } from "@flipwatch/adapters/store/records";
import { type Channel, type Delivery, type DeliveryState, FlipwatchError, isFree, type LogId } from "@flipwatch/core";
import { type Telling, type TellOptions, tellLog } from "./deliver/tell.ts";
import type { Log } from "./log.ts";

export interface DeliverPorts extends Omit<TellOptions, "deadline"> {
  records: Pick<Records, "log" | "channels" | "cursors" | "deliveries">;
  channels: readonly Channel[];
  /** One name for each process; every invocation makes its own of it, since leases tell invocations apart. */
  owner: string;
  log: Log;
  /** The invocation ends its work by then: 20 s unless told. What is left goes on with the next minute's sweep. */
  maxMs?: number;
}

export interface DeliverResult {
  /** Events settled in this run, by how they ended. */
  settled: Partial<Record<DeliveryState, number>>;
  /** Requests that left. */
  sends: number;
  /** Logs of which some channel has not been told to the end. The sweep goes on with them, except for those in `again`. */
  unsettled: LogId[];
  /** Of those, the ones that nobody remembers: the store failed before they were marked, so their message must come back. */
  again: LogId[];
  /** Deliveries that were given up in this run: to be told through the fallback channel, as FLEET facts. */
  givenUp: Delivery[];
  /** What went wrong, for the one log line of the handler. */
  troubles: { log: LogId; channel: string; error: unknown }[];
}

/** Logs that one channel is told of at the same time. */
const LOGS_AT_ONCE = 4;
const DEFAULT_MAX_MS = 20_000;
/** Cursors that one sweep takes up; the rest follow a minute later. */
const SWEEP_LIMIT = 200;
/** Beyond every moment that the store can sort. */
const EVER = 999_999_999_999_999;

/** A log named twice is told once. Errors: a broken invariant; trouble with the store is in the result. */
export async function deliver(options: DeliverPorts, logs: readonly LogId[]): Promise<DeliverResult> {
  const distinct = [...new Set(logs)];
  return tellAll(
    options,
    options.channels.map((channel) => distinct.map((log) => ({ log, channel }))),
  );
}

/** Goes on with what was left unsettled: retries whose time has come, and what a crashed deliverer held. Run every minute. */
export async function sweep(options: DeliverPorts): Promise<DeliverResult> {
  // Those that wait, too: which of them wait only because the clock was set back, only they say themselves.
  const left = await options.records.cursors.unsettled(EVER, SWEEP_LIMIT);
  const now = options.clock.now();
  const cursors = left.filter((cursor) => isFree(cursor, now, options.policy));
  const known = new Set(options.channels.map((channel) => channel.id));
  for (const cursor of cursors) {
    // Its channel is no longer configured, so nothing is left to tell: out of the index, or the sweep would meet it for ever.
    if (known.has(cursor.channel)) continue;
    await options.records.cursors.put(cursor, false);
    options.log("warn", "stopped telling a channel that is no longer configured", { channel: cursor.channel, log: cursor.log });
  }
  const laneOf = (channel: Channel) => cursors.filter((cursor) => cursor.channel === channel.id).map(({ log }) => ({ log, channel }));
  return tellAll(options, options.channels.map(laneOf));
}

/** One lane a channel, so that a slow channel takes nobody's turn. */
async function tellAll(options: DeliverPorts, lanes: readonly Telling[][]): Promise<DeliverResult> {
  const result: DeliverResult = { settled: {}, sends: 0, unsettled: [], again: [], givenUp: [], troubles: [] };
  const deadline = options.clock.now() + (options.maxMs ?? DEFAULT_MAX_MS);
  const owner = `${options.owner}.${Math.floor(options.random() * 1e12).toString(36)}`;
  const broken: unknown[] = [];
  const tellOne = async (telling: Telling) => {
    try {
      const told = await tellLog({ ...options, owner, deadline }, telling);
      result.sends += told.sends;
      for (const delivery of told.deliveries) countDelivery(result, delivery);
      if (told.end === "later") addOnce(result.unsettled, telling.log);
    } catch (error) {
      addOnce(result.unsettled, telling.log);
      addOnce(result.again, telling.log);
      result.troubles.push({ log: telling.log, channel: telling.channel.id, error });
      if (!(error instanceof FlipwatchError)) broken.push(error);
    }
  };
  await Promise.all(lanes.map((lane) => inTurns(lane, tellOne)));
  // A broken invariant stops the invocation, but not before the other channels had their turn.
  if (broken.length > 0) throw broken[0];
  return result;
}

async function inTurns(lane: readonly Telling[], tellOne: (telling: Telling) => Promise<void>): Promise<void> {
  const waiting = lane.values();
  const worker = async () => {
    for (const telling of waiting) await tellOne(telling);
  };
  await Promise.all(Array.from({ length: LOGS_AT_ONCE }, worker));
}

function countDelivery(result: DeliverResult, delivery: Delivery): void {
  result.settled[delivery.state] = (result.settled[delivery.state] ?? 0) + 1;
  if (delivery.state === "given-up") result.givenUp.push(delivery);
}

function addOnce(logs: LogId[], log: LogId): void {
  if (!logs.includes(log)) logs.push(log);
}
