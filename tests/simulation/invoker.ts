/** Invokes the shipped functions as Lambda would: each invocation on its own, side by side, and now and then killed half-way. */
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import type { Channel, Clock, DeliveryPolicy, Policy, Route, Table } from "@flipwatch/core";
import { FlipwatchError } from "@flipwatch/core";
import { serveDeliver, serveDiscover, serveHealth, serveProbe, serveTally } from "@flipwatch/functions/flow";
import { rereadDefinition } from "@flipwatch/functions/steps/tally/reread";
import type { SQSEvent } from "aws-lambda";
import type { Account } from "./account.ts";
import { Life, mortalAsker, mortalChannel, mortalClock, mortalNameServers, mortalPublisher, mortalTable, mortalWakeUps } from "./life.ts";
import type { Network } from "./network.ts";
import type { Queue, Taken, Topic, WakeQueue } from "./queues.ts";
import type { Random } from "./random.ts";
import { SERVERS } from "./world.ts";

export type StepName = "discover" | "probe" | "health" | "tally" | "deliver";

export interface Surroundings {
  clock: Clock;
  random: Random;
  table: Table;
  network: Network;
  account: Account;
  wakeQueue: WakeQueue;
  topic: Topic;
  alertMessages: Pick<Queue, "put">;
  channels: readonly Channel[];
  policy: Policy;
  deliveryPolicy: DeliveryPolicy;
  routes?: readonly Route[];
  resolvers: readonly string[];
}

export interface Invoker {
  discover(): Promise<void>;
  probe(region: string): Promise<void>;
  health(): Promise<void>;
  /** By schedule: every shard. */
  tally(): Promise<void>;
  wakeTally(event: SQSEvent): Promise<Taken>;
  deliver(event: SQSEvent): Promise<Taken>;
  sweep(): Promise<void>;
  /** Steps that are not invoked at all while they are in here; a probe is named with its region: `probe eu-west-1`. */
  readonly off: Set<string>;
  /** Asked before each invocation: at which step of its life it dies; undefined lets it live. */
  fate: (step: StepName) => number | undefined;
  /** How many have died. */
  deaths: number;
  /** Errors that are no dependency's failing: broken invariants, bugs. There must be none. */
  readonly broken: unknown[];
}

type Outcome<T> = { done: T } | "failed" | "killed" | "off";

/** Nobody reads the steps' log lines here. */
const silent = (): void => undefined;

/** As SNS would name it: an alert's message, without one. */
const wakeUpFor = (log: string) => ({ Message: "{}", MessageAttributes: { pair: { Value: log } } });
/** SQS delays by whole seconds. */
const inWholeSeconds = (ms: number) => Math.max(0, 1_000 * Math.ceil(ms / 1_000));

export function createInvoker(around: Surroundings): Invoker {
  const { clock, policy } = around;
  let invocations = 0;

  async function invoke<T>(step: StepName, name: string, run: (records: Records, life: Life) => Promise<T>): Promise<Outcome<T>> {
    if (invoker.off.has(name)) return "off";
    const life = new Life(invoker.fate(step));
    invocations += 1;
    try {
      const running = run(createRecords(mortalTable(around.table, life)), life).then((done) => ({ done }));
      const died = life.ended.then(() => {
        invoker.deaths += 1;
        return "killed" as const;
      });
      return await Promise.race([running, died]);
    } catch (problem) {
      if (!(problem instanceof FlipwatchError)) invoker.broken.push(problem);
      return "failed";
    }
  }

  const config = { zones: ["example.com"], pairs: [] };
  const tally = (records: Records, life: Life) => {
    const reread = rereadDefinition({ records, route53: around.account.route53, config, clock, log: silent });
    const publisher = mortalPublisher(around.topic, life);
    return serveTally({ records, publisher, reread, clock: mortalClock(clock, life), policy, log: silent });
  };
  const deliver = (records: Records, life: Life) =>
    serveDeliver({
      records,
      channels: around.channels.map((channel) => mortalChannel(channel, life)),
      clock: mortalClock(clock, life),
      random: () => around.random.next(),
      owner: `invocation-${invocations}`,
      policy: around.deliveryPolicy,
      routes: around.routes,
      wakeLater: (digest, at) => life.call(async () => around.alertMessages.put(wakeUpFor(digest), inWholeSeconds(at - clock.now()))),
      log: silent,
    });
  const probe = (region: string, records: Records, life: Life) =>
    serveProbe({
      records,
      asker: mortalAsker(around.network.asker(region), life),
      nameServers: mortalNameServers({ of: async () => SERVERS }, life),
      wakeUps: mortalWakeUps(around.wakeQueue, life),
      clock: mortalClock(clock, life),
      policy,
      region,
      regionIndex: policy.regions.indexOf(region),
      resolvers: around.resolvers,
      timeoutMs: 1_500,
      maxMs: 175_000,
      log: silent,
    });

  const invoker: Invoker = {
    off: new Set(),
    fate: () => undefined,
    deaths: 0,
    broken: [],
    async discover() {
      const channels = around.channels.map((channel) => channel.id);
      const ports = { route53: around.account.route53, config, channels, clock, log: silent };
      await invoke("discover", "discover", (records) => serveDiscover({ ...ports, records })());
    },
    async probe(region) {
      await invoke("probe", `probe ${region}`, (records, life) => probe(region, records, life)());
    },
    async health() {
      const { metrics, route53 } = around.account;
      const ports = { metrics, route53, clock, policy, log: silent };
      await invoke("health", "health", (records, life) =>
        serveHealth({ ...ports, records, wakeUps: mortalWakeUps(around.wakeQueue, life) })(),
      );
    },
    async tally() {
      await invoke("tally", "tally", (records, life) => tally(records, life)({}));
    },
    async wakeTally(event) {
      const outcome = await invoke("tally", "tally", (records, life) => tally(records, life)(event));
      return outcome === "killed" ? "again" : "done";
    },
    async deliver(event) {
      const outcome = await invoke("deliver", "deliver", (records, life) => deliver(records, life)(event));
      if (typeof outcome === "string") return outcome === "off" ? "off" : "again";
      return outcome.done.batchItemFailures.length === 0 ? "done" : "again";
    },
    async sweep() {
      await invoke("deliver", "deliver", (records, life) => deliver(records, life)({}));
    },
  };
  return invoker;
}
