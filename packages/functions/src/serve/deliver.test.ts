import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { testClock } from "@flipwatch/adapters/testing/clock";
import {
  type Channel,
  deliveryPolicyOf,
  FLEET,
  FlipwatchError,
  type FlipwatchEvent,
  fleet,
  newLogHead,
  policyOf,
  type SendResult,
} from "@flipwatch/core";
import type { SQSRecord } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { serveDeliver } from "./deliver.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const PAIR = "failover.example.com/A";
const failover: FlipwatchEvent = {
  schema: "flipwatch.event/1",
  id: `${PAIR}#1`,
  pair: PAIR,
  number: 1,
  kind: "failover",
  severity: "critical",
  at: NOON,
  bounds: { by: NOON },
  recordedAt: NOON,
  message: "It failed over.",
};

function record(body: string): SQSRecord {
  return { messageId: "m1", body, messageAttributes: {} } as unknown as SQSRecord;
}

const envelope = JSON.stringify({
  Message: JSON.stringify(failover),
  Timestamp: new Date(NOON + 40).toISOString(),
  MessageAttributes: { pair: { Type: "String", Value: PAIR } },
});

async function stage(result: SendResult, table = createMemoryTable(), ...others: Channel[]) {
  const records = createRecords(table);
  await records.log.append([failover]);
  const channel: Channel = { id: "webhook:0", dedupes: true, audience: "machines", send: async () => result };
  const clock = testClock(NOON + 100);
  const logged: string[] = [];
  const log = (_level: string, message: string) => void logged.push(message);
  const ports = { records, channels: [channel, ...others], clock, random: () => 0.5, owner: "test", policy: deliveryPolicyOf(), log };
  return { records, clock, logged, handler: serveDeliver(ports) };
}

describe("the Lambda around deliver", () => {
  it("tells the log that the SNS envelope names, and keeps when SNS accepted the event", async () => {
    const { records, handler } = await stage({ outcome: "delivered" });
    expect(await handler({ Records: [record(envelope)] })).toEqual({ batchItemFailures: [] });
    expect(await records.deliveries.of(PAIR, {})).toMatchObject([{ state: "delivered", event: failover.id, publishedAt: NOON + 40 }]);
  });

  it("dates an event that was told before its own wake-up came", async () => {
    const { records, handler } = await stage({ outcome: "delivered" });
    const earlier = { ...record(""), messageAttributes: { pair: { dataType: "String", stringValue: PAIR } } } as unknown as SQSRecord;
    await handler({ Records: [earlier] });
    expect((await records.deliveries.of(PAIR, {})).map(({ publishedAt }) => publishedAt)).toEqual([undefined]);
    expect(await handler({ Records: [record(envelope)] })).toEqual({ batchItemFailures: [] });
    expect(await records.deliveries.of(PAIR, {})).toMatchObject([{ state: "delivered", publishedAt: NOON + 40 }]);
  });

  it("waits for no date of an event that it told itself, though another channel has to be tried again", async () => {
    const { clock, handler } = await stage({ outcome: "delivered" }, createMemoryTable(), {
      ...{ id: "slack:ops", dedupes: false, audience: "people" },
      send: async () => ({ outcome: "failed", error: "429", retryable: true, retryAfterMs: 60_000 }),
    });
    expect(await handler({ Records: [record(envelope)] })).toEqual({ batchItemFailures: [] });
    expect(clock.waits).toEqual([]);
  });

  it("tells the log that a raw delivery names by its own attribute", async () => {
    const { records, handler } = await stage({ outcome: "delivered" });
    const raw = { ...record(JSON.stringify(failover)), messageAttributes: { pair: { dataType: "String", stringValue: PAIR } } };
    expect(await handler({ Records: [raw] })).toEqual({ batchItemFailures: [] });
    expect(await records.deliveries.of(PAIR, {})).toMatchObject([{ state: "delivered" }]);
  });

  it.each(["in an envelope", "raw"])(
    "tells also the log of an event that SNS refused, when the FLEET event about it arrives %s",
    async (how) => {
      const { records, handler } = await stage({ outcome: "delivered" });
      const about = {
        ...failover,
        id: "FLEET#1",
        pair: "FLEET",
        kind: "unpublishable",
        detail: { event: failover.id, error: "too large" },
      };
      const attributes = { pair: { Type: "String", Value: "FLEET" } };
      const wrapped = record(JSON.stringify({ Message: JSON.stringify(about), MessageAttributes: attributes }));
      const raw = { ...record(JSON.stringify(about)), messageAttributes: { pair: { dataType: "String", stringValue: "FLEET" } } };
      expect(await handler({ Records: [how === "raw" ? raw : wrapped] })).toEqual({ batchItemFailures: [] });
      expect(await records.deliveries.of(PAIR, {})).toMatchObject([{ state: "delivered", event: failover.id }]);
    },
  );

  it("by schedule goes on with what was left, and logs what it did, once", async () => {
    const { records, clock, logged, handler } = await stage({
      outcome: "failed",
      error: "answered 503",
      retryable: true,
      retryAfterMs: 9_000,
    });
    await handler({ Records: [record(envelope)] });
    clock.set(clock.now() + 9_000);
    await handler({});
    expect(await records.cursors.get(PAIR, "webhook:0")).toMatchObject({ sending: { attempts: 2 } });
    await handler({});
    expect(logged).toEqual(["delivered", "delivered"]);
  });

  it("sends back a message that the store let nobody remember", async () => {
    const table = createMemoryTable();
    const put: typeof table.put = (item, condition) =>
      item.sk.startsWith("CURSOR#") ? Promise.reject(new FlipwatchError("store-unavailable", "no store")) : table.put(item, condition);
    const { handler } = await stage({ outcome: "delivered" }, { ...table, put });
    expect(await handler({ Records: [record(envelope)] })).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
  });

  it.each([
    ["not JSON", "hello"],
    ["an envelope without our attribute", JSON.stringify({ Message: "{}" })],
  ])("sends back what is not ours, so that it ends in the dead-letter queue: %s", async (_what, body) => {
    const { records, handler } = await stage({ outcome: "delivered" });
    expect(await handler({ Records: [record(body)] })).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
    expect(await records.deliveries.of(PAIR, {})).toEqual([]);
  });

  it("acknowledges a message whose channel fails for good, and leaves that for the FLEET log", async () => {
    const { records, handler } = await stage({ outcome: "failed", error: "answered 404", retryable: false });
    expect(await handler({ Records: [record(envelope)] })).toEqual({ batchItemFailures: [] });
    expect(await records.deliveries.of(PAIR, {})).toMatchObject([{ state: "given-up" }]);
    expect(await records.inbox.oldest()).toMatchObject([
      { kind: "channel-broken", channel: "webhook:0", error: "answered 404" },
      { kind: "delivery-given-up", event: failover.id, channel: "webhook:0", error: "answered 404" },
    ]);
  });

  it("dates a break no later than what it made us give up, however long the store takes in between, so that it is counted", async () => {
    const table = createMemoryTable();
    let tick = () => {};
    const get: typeof table.get = (...args) => {
      tick();
      return table.get(...args);
    };
    const { records, clock, handler } = await stage({ outcome: "failed", error: "answered 404", retryable: false }, { ...table, get });
    tick = () => clock.set(clock.now() + 5);
    await handler({ Records: [record(envelope)] });
    const facts = await records.inbox.oldest();
    expect(facts.map(({ kind }) => kind)).toEqual(["channel-broken", "delivery-given-up"]);
    const { events } = fleet(
      newLogHead(FLEET),
      [...facts, { kind: "channel-working", channel: "webhook:0", at: clock.now() }],
      clock.now(),
      {
        policy: policyOf({ regions: ["eu-central-1"], intervalSeconds: 10 }),
        recordedAt: clock.now(),
      },
    );
    expect(events.at(-1)).toMatchObject({ kind: "channel-working", detail: { givenUp: 1 } });
  });
});
