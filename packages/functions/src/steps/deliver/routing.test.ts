/** Routes, mutes, escalation and broken channels over the whole step and a store: who is told of what, and that the end follows. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import { FLEET, type FlipwatchEvent, MINUTE } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { type DeliverPorts, deliver, sweep } from "../deliver.ts";
import { Ear, event, numbers, pair, portsOf, start } from "./sample.ts";

let records: Records;
let clock: TestClock;
let slack: Ear;
let pager: Ear;

beforeEach(() => {
  records = createRecords(createMemoryTable());
  clock = testClock(start + 1_000);
  slack = new Ear("slack:ops");
  pager = new Ear("pagerduty:0", true);
});

const ports = (changes: Partial<DeliverPorts> = {}) => portsOf(records, clock, [slack, pager], changes);
const incident = { id: `${pair}!1`, openedAt: start, opening: "failover" as const };
const opening = event(1, { incident });
const reminder = event(2, { kind: "reminder", severity: "warning", incident });
const escalation = event(3, { kind: "unacknowledged", incident, detail: { channels: ["pagerduty:0"] } });
const answerBack = event(4, { kind: "answer-back", severity: "info", incident });
const recovered = event(5, { kind: "recovered", severity: "info", incident: { ...incident, closedAt: start + 5 } });

async function tell(events: readonly FlipwatchEvent[], changes: Partial<DeliverPorts> = {}) {
  await records.log.append(events);
  return deliver(ports(changes), [...new Set(events.map((one) => one.pair))]);
}

async function reasons(channel: Ear): Promise<string[]> {
  const found = await records.deliveries.of(pair, {});
  return found.filter((one) => one.channel === channel.id).map(({ number, state, reason }) => `${number} ${reason ?? state}`);
}

describe("routes", () => {
  it("give an incident to one channel, and from its escalation on to the other, with its end", async () => {
    const routes = [{ severity: "warning" as const, channels: ["slack:ops"] }];
    await tell([opening, reminder, escalation, answerBack, recovered], { routes });
    expect(await reasons(slack)).toEqual(["1 delivered", "2 delivered", "3 delivered", "4 no-route", "5 delivered"]);
    expect(await reasons(pager)).toEqual(["1 no-route", "2 untold", "3 delivered", "4 delivered", "5 delivered"]);
  });

  it("go by the pair's tags", async () => {
    const routes = [
      { tags: { team: "web" }, channels: ["slack:ops"] },
      { tags: { team: "mail" }, channels: ["pagerduty:0"] },
    ];
    const tags: Readonly<Record<string, Record<string, string>>> = { [pair]: { team: "web" } };
    await tell([opening], { routes, tagsOf: (id) => tags[id] ?? {} });
    expect([numbers(slack), numbers(pager)]).toEqual([[1], []]);
  });

  it("tell a channel once that several of them name", async () => {
    const routes = [{ channels: ["slack:ops"] }, { pairs: "*.example.com", channels: ["slack:ops", "slack:ops"] }];
    await tell([opening], { routes });
    expect(numbers(slack)).toEqual([1]);
  });
});

describe("a mute", () => {
  const mute = (from: number, until: number) =>
    records.mutes.put({
      version: 0,
      mutes: [{ id: "m", pairs: "*.example.com", from: start + from, until: start + until, by: "example-user", via: "cli" }],
    });

  it("begun after the opening was told keeps no end back", async () => {
    await mute(2, 100);
    await tell([opening, answerBack, recovered].map((one, index) => ({ ...one, number: index + 1, id: `${pair}#${index + 1}` })));
    expect(await reasons(slack)).toEqual(["1 delivered", "2 muted", "3 delivered"]);
  });

  it("that kept the opening back keeps the end back, also when it is over by then", async () => {
    await mute(0, 2);
    await tell([opening, reminder]);
    expect(await reasons(slack)).toEqual(["1 muted", "2 untold"]);
  });
});

describe("a channel that can't be told", () => {
  const down = async () => ({ outcome: "failed" as const, error: "HTTP 500", retryable: true });
  const facts = async () => (await records.inbox.oldest()).map(({ kind }) => kind);

  it("is reported broken after five minutes, once, and working with the next success", async () => {
    slack.answer = down;
    const found = (await tell([opening])).facts;
    for (let minute = 0; minute < 8; minute++) {
      clock.set(clock.now() + MINUTE);
      found.push(...(await sweep(ports())).facts);
    }
    expect(found).toMatchObject([{ kind: "channel-broken", channel: "slack:ops", error: "HTTP 500" }]);
    expect((found[0] as { at: number }).at - start).toBeGreaterThanOrEqual(5 * MINUTE);
    slack.answer = async () => ({ outcome: "delivered" });
    clock.set(clock.now() + MINUTE);
    expect((await sweep(ports())).facts).toMatchObject([{ kind: "channel-working", channel: "slack:ops" }]);
    expect(await facts()).toEqual([]);
  });

  it("is told so through the others alone", async () => {
    const broken = event(1, { pair: FLEET, kind: "channel-broken", detail: { channel: "slack:ops" } });
    const works = event(2, { pair: FLEET, kind: "channel-working", severity: "info", detail: { channel: "slack:ops" } });
    await tell([broken, works]);
    expect([numbers(slack), numbers(pager)]).toEqual([[], [1, 2]]);
  });
});

describe("a channel that does not take an event", () => {
  it("has it settled as suppressed, unsent", async () => {
    const picky = Object.assign(new Ear("pagerduty:0", true), { takes: ({ kind }: FlipwatchEvent) => kind !== "reminder" });
    await tell(
      [opening, reminder, recovered].map((one, index) => ({ ...one, number: index + 1, id: `${pair}#${index + 1}` })),
      {
        channels: [picky],
      },
    );
    expect(await reasons(picky)).toEqual(["1 delivered", "2 not-taken", "3 delivered"]);
  });
});
