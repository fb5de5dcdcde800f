/**
 * Two deliverers with nothing in common but the store and Slack, both woken for every pair at the same time, over DynamoDB's and Slack's wire
 * protocols: people read each event once, in order, in the thread of its pair.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSlackChannel } from "@flipwatch/adapters/channels/slack/channel";
import { createDocumentClient, createDynamoTable } from "@flipwatch/adapters/store/dynamo-table";
import { ensureTable } from "@flipwatch/adapters/store/ensure-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { failoverEvent } from "@flipwatch/adapters/testing/events";
import { deliveryPolicyOf, type FlipwatchEvent } from "@flipwatch/core";
import { type DeliverPorts, deliver, sweep } from "@flipwatch/functions/steps/deliver";
import { createSlack, LAB_SLACK, type SlackLookAlike } from "@flipwatch/lab/slack/slack";
import dynalite from "dynalite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { localConnection } from "./local-dynamodb.ts";

const TABLE = "flipwatch";
const pairs = Array.from({ length: 5 }, (_, index) => `site-${index}.example.com/A`);
const kinds = ["first-seen", "failover", "answer-back", "recovered"] as const;
/** Waits are a twentieth of the usual, and no alert is kept for a digest. */
const policy = { ...deliveryPolicyOf(20), windowAlerts: 1_000 };
/** Far more than are needed. */
const SWEEPS_MAX = 500;
/** Beyond every moment that the store can sort. */
const EVER = 999_999_999_999_999;

const servers: Server[] = [];
let slack: SlackLookAlike;
let records: Records;
let deliverers: DeliverPorts[];

beforeEach(async () => {
  const store = await listening(dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }));
  slack = createSlack({ now: Date.now, unitMs: 1 }, { origin: () => "" });
  const people = await listening(createServer((request, response) => void slack.handle(request, response, request.url ?? "")));
  await ensureTable(createDocumentClient(localConnection(store)), TABLE);
  records = recordsAt(store);
  deliverers = ["one", "the other"].map((owner) => deliverer(owner, store, people));
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function recordsAt(store: string): Records {
  return createRecords(createDynamoTable({ connection: localConnection(store), tableName: TABLE }));
}

/** As a process of its own has it: connections, a bot, a name. */
function deliverer(owner: string, store: string, people: string): DeliverPorts {
  const bot = createSlackChannel({ name: "ops", ...LAB_SLACK, apiUrl: `${people}/slack/api/` }, { clock: systemClock, unitMs: 1 });
  return { records: recordsAt(store), channels: [bot], clock: systemClock, random: Math.random, owner, policy, log: () => undefined };
}

/** The step of its story that each pair takes next. */
function eventsOf(kind: (typeof kinds)[number]): FlipwatchEvent[] {
  const now = Date.now();
  return pairs.map((pair) => {
    const open = { id: `${pair}!1`, openedAt: now, opening: "failover" as const };
    const incident = kind === "recovered" ? { ...open, closedAt: now, durationMs: 1, errorMs: 0 } : open;
    const severity = kind === "failover" ? "critical" : "info";
    return failoverEvent({
      ...{ pair, kind, severity, number: kinds.indexOf(kind) + 1, at: now, recordedAt: now, message: `${pair}: ${kind}` },
      ...(kind === "first-seen" ? {} : { incident }),
    });
  });
}

/** Requests that left from each. Both at once, each in an order of its own; then by both sweeps at once what either left to the other. */
async function tell(events: readonly FlipwatchEvent[]): Promise<number[]> {
  const { log, cursors } = records;
  for (const event of events) await log.append([event]);
  const results = [await Promise.all(deliverers.map((ports, index) => deliver(ports, index === 0 ? pairs : pairs.toReversed())))];
  while ((await cursors.unsettled(EVER, 1)).length > 0) {
    expect(results.length, "sweeps").toBeLessThan(SWEEPS_MAX);
    results.push(await Promise.all(deliverers.map((ports) => sweep(ports))));
  }
  return deliverers.map((_, index) => results.reduce((sum, both) => sum + (both[index]?.sends ?? 0), 0));
}

interface Mark {
  event: string;
  incident?: string;
}
const markOf = ({ metadata }: { metadata?: unknown }) => (metadata as { event_payload: Mark }).event_payload;

/** What people read of each pair: the events' numbers, and for each incident's how many threads there are. */
function read() {
  const messages = slack.messages();
  return pairs.map((pair) => {
    const ours = messages.filter((message) => markOf(message).event.startsWith(`${pair}#`));
    const ofIncident = ours.filter((message) => markOf(message).incident !== undefined);
    return {
      numbers: ours.map((message) => Number(markOf(message).event.split("#")[1])),
      threads: new Set(ofIncident.map(({ ts, threadTs }) => threadTs ?? ts)).size,
    };
  });
}

describe("two deliverers at once", () => {
  it("tell each of twenty events once", async () => {
    const sends = [0, 0];
    for (const kind of kinds) {
      const sent = await tell(eventsOf(kind));
      sent.forEach((count, index) => {
        sends[index] = (sends[index] ?? 0) + count;
      });
    }
    expect(read()).toEqual(pairs.map(() => ({ numbers: [1, 2, 3, 4], threads: 1 })));
    const [one = 0, other = 0] = sends;
    expect(one + other, "nothing is sent twice").toBe(pairs.length * kinds.length);
    expect(Math.min(one, other), "both took part").toBeGreaterThan(0);
  });

  it("tell each once, too, where Slack takes messages and its answers are lost", async () => {
    for (const kind of kinds) {
      slack.mode({ mode: "close", after: true, method: "chat.postMessage", count: 3 });
      await tell(eventsOf(kind));
    }
    expect(read()).toEqual(pairs.map(() => ({ numbers: [1, 2, 3, 4], threads: 1 })));
  });

  it("tell each once, too, where all that happened waits for both when they come", async () => {
    await tell(kinds.flatMap(eventsOf).toSorted((a, b) => a.number - b.number));
    expect(read()).toEqual(pairs.map(() => ({ numbers: [1, 2, 3, 4], threads: 1 })));
  });
});
