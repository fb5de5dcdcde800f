/**
 * The whole loop in one process: the shipped steps, scheduled as in the cloud, over the memory table and a scripted world. A test lets
 * time pass, breaks things at moments it names, and reads what was told.
 */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import {
  type DeliveryPolicy,
  deliveryPolicyOf,
  FLEET,
  type FlipwatchEvent,
  type LogId,
  MINUTE,
  type Ms,
  type PairId,
  policyOf,
  type Table,
} from "@flipwatch/core";
import { type Account, createAccount } from "./account.ts";
import { faultyTable, healthyStore, type StoreFaults } from "./around-table.ts";
import { SimChannel } from "./channel.ts";
import { createSimClock, createWallClock, type SimClock, type WallClock } from "./clock.ts";
import { createInvoker, type Invoker, type StepName } from "./invoker.ts";
import { createNetwork, type Fault, type Network, RESOLVER } from "./network.ts";
import { createQueue, createTopic, createWakeQueue, type Queue, type Topic, type WakeQueue } from "./queues.ts";
import { createRandom, type Random } from "./random.ts";
import { startSchedule } from "./schedule.ts";

import { PAIR, pairOf, World } from "./world.ts";

/** Simulations begin here: a whole number of rounds, of minutes and of days. */
export const START: Ms = Date.UTC(2026, 10, 22);
const SECOND = 1_000;
export const REGIONS = ["us-east-2", "eu-central-1", "ap-northeast-1", "sa-east-1", "eu-west-1"] as const;

export interface Options {
  /** 3 unless told. */
  regions?: number;
  seed?: number;
  /** Also asks a resolver in each region. */
  resolver?: boolean;
  /** Slack is read by people, at most two alerts a minute, and whoever acknowledges nothing is reminded; a second Slack is told by escalation alone. */
  people?: boolean;
  /** So many names have the same record sets and health checks: 1 unless told, 8 at most. With more than two among people their alerts are a group's. */
  names?: number;
}

/** With people in it, everything that waits for them comes soon enough to happen within a simulation. */
const AMONG_PEOPLE = { remindMinutes: 4, escalation: [{ afterMinutes: 6, channels: ["slack:boss"] }] };
const amongPeople = (): DeliveryPolicy => ({ ...deliveryPolicyOf(), windowAlerts: 2, flappingMs: 5 * MINUTE });

export interface Simulation {
  clock: SimClock;
  /** What Flipwatch takes for the time; everything else goes by `clock`. */
  wall: WallClock;
  random: Random;
  world: World;
  network: Network;
  account: Account;
  /** As the steps meet it, and as it really is. */
  store: StoreFaults;
  table: Table;
  records: Records;
  wakeQueue: WakeQueue;
  wakeMessages: Queue;
  topic: Topic;
  alertMessages: Queue;
  slack: SimChannel;
  webhook: SimChannel;
  /** These two and, among people, the one that is told by escalation. */
  channels: readonly SimChannel[];
  deliveryPolicy: DeliveryPolicy;
  invoker: Invoker;
  regions: readonly string[];
  pairs: readonly PairId[];
  /** Of the pairs, and the fleet's. */
  logs: readonly LogId[];
  /** Lets time pass until so many seconds after the start. */
  until(second: number): Promise<void>;
  /** Does something at that second. */
  at(second: number, act: () => void): void;
  /** A network fault, in seconds. */
  fault(fault: Omit<Fault, "from" | "to"> & { from: number; to: number }): void;
  log(log?: LogId): Promise<FlipwatchEvent[]>;
}

export function simulate({ regions: count = 3, seed = 1, resolver = false, people = false, names = 1 }: Options = {}): Simulation {
  const clock = createSimClock(START);
  const wall = createWallClock(clock);
  const random = createRandom(seed);
  const regions = REGIONS.slice(0, count);
  const world = new World(clock, names);
  const network = createNetwork(world, clock);
  const account = createAccount(world, clock);
  const table = createMemoryTable();
  const records = createRecords(table);
  const store = healthyStore();
  const wakeMessages = createQueue(clock, random, (event) => invoker.wakeTally(event));
  const wakeQueue = createWakeQueue(clock, wakeMessages);
  const alertMessages = createQueue(clock, random, (event) => invoker.deliver(event));
  const topic = createTopic(alertMessages);
  const slack = new SimChannel("slack:ops", { dedupes: false, audience: people ? "people" : "machines" }, clock);
  const webhook = new SimChannel("webhook:0", { dedupes: true, audience: "machines" }, clock);
  const boss = new SimChannel("slack:boss", { dedupes: false, audience: "people" }, clock);
  const channels = people ? [slack, webhook, boss] : [slack, webhook];
  const deliveryPolicy = people ? amongPeople() : deliveryPolicyOf();
  const invoker = createInvoker({
    clock: wall,
    random,
    table: faultyTable(table, store, clock, random),
    network,
    account,
    wakeQueue,
    topic,
    alertMessages,
    channels,
    policy: policyOf({ regions, intervalSeconds: 10, ...(people ? AMONG_PEOPLE : {}) }),
    deliveryPolicy,
    routes: people ? [{ channels: [slack.id, webhook.id] }] : undefined,
    resolvers: resolver ? [RESOLVER] : [],
  });
  startSchedule(invoker, clock, regions);
  const pairs = world.names.map(pairOf);
  const moment = (second: number): Ms => START + second * SECOND;
  return {
    ...{ clock, wall, random, world, network, account, store, table, records },
    ...{ wakeQueue, wakeMessages, topic, alertMessages, slack, webhook, channels, deliveryPolicy, invoker, regions },
    ...{ pairs, logs: [...pairs, FLEET] },
    until: (second) => clock.pass(moment(second)),
    at: (second, act) => void clock.until(moment(second)).then(act),
    fault: (fault) => network.fault({ ...fault, from: moment(fault.from), to: moment(fault.to) }),
    log: (log = PAIR) => wholeLog(records, log),
  };
}

async function wholeLog(records: Records, log: LogId): Promise<FlipwatchEvent[]> {
  const events: FlipwatchEvent[] = [];
  for (;;) {
    const page = await records.log.read(log, { after: events.at(-1)?.number ?? 0, limit: 1_000 });
    events.push(...page);
    if (page.length < 1_000) return events;
  }
}

export type { StepName };
