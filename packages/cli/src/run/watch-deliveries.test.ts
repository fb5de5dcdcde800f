import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type Cursor, type Delivery, newCursor } from "@flipwatch/core";
import { sampleEvent, samplePair } from "@flipwatch/core/timeline/sample";
import { beforeEach, expect, it } from "vitest";
import { watchDeliveries } from "./watch-deliveries.ts";

const now = Date.UTC(2026, 10, 22, 12);
const channel = "webhook:0";
const sending = { number: 1, attempts: 1, firstTriedAt: now, startedAt: now, inFlight: false, error: "example.com refused" };
const refused = (): Cursor => ({ ...newCursor(samplePair, channel), sending, retryAt: now + 5_000 });
const delivery = (state: Delivery["state"], error?: string): Delivery => ({
  ...{ event: `${samplePair}#1`, log: samplePair, number: 1, channel, attempts: 2, settledAt: now, state },
  ...(error === undefined ? {} : { error }),
});

let said: string[];
let records: Records;
beforeEach(async () => {
  said = [];
  records = watchDeliveries(createRecords(createMemoryTable()), (line) => said.push(line));
  const events = (["failover", "vote-changed", "recovered"] as const).map((kind, index) =>
    sampleEvent(index + 1, kind, { by: now }, { severity: kind === "vote-changed" ? "record" : "info" }),
  );
  await records.log.append(events);
});

it("says once that a channel can't be told, how much waits and until when, and once that it works again", async () => {
  const first = await records.cursors.put(refused(), true);
  await records.cursors.put({ ...refused(), version: first?.version ?? 0 }, true);
  expect(said).toEqual([
    "alerts to webhook:0 are failing: example.com refused; 2 alerts wait, next try at 12:00:05.000. `flipwatch status` shows it.",
  ]);
  await records.deliveries.put(delivery("delivered"));
  await records.deliveries.put(delivery("delivered"));
  expect(said.slice(1)).toEqual(["alerts to webhook:0 work again."]);
});

it("says nothing of a claim, of what went well, or of a write that was refused", async () => {
  await records.cursors.put({ ...refused(), sending: { ...sending, inFlight: true } }, true);
  await records.cursors.put(refused(), true);
  await records.deliveries.put(delivery("delivered"));
  expect(said).toEqual([]);
});

it("says of each alert that is given up, and why", async () => {
  await records.deliveries.put(delivery("given-up", "404: no such hook"));
  expect(said).toEqual([`webhook:0 was not told of ${samplePair}#1: 404: no such hook`]);
});
