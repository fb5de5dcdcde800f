/** Events that were told before their own wake-up came: dated afterwards, by whoever that wakes. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import type { Delivery } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { datePublications } from "./date-publications.ts";
import { pair, start } from "./sample.ts";

let records: Records;
let clock: TestClock;

beforeEach(() => {
  records = createRecords(createMemoryTable());
  clock = testClock(start);
});

const settle = (number: number, channel: string, more: Partial<Delivery> = {}) =>
  records.deliveries.put({
    ...{ event: `${pair}#${number}`, log: pair, number, channel, state: "delivered", attempts: 1, settledAt: start, ...more },
  });
const date = (events: Record<number, number>, channels = 2) =>
  datePublications({ records, clock }, new Map(Object.entries(events).map(([number, at]) => [`${pair}#${number}`, at])), channels);
const dated = async () =>
  (await records.deliveries.of(pair, {})).map(({ number, channel, publishedAt }) => `${number} ${channel} ${publishedAt ?? "undated"}`);

describe("when SNS accepted an event that was told already", () => {
  it("is noted at every channel, without waiting for anybody", async () => {
    await settle(1, "slack:ops");
    await settle(1, "sns:0");
    await settle(2, "slack:ops");
    await date({ 1: start - 90 });
    expect(await dated()).toEqual([`1 slack:ops ${start - 90}`, `1 sns:0 ${start - 90}`, "2 slack:ops undated"]);
    expect(clock.waits).toEqual([]);
  });

  it("stays as whoever told it noted it", async () => {
    await settle(1, "slack:ops", { publishedAt: start - 50 });
    await date({ 1: start - 90 }, 1);
    expect(await dated()).toEqual([`1 slack:ops ${start - 50}`]);
  });

  it("is noted once the channel that is being told has settled it, and what else is known of it stays", async () => {
    await settle(1, "slack:ops");
    let looks = 0;
    const until = clock.until;
    clock.until = async (at, signal) => {
      await until(at, signal);
      looks += 1;
      if (looks === 4) await settle(1, "sns:0", { reference: "message-1" });
    };
    await date({ 1: start - 90 });
    expect(await dated()).toEqual([`1 slack:ops ${start - 90}`, `1 sns:0 ${start - 90}`]);
    expect((await records.deliveries.of(pair, {}))[1]).toMatchObject({ state: "delivered", reference: "message-1" });
    expect(clock.now()).toBe(start + 1_000);
  });

  it("is left out where a channel takes longer than three seconds, for all events together", async () => {
    await settle(2, "slack:ops");
    await date({ 1: start - 90, 2: start - 80, 3: start - 70 });
    expect(clock.now()).toBe(start + 3_000);
    // Looked at once even then.
    expect(await dated()).toEqual([`2 slack:ops ${start - 80}`]);
  });
});
