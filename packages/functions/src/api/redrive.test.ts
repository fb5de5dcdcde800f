/** `GET /api/deliveries` and `POST /api/redrive`: what became of what was told, of all logs, and once more to where it was given up. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { DAY, type Delivery, newCursor, policyOf } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { type ApiPorts, apiApp } from "./app.ts";

const now = Date.UTC(2026, 10, 22, 12);
const log = "failover.example.com/A";
let records: Records;
let ports: ApiPorts;

function delivery(number: number, changes: Partial<Delivery> = {}): Delivery {
  const settledAt = now - number * 1_000;
  return { event: `${log}#${number}`, log, number, channel: "slack:ops", state: "delivered", attempts: 1, settledAt, ...changes };
}

beforeEach(async () => {
  records = createRecords(createMemoryTable());
  ports = {
    records,
    asking: { records, wakeUps: { wake: async () => undefined } },
    clock: { now: () => now },
    policy: policyOf({ regions: ["eu-central-1"], intervalSeconds: 10 }),
    config: { home: "eu-west-1", regions: ["eu-central-1"], zones: [], pairs: [], channels: {} },
    log: () => undefined,
  };
  await records.cursors.put({ ...newCursor(log, "slack:ops"), settledThrough: 2 }, false);
  await records.deliveries.put(delivery(1, { state: "given-up", error: "404" }));
  await records.deliveries.put(delivery(2));
  await records.deliveries.put(delivery(3, { state: "unknown", channel: "sns:0" }));
  await records.deliveries.put(delivery(4, { state: "suppressed", reason: "muted", settledAt: now - 2 * DAY }));
});

async function listed(query: string): Promise<string[]> {
  const response = await apiApp(ports).request(`/api/deliveries${query}`);
  const { deliveries } = (await response.json()) as { deliveries: Delivery[] };
  return deliveries.map(({ number, state }) => `${number} ${state}`);
}

const loopback = { host: "127.0.0.1:4780", "content-type": "application/json", "x-flipwatch": "1" };
async function post(body: unknown, headers: Record<string, string> = loopback): Promise<[number, unknown]> {
  const init = { method: "POST", body: JSON.stringify(body), headers };
  const response = await apiApp(ports).request("http://127.0.0.1:4780/api/redrive", init);
  return [response.status, await response.json()];
}

describe("the deliveries of all logs", () => {
  it.each([
    ["are those of the last day, newest first", "", ["1 given-up", "2 delivered", "3 unknown"]],
    ["that failed are those given up and those of unknown end", "?state=failed", ["1 given-up", "3 unknown"]],
    ["may be one channel's", "?channel=sns:0", ["3 unknown"]],
    ["may be of a longer time", "?since=7d&limit=2", ["1 given-up", "2 delivered"]],
    ["hold what was suppressed, too", "?since=7d", ["1 given-up", "2 delivered", "3 unknown", "4 suppressed"]],
  ])("%s", async (_name, query, expected) => {
    expect(await listed(query)).toEqual(expected);
  });
});

describe("a redrive over HTTP", () => {
  it("is noted at the cursor, for the next sweep", async () => {
    expect(await post({ log, channel: "slack:ops", number: 1 })).toEqual([202, { redriven: { log, channel: "slack:ops", number: 1 } }]);
    expect(await records.cursors.unsettled(now, 10)).toMatchObject([{ log, channel: "slack:ops", redrive: [1], settledThrough: 2 }]);
  });

  it.each<[string, unknown, Record<string, string>, number]>([
    ["of what arrived", { log, channel: "slack:ops", number: 2 }, loopback, 409],
    ["of what never was", { log, channel: "slack:ops", number: 9 }, loopback, 404],
    ["of nothing", {}, loopback, 400],
    ["without the header", { log, channel: "slack:ops", number: 1 }, { ...loopback, "x-flipwatch": "" }, 403],
  ])("%s is refused", async (_name, body, headers, status) => {
    expect((await post(body, headers))[0]).toBe(status);
  });
});
