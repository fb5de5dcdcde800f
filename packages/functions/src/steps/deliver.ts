/** Tells every channel of every log that was woken. What is done next for a log and channel is core's plan, carried out in `deliver/tell.ts`. */
import type { Records } from "@flipwatch/adapters/store/records";
import {
  type Channel,
  type Delivery,
  type DeliveryState,
  type FleetFact,
  FlipwatchError,
  isDigestLog,
  isFree,
  type LogId,
} from "@flipwatch/core";
import { closeDigests, type WakeLater } from "./deliver/digests.ts";
import { forgetDigests } from "./deliver/forget-digests.ts";
import { type Telling, type TellOptions, type Told, tellLog } from "./deliver/tell.ts";
import { knownFrom } from "./deliver/treating.ts";
import type { Log } from "./log.ts";

export interface DeliverPorts extends Omit<TellOptions, "deadline" | "known"> {
  records: Pick<Records, "log" | "channels" | "cursors" | "deliveries" | "digests" | "mutes" | "logHeads">;
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
  /** Ids of the events that some channel settled in this run. */
  told: Set<string>;
  /** Logs of which some channel has not been told to the end. The sweep goes on with them, except for those in `again`. */
  unsettled: LogId[];
  /** Of those, the ones that nobody remembers: the store failed before they were marked, so their message must come back. */
  again: LogId[];
  /** Deliveries that were given up in this run: to be told through the fallback channel, as FLEET facts. */
  givenUp: Delivery[];
  /** Channels that broke or work again: for the FLEET log. */
  facts: FleetFact[];
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

/**
 * A log named twice is told once; a digest's log only says that it is time to look at digests, as every run does at its end. Errors: a broken
 * invariant; trouble with the store is in the result.
 */
export async function deliver(options: DeliverPorts, logs: readonly LogId[]): Promise<DeliverResult> {
  const distinct = [...new Set(logs)].filter((log) => !isDigestLog(log));
  return tellAll(
    options,
    options.channels.map((channel) => ({ channel, logs: distinct })),
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
  const logsFor = (channel: Channel) => cursors.filter((cursor) => cursor.channel === channel.id).map(({ log }) => log);
  const result = await tellAll(
    options,
    options.channels.map((channel) => ({ channel, logs: logsFor(channel) })),
  );
  await tidy(options, known);
  return result;
}

/** A store that fails now is met again by the next sweep. */
async function tidy(options: DeliverPorts, channels: ReadonlySet<string>): Promise<void> {
  try {
    await forgetDigests(options, channels, options.clock.now());
  } catch (problem) {
    if (!(problem instanceof FlipwatchError)) throw problem;
    options.log("warn", "old digests could not be removed", { problem });
  }
}

interface Lane {
  channel: Channel;
  logs: readonly LogId[];
}

/** One lane a channel, so that a slow channel takes nobody's turn. */
async function tellAll(options: DeliverPorts, lanes: readonly Lane[]): Promise<DeliverResult> {
  const result: DeliverResult = { settled: {}, sends: 0, told: new Set(), unsettled: [], again: [], givenUp: [], facts: [], troubles: [] };
  const deadline = options.clock.now() + (options.maxMs ?? DEFAULT_MAX_MS);
  const owner = `${options.owner}.${Math.floor(options.random() * 1e12).toString(36)}`;
  const wakeLater = options.wakeLater && orLogged(options.wakeLater, options.log);
  const around: TellOptions = { ...options, owner, deadline, wakeLater, known: knownFrom(options.records) };
  const broken: unknown[] = [];
  const guarded = async ({ log, channel }: Telling, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      addOnce(result.unsettled, log);
      addOnce(result.again, log);
      result.troubles.push({ log, channel: channel.id, error });
      if (!(error instanceof FlipwatchError)) broken.push(error);
    }
  };
  const tellOne = (telling: Telling) => guarded(telling, async () => count(result, telling.log, await tellLog(around, telling)));
  const lane = async ({ channel, logs }: Lane) => {
    await inTurns(logs, (log) => tellOne({ log, channel }));
    if (channel.audience !== "people") return;
    // A digest that can't be closed now is closed by the next sweep: nobody's message has to come back for it.
    await closeDigests(around, channel.id).then(
      (digests) => inTurns(digests, (log) => tellOne({ log, channel })),
      (error: unknown) => {
        result.troubles.push({ log: `digest:${channel.id}`, channel: channel.id, error });
        if (!(error instanceof FlipwatchError)) broken.push(error);
      },
    );
  };
  await Promise.all(lanes.map(lane));
  // A broken invariant stops the invocation, but not before the other channels had their turn.
  if (broken.length > 0) throw broken[0];
  return result;
}

/** A digest that nobody is woken for is told a little later. */
function orLogged(wakeLater: WakeLater, log: Log): WakeLater {
  return (digest, at) =>
    wakeLater(digest, at).catch((problem: unknown) => {
      if (!(problem instanceof FlipwatchError)) throw problem;
      log("warn", "nobody could be asked to wake deliver for a digest; the minute's sweep tells it", { digest, problem });
    });
}

async function inTurns<T>(lane: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = lane.values();
  const worker = async () => {
    for (const one of waiting) await work(one);
  };
  await Promise.all(Array.from({ length: LOGS_AT_ONCE }, worker));
}

function count(result: DeliverResult, log: LogId, told: Told): void {
  result.sends += told.sends;
  result.facts.push(...told.facts);
  for (const delivery of told.deliveries) countDelivery(result, delivery);
  if (told.end === "later") addOnce(result.unsettled, log);
}

function countDelivery(result: DeliverResult, delivery: Delivery): void {
  result.settled[delivery.state] = (result.settled[delivery.state] ?? 0) + 1;
  result.told.add(delivery.event);
  if (delivery.state === "given-up") result.givenUp.push(delivery);
}

function addOnce(logs: LogId[], log: LogId): void {
  if (!logs.includes(log)) logs.push(log);
}
