/** What one request may cost: how often the store is asked, how far back, and what ids and windows are refused at the door. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { DAY, type Delivery, policyOf } from "@flipwatch/core";
import { sampleEvent, samplePair } from "@flipwatch/core/timeline/sample";
import { beforeEach, describe, expect, it } from "vitest";
import { apiApp } from "./app.ts";

const now = Date.UTC(2026, 10, 22, 12);
const pair = `/api/pairs/${encodeURIComponent(samplePair)}`;
let queries: number;
let problems: unknown[];
let app: ReturnType<typeof apiApp>;
let records: ReturnType<typeof createRecords>;

beforeEach(() => {
  [queries, problems] = [0, []];
  const table = createMemoryTable();
  const counting = {
    ...table,
    queryIndex: (...range: Parameters<typeof table.queryIndex>) => {
      queries += 1;
      return table.queryIndex(...range);
    },
  };
  records = createRecords(counting);
  const channels = { slack: [], sns: [], webhook: [] };
  const config = { home: "eu-west-1", regions: ["eu-central-1"], zones: [], pairs: [], channels };
  app = apiApp({
    ...{ records, config, clock: { now: () => now }, policy: policyOf({ regions: ["eu-central-1"], intervalSeconds: 10 }) },
    log: (_level, _message, facts) => problems.push(facts?.problem),
  });
});

async function ask(path: string) {
  const response = await app.request(path);
  return { status: response.status, body: await response.json() };
}

describe("a window of all logs", () => {
  it.each([
    "/api/events?since=0",
    "/api/events?since=0&until=8640000000000000",
    "/api/deliveries?since=0&until=253402300799000",
    "/api/strips?from=900000w",
    "/api/incidents?from=0",
    "/api/incidents?from=101d",
  ])("that is too long costs nothing and says the longest: %s", async (path) => {
    const { status, body } = await ask(path);
    expect([status, body.error.message, queries]).toEqual([400, expect.stringContaining("the longest window is 100 days"), 0]);
  });

  it.each<[string, number]>([
    // Four buckets a day, of each touched; events have two partitions a bucket.
    ["/api/events?since=90d", 8 * 91],
    ["/api/deliveries?since=90d", 4 * 91],
    ["/api/incidents?from=90d", 4 * 91],
    ["/api/strips", 4 * 2],
    ["/api/events?since=1h&until=2027-02-01", 8],
  ])("asks for no day that is not in it, nor for days to come: %s", async (path, most) => {
    expect((await ask(path)).status).toBe(200);
    expect(queries).toBeLessThanOrEqual(most);
  });

  it("is read from its newest day on, and no further than the page is long", async () => {
    const told = (number: number, state: Delivery["state"], settledAt: number): Delivery => ({
      ...{ event: `${samplePair}#${number}`, log: samplePair, number, channel: "slack:ops", state, attempts: 1, settledAt },
    });
    for (let number = 1; number <= 4; number += 1) await records.deliveries.put(told(number, "delivered", now - number * 1_000));
    await records.deliveries.put(told(5, "given-up", now - 80 * DAY));
    const { body } = await ask("/api/deliveries?since=90d&limit=3");
    expect([body.deliveries.map(({ number }: Delivery) => number), body.more, queries]).toEqual([[1, 2, 3], true, 4]);
    expect((await ask("/api/deliveries?since=90d&state=failed")).body).toEqual({
      deliveries: [expect.objectContaining({ number: 5 })],
      more: false,
    });
  });
});

it("deliveries beyond those that are looked through are the oldest, and the answer says how far it looked", async () => {
  const settled = (number: number, state: Delivery["state"]): Delivery => ({
    ...{ event: `${samplePair}#${number}`, log: samplePair, number, channel: "slack:ops", state, attempts: 1, settledAt: now - number },
  });
  await records.deliveries.put(settled(1, "given-up"));
  for (let number = 2; number <= 10_001; number += 1) await records.deliveries.put(settled(number, "delivered"));
  const { body } = await ask("/api/deliveries?state=failed");
  expect([body.deliveries.map(({ number }: Delivery) => number), body.more, body.lookedBackTo]).toEqual([[1], true, now - 10_000]);
});

it("the store itself lists no more days than it reads, however long the window", async () => {
  expect(await records.deliveries.settled(0, 8.64e15, 10)).toEqual([]);
});

describe("what can be no id", () => {
  it.each<[string, number]>([
    [`/api/pairs/${"a".repeat(6_000)}%2FA`, 404],
    [`/api/pairs?id=${"a".repeat(3_000)}`, 400],
    ["/api/pairs/%00/events", 404],
    [`/api/pairs/CHECK%3A${"a".repeat(3_000)}/events`, 404],
    [`/api/incidents?pair=${"a".repeat(3_000)}`, 400],
    ["/api/incidents/a%01%2FA!1", 404],
  ])("is refused at the door, and is no error of ours: %.40s", async (path, status) => {
    expect([(await ask(path)).status, problems]).toEqual([status, []]);
  });
});

it("a timeline of more than an answer may hold is folded, although nobody asked for that", async () => {
  const side = (value: string) => ({ values: [value] });
  await records.definitions.put({
    ...{ id: samplePair, name: "failover.example.com", type: "A", source: "config", primary: side("192.0.2.10") },
    ...{ secondary: side("192.0.2.20"), ttlSeconds: 60, revision: 1, revisedAt: now - DAY },
  });
  const changes = Array.from({ length: 9_000 }, (_, index) =>
    sampleEvent(
      index + 1,
      "failover",
      { by: now - 80_000_000 + index * 8_000 },
      { from: "primary", to: index % 2 ? "primary" : "secondary" },
    ),
  );
  await records.log.append(changes);
  const { body } = await ask(`${pair}/timeline`);
  expect(body.role.length).toBeLessThanOrEqual(1_001);
});
