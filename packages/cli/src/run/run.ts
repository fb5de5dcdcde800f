/** Puts `flipwatch run` together and takes it apart again: store, steps, schedules, and what it answers over HTTP. */
import { resolve } from "node:path";
import { openLevelStore } from "@flipwatch/adapters/store/level-store";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { systemClock } from "@flipwatch/adapters/system-clock";
import type { Channel, Config, Finding, FlipwatchEvent } from "@flipwatch/core";
import type { Log } from "@flipwatch/functions/steps/log";
import { type Front, openFront } from "./front.ts";
import type { ListenPlan } from "./listening.ts";
import { observed } from "./observe.ts";
import { createParts, LOCAL_REGION, type Parts } from "./parts.ts";
import { releaseClaims } from "./release-claims.ts";
import { createQueues, runSchedules, wakeAllLogs } from "./schedule.ts";
import { watchDeliveries } from "./watch-deliveries.ts";

/** Zones that take longer to read, as while Route 53 is in trouble, follow later: pairs named outright do not wait for them. */
const ZONES_PATIENCE_MS = 2_000;

export interface RunOptions {
  config: Config;
  dataFolder: string;
  /** Where, and for whom. */
  plan: ListenPlan;
  /** Absent: the usual one, or a free one where that is in use. */
  port?: number;
  /** Trouble that the steps could go on without. */
  log: Log;
  /** A channel that can't be told, and that it works again. */
  warn(line: string): void;
  ready(line: ReadyLine): void;
  show(event: FlipwatchEvent): void;
}

/** The first line of `run --json`. */
export interface ReadyLine {
  kind: "run.ready";
  at: number;
  /** Where the API listens for this machine; its routes are below `/api`. */
  api: string;
  /** Where people look. */
  dashboard: string;
  data: string;
  region: string;
  pairs: string[];
  /** Configured zones that are still being read; pairs found in them are watched as soon as they are. Those found before already are. */
  zonesPending: string[];
  intervalSeconds: number;
  channels: string[];
  resolvers: readonly string[];
  /** What discovery found wrong, in plain words. */
  findings: Finding[];
}

export interface Run {
  /** Rejects when something broke that can't be gone on from. */
  failed: Promise<never>;
  channels: readonly Channel[];
  close(): Promise<void>;
}

/** Throws FlipwatchError: the data folder is in use by another process, or the port. What was started is ended again then. */
export async function startRun(options: RunOptions): Promise<Run> {
  const stop = new AbortController();
  const { log } = options;
  const data = resolve(options.dataFolder);
  const store = await openLevelStore(data);
  const closers: (() => Promise<void>)[] = [() => store.close()];
  const close = async () => {
    stop.abort();
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    // All that this process writes goes through here.
    const records = watchDeliveries(observed(createRecords(store.table), options.show), options.warn);
    let parts: Parts;
    let broken: (problem: unknown) => void = () => {};
    const failed = new Promise<never>((_, reject) => {
      broken = reject;
    });
    // Whoever runs this awaits it later; until then it is not unhandled.
    failed.catch(() => {});
    const hearing = { log, broken };
    const queues = createQueues(() => parts, hearing);
    parts = await createParts({
      config: options.config,
      records,
      log,
      signal: stop.signal,
      wakeTally: (shard) => queues.tally.ask(String(shard)),
      wakeDeliver: (name) => queues.deliver.ask(name),
    });
    closers.push(() => parts.close());
    const wakeUps = { wake: async (shard: number) => queues.tally.ask(String(shard)) };
    const { config, plan, port } = options;
    const front = await openFront({ config, policy: parts.policy, records, wakeUps, data, plan, port, signal: stop.signal, log });
    closers.push(() => front.close());
    const zonesPending = await discoverAtFirst(parts, config.zones);
    options.ready(await readyLine(options, { parts, records, front, data, zonesPending }));
    await releaseClaims(records, systemClock.now());
    await wakeAllLogs(records, queues);
    const schedules = runSchedules(parts, records, queues, hearing);
    closers.push(() => schedules);
    return { failed, channels: parts.channels, close };
  } catch (problem) {
    await close();
    throw problem;
  }
}

/** The zones that are not read yet when patience ends; the schedule's first turn joins the discovery that is under way then. */
async function discoverAtFirst(parts: Parts, zones: string[]): Promise<string[]> {
  const discovered = parts.discover().then((): string[] => []);
  if (zones.length === 0) return discovered;
  const enough = new AbortController();
  const patience = systemClock.until(systemClock.now() + ZONES_PATIENCE_MS, enough.signal).then(() => zones);
  try {
    return await Promise.race([discovered, patience]);
  } finally {
    enough.abort();
  }
}

interface Started {
  parts: Parts;
  records: Records;
  front: Front;
  data: string;
  zonesPending: string[];
}

async function readyLine(options: RunOptions, { parts, records, front, data, zonesPending }: Started): Promise<ReadyLine> {
  const slots = (await records.manifests.current()).flatMap((manifest) => manifest.slots);
  return {
    kind: "run.ready",
    at: systemClock.now(),
    api: front.api,
    dashboard: front.dashboard,
    data,
    region: LOCAL_REGION,
    pairs: slots.filter((slot) => !slot.retired).map((slot) => slot.pair),
    zonesPending,
    intervalSeconds: options.config.probe.intervalSeconds,
    channels: parts.channels.map((channel) => channel.id),
    resolvers: options.config.probe.resolvers,
    findings: await records.findings.all(),
  };
}
