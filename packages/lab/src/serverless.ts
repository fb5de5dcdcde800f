/** Flipwatch deployed into the lab: its functions in sandboxes, a schedule for each, the queues in front of tally and deliver. */
import type { Config } from "@flipwatch/core";
import type { Ending } from "./ending.ts";
import { type Bundles, bundleHandlers, shippedHandlers } from "./invoker/bundle.ts";
import { labFunctions } from "./invoker/functions.ts";
import { createInvoker, type Invoker, type Outcome } from "./invoker/invoker.ts";
import { type Queue, startQueueMapping } from "./invoker/queue-mapping.ts";
import { createScheduler, type Schedule } from "./invoker/scheduler.ts";
import { functionEnv } from "./lab-config.ts";
import type { LabLog, LabOptions } from "./lab-types.ts";
import { DELIVER_QUEUE, WAKE_QUEUE } from "./resources.ts";
import type { LabTime, Random } from "./types.ts";

export interface ServerlessOptions {
  bundles: Bundles;
  /** With the network table of that region. */
  configOf(region: string): Config;
  home: string;
  regions: readonly string[];
  endpoint: string;
  topicArn: string;
  speed: number;
  time: LabTime;
  random: Random;
  queue(name: string): Queue;
  scheduler: NonNullable<LabOptions["scheduler"]>;
  log(level: LabLog["level"], source: string, text: string): void;
  ending: Ending;
}

/** Every handler, bundled unless it comes so; ended with the lab. */
export async function bundleAll(
  { handlersDirectory = shippedHandlers(), bundleOf }: Pick<LabOptions, "handlersDirectory" | "bundleOf">,
  ending: Ending,
): Promise<Bundles> {
  const names = bundleOf === undefined ? labFunctions.map(({ name }) => name) : [];
  const bundles = await bundleHandlers(handlersDirectory, names);
  ending.add(bundles.close);
  return bundleOf === undefined ? bundles : { ...bundles, fileOf: bundleOf };
}

/** Tally's queue is FIFO: one group a shard, so more pollers only help more shards. Deliver sends in parallel to channels by itself. */
const MAX_TALLIES = 2;
const MAX_DELIVERIES = 2;

export interface Serverless {
  invoker: Invoker;
  /** Starts the schedules. The first minute is not waited for: what is to be watched is found, then watched. */
  begin(): void;
}

/**
 * Resolves when every sandbox is loaded: on two cores that takes all there is, and whatever watches the clock meanwhile (health checkers,
 * time limits) would see an outage of our own making.
 */
export async function startServerless(options: ServerlessOptions): Promise<Serverless> {
  const { home, regions, time, random, log, ending, scheduler: wishes } = options;
  const invoker = createInvoker({
    bundles: options.bundles,
    functions: labFunctions,
    unitMs: time.unitMs,
    envFor: (functionName, region) => functionEnv({ ...options, config: options.configOf(region), functionName, region }),
    onLine: ({ functionName, region }, line) => log("info", `${functionName}@${region}`, line),
  });
  const pollers: Promise<void>[] = [];
  // Ended in turn from the last: no new events, then the sandboxes, then whoever waited for one of them.
  ending.add(() => Promise.all(pollers).then(() => undefined));
  ending.add(invoker.close);
  const told = (source: string) => (outcome: Outcome) => {
    if (ending.begun()) return;
    if (outcome.status === "error") log("error", source, `${outcome.errorType}: ${outcome.errorMessage}`);
    if (outcome.status === "throttled") log("error", source, "throttled: too many at the same time");
  };
  for (const [name, functionName, maxConcurrency] of [
    [WAKE_QUEUE, "tally", MAX_TALLIES],
    [DELIVER_QUEUE, "deliver", MAX_DELIVERIES],
  ] as const) {
    const mapping = startQueueMapping({
      queue: options.queue(name),
      functionName,
      region: home,
      time,
      invoke: invoker.invoke,
      maxConcurrency,
      onOutcome: told(`${functionName}@${home}`),
      onError: (error) => log("error", `queue ${name}`, String(error)),
    });
    ending.add(() => void pollers.push(mapping.stop()));
  }
  // A sandbox takes memory, so one that would have nobody to ping is not begun.
  const heartbeat = options.configOf(home).heartbeat === undefined ? [] : ["heartbeat"];
  // Health has its turn as the minute begins, which is its worst place: the metrics of the period that has just ended are not out yet.
  const schedules: Schedule[] = [
    ...["health", "discover", "tally", "deliver", ...heartbeat].map((functionName) => ({ functionName, region: home })),
    ...regions.map((region) => ({ functionName: "probe", region })),
  ];
  const scheduler = createScheduler({
    schedules,
    time,
    random,
    invoke: invoker.invoke,
    waiting: invoker.waiting,
    ...wishes,
    onOutcome: ({ functionName, region }, outcome) => told(`${functionName}@${region}`)(outcome),
  });
  ending.add(scheduler.stop);
  await warmUp(invoker, home, regions, options.configOf(home));
  const begin = () => {
    if (wishes.paused) return;
    scheduler.start();
    scheduler.prime(["discover", "health", "probe"]).catch((error: unknown) => {
      if (!ending.begun()) log("error", "lab", String(error));
    });
  };
  return { invoker, begin };
}

/** In the order in which an event needs them. Probes overlap at every hand-over, so each region needs two. */
async function warmUp(invoker: Invoker, home: string, regions: readonly string[], { channels }: Config): Promise<void> {
  const everywhere = regions.map((region) => ["probe", region] as const);
  // Slack waits three seconds for whoever takes a press. Only what a signing secret goes with has buttons to press.
  const pressed = channels.slack?.some((entry) => "signingSecret" in entry) === true ? ["interact"] : [];
  const atHome = ["tally", "deliver", "api", ...pressed].map((name) => [name, home] as const);
  const wanted = [["discover", home] as const, ["health", home] as const, ...everywhere, ...atHome, ...everywhere];
  await Promise.all(wanted.map(([name, region]) => invoker.warm(name, region)));
}
