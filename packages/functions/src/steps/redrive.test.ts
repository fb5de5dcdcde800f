import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import { MINUTE } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { deliveriesTo, Ear, event, numbers, pair, portsOf, start } from "./deliver/sample.ts";
import { deliver, sweep } from "./deliver.ts";
import { redrive } from "./redrive.ts";

let records: Records;
let clock: TestClock;
let slack: Ear;
const incident = { id: `${pair}!1`, openedAt: start, opening: "failover" as const };

/** The opening is refused for good; the rest of the story is taken. */
beforeEach(async () => {
  records = createRecords(createMemoryTable());
  clock = testClock(start + 1_000);
  slack = new Ear("slack:ops");
  slack.answer = async ({ number }) => (number === 1 ? { outcome: "failed", error: "404", retryable: false } : { outcome: "delivered" });
  await records.log.append([
    event(1, { incident }),
    event(2, { kind: "secondary-unhealthy", incident }),
    event(3, { kind: "recovered", incident: { ...incident, closedAt: start + 3 } }),
  ]);
  await deliver(portsOf(records, clock, [slack], {}), [pair]);
});

const again = async () => {
  clock.set(clock.now() + MINUTE);
  return sweep(portsOf(records, clock, [slack], {}));
};

describe("sending again what was given up", () => {
  it("sends it, marked, and nothing else", async () => {
    expect(await deliveriesTo(records, slack)).toEqual(["1 given-up", "2 delivered", "3 delivered"]);
    slack.answer = async () => ({ outcome: "delivered" });
    expect(await redrive(records, pair, "slack:ops", 1)).toEqual({ outcome: "asked" });
    await again();
    expect(slack.heard.slice(3)).toEqual([{ number: 1, possibleRepeat: true }]);
    expect(await deliveriesTo(records, slack)).toEqual(["1 delivered", "2 delivered", "3 delivered"]);
    expect(await records.deliveries.of(pair, { to: 1 })).toMatchObject([{ redriven: true, attempts: 1 }]);
    expect(await records.cursors.get(pair, "slack:ops")).toMatchObject({ settledThrough: 3 });
    expect((await again()).sends).toBe(0);
  });

  it("can be asked for again, where it failed again", async () => {
    await redrive(records, pair, "slack:ops", 1);
    await again();
    expect(numbers(slack)).toEqual([1, 2, 3, 1]);
    expect(await deliveriesTo(records, slack)).toContain("1 unknown");
    slack.answer = async () => ({ outcome: "delivered" });
    expect(await redrive(records, pair, "slack:ops", 1)).toMatchObject({ outcome: "asked" });
    await again();
    expect(await deliveriesTo(records, slack)).toContain("1 delivered");
  });

  it("leaves the incident that goes on by now what it is", async () => {
    const next = { id: `${pair}!4`, openedAt: start + 4, opening: "failover" as const };
    await records.log.append([event(4, { incident: next })]);
    await deliver(portsOf(records, clock, [slack], {}), [pair]);
    slack.answer = async () => ({ outcome: "delivered" });
    await redrive(records, pair, "slack:ops", 1);
    await again();
    expect((await records.cursors.get(pair, "slack:ops"))?.told).toEqual({
      incident: next.id,
      alone: true,
      conditions: ["secondary-unhealthy"],
    });
  });

  it.each([
    ["what arrived", 2, "not-failed"],
    ["what never was", 9, "no-such-delivery"],
  ])("refuses %s", async (_what, number, outcome) => {
    expect(await redrive(records, pair, "slack:ops", number)).toMatchObject({ outcome });
  });

  it("is taken up by whoever is at the log already", async () => {
    slack.answer = async () => {
      slack.answer = async () => ({ outcome: "delivered" });
      await redrive(records, pair, "slack:ops", 1);
      return { outcome: "delivered" };
    };
    await records.log.append([event(4, { kind: "dark" })]);
    await deliver(portsOf(records, clock, [slack], {}), [pair]);
    await again();
    expect(await deliveriesTo(records, slack)).toEqual(["1 delivered", "2 delivered", "3 delivered", "4 delivered"]);
    expect(slack.heard.filter(({ number, possibleRepeat }) => number === 4 && !possibleRepeat)).toHaveLength(1);
  });
});
