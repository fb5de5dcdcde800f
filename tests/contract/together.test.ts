/**
 * Many names of one health check, told by deliver to Slack's look-alike by a bot, and to Teams by its web hook, over HTTP: how many messages people
 * get, what stands in them, and what a press of the one button does.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createSlackChannel } from "@flipwatch/adapters/channels/slack/channel";
import { pressIn } from "@flipwatch/adapters/channels/slack/press";
import { createTeamsChannel } from "@flipwatch/adapters/channels/teams/channel";
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import { failoverEvent } from "@flipwatch/adapters/testing/events";
import { deliveryPolicyOf, type FlipwatchEvent, MINUTE } from "@flipwatch/core";
import { type DeliverPorts, deliver, sweep } from "@flipwatch/functions/steps/deliver";
import { createSlack, LAB_SLACK, type SlackLookAlike } from "@flipwatch/lab/slack/slack";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const NOON = Date.UTC(2026, 10, 22, 12);
const CHECK = "1f416a68-5beb-4542-a015-64a30a8fc679";
const names = Array.from({ length: 300 }, (_, index) => `name-${index}.example.com/A`);

const servers: Server[] = [];
let slack: SlackLookAlike;
/** Bodies that Teams took. */
let cards: string[];
let records: Records;
let clock: TestClock;
let channels: DeliverPorts["channels"];

beforeEach(async () => {
  cards = [];
  records = createRecords(createMemoryTable());
  clock = testClock(NOON);
  slack = createSlack({ now: () => clock.now(), unitMs: 1 }, { origin: () => "" });
  const people = await listening(createServer((request, response) => void slack.handle(request, response, request.url ?? "")));
  const teams = await listening(createServer((request, response) => void takeCard(request, response)));
  const deps = { clock, unitMs: 1, dashboardUrl: "https://flipwatch.example.com" };
  channels = [
    createSlackChannel({ name: "ops", ...LAB_SLACK, apiUrl: `${people}/slack/api/` }, deps),
    createTeamsChannel({ name: "web", webhookUrl: `${teams}/workflows/0123456789abcdef` }, deps),
  ];
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function takeCard(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  cards.push(Buffer.concat(chunks).toString());
  response.writeHead(202).end();
}

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let invocations = 0;
function ports(): DeliverPorts {
  invocations += 1;
  const owner = `invocation-${invocations}`;
  return { records, channels, clock, random: Math.random, owner, policy: deliveryPolicyOf(), maxMs: 600_000, log: () => undefined };
}

/** What the names say, each in its log. */
async function say(number: number, kind: FlipwatchEvent["kind"], changes: Partial<FlipwatchEvent>, who = names): Promise<void> {
  const at = clock.now();
  const health = {
    primary: { status: "unhealthy", check: CHECK, sharedBy: names.length, since: NOON },
    secondary: { status: "healthy" },
  } as const;
  const events = who.map((pair) => {
    const incident = { id: `${pair}!1`, openedAt: NOON, opening: "failover" as const, ...(kind === "recovered" ? { closedAt: at } : {}) };
    return failoverEvent({ pair, number, kind, at, recordedAt: at, health, incident, from: undefined, to: undefined, ...changes });
  });
  await records.log.append(events);
  await deliver(ports(), who);
}

async function minute(): Promise<void> {
  clock.set(clock.now() + MINUTE);
  await sweep(ports());
}

function threads() {
  const messages = slack.messages();
  const roots = messages.filter(({ threadTs }) => threadTs === undefined);
  return roots.map((root) => ({ root, replies: messages.filter(({ threadTs }) => threadTs === root.ts) }));
}

describe("a health check of 300 names", { timeout: 60_000 }, () => {
  it("is one thread in Slack from its one alert to its end, and as many messages in Teams as it has to tell", async () => {
    await say(1, "failover", { from: "primary", to: "secondary" });
    expect([threads().length, cards.length]).toEqual([1, 1]);
    expect(cards[0]).toContain(`300 names of health check ${CHECK}: failed over to the secondary`);
    clock.set(NOON + 5 * MINUTE);
    await say(2, "acknowledged", { severity: "info", detail: { by: "example-user", via: "slack:ops" } });
    clock.set(NOON + 10 * MINUTE);
    await say(3, "answer-back", { severity: "info", from: "secondary", to: "primary" });
    clock.set(NOON + 12 * MINUTE);
    await say(4, "recovered", { severity: "info" }, names.slice(0, 280));
    for (let minutes = 0; minutes < 3; minutes += 1) await minute();
    await say(4, "recovered", { severity: "info" }, names.slice(280));
    for (let minutes = 0; minutes < 2; minutes += 1) await minute();

    const [thread, ...others] = threads();
    expect(others).toEqual([]);
    expect(thread?.replies.map(({ broadcast }) => broadcast)).toEqual([false, false, true, true]);
    expect(thread?.replies.map(({ text }) => text.split("\n")[0])).toEqual([
      expect.stringContaining(`300 names of health check ${CHECK}: acknowledged by example-user`),
      expect.stringContaining(`300 names of health check ${CHECK}: answer back on the primary`),
      expect.stringContaining(`280 of 300 names of health check ${CHECK}: recovered`),
      expect.stringContaining(`20 of 300 names of health check ${CHECK}: recovered`),
    ]);
    const shown = JSON.stringify(thread?.root.payload);
    for (const part of [":white_check_mark:", "Acknowledged by example-user", "The incident is over for all of them."])
      expect(shown).toContain(part);
    expect(cards).toHaveLength(5);
    for (const pair of names) {
      const states = (await records.deliveries.of(pair, {})).map(({ channel, number, state }) => `${channel} ${number} ${state}`);
      expect(states.toSorted(), pair).toEqual(
        ["slack:ops", "teams:web"].flatMap((channel) => [1, 2, 3, 4].map((number) => `${channel} ${number} digested`)),
      );
    }
  });

  it("has one button, which acknowledges all of them", async () => {
    await say(1, "failover", { from: "primary", to: "secondary" });
    const [thread] = threads();
    const buttons = [
      ...JSON.stringify(thread?.root.payload).matchAll(/"action_id":"([^"]+)","text":[^}]+\}(?:,"value":"((?:[^"\\]|\\.)*)")?/g),
    ];
    expect(buttons.map(([, action]) => action)).toEqual(["flipwatch_acknowledge", "flipwatch_open"]);
    const value = JSON.parse(`"${buttons[0]?.[2]}"`) as string;
    const payload = {
      type: "block_actions",
      user: { id: "U1", username: "example-user" },
      channel: { id: "C1" },
      message: { ts: thread?.root.ts },
      actions: [{ action_id: "flipwatch_acknowledge", value, action_ts: "1795345200.000100" }],
    };
    const press = pressIn(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
    expect(press?.asked).toEqual({ kind: "acknowledge", pair: `CHECK:${CHECK}` });
  });

  it("of which only one flips is that name's own thread, from its alert to its end", async () => {
    const [only = ""] = names;
    await say(1, "failover", { from: "primary", to: "secondary" }, [only]);
    expect([threads().length, cards.length]).toEqual([0, 0]);
    await minute();
    expect([threads().length, cards.length]).toEqual([1, 1]);
    // Of its own log: what follows needs nothing to be looked for.
    expect((await records.cursors.get(only, "slack:ops"))?.memory).toMatchObject({ incident: `${only}!1`, ts: threads()[0]?.root.ts });
    clock.set(NOON + 10 * MINUTE);
    await say(2, "recovered", { severity: "info" }, [only]);
    await minute();
    const [thread, ...others] = threads();
    expect(others).toEqual([]);
    expect(thread?.root.metadata).toMatchObject({ event_payload: { event: `${only}#1`, part: "root" } });
    expect(thread?.replies.map(({ metadata }) => metadata)).toMatchObject([{ event_payload: { event: `${only}#2` } }]);
    expect(cards).toHaveLength(2);
  });
});
