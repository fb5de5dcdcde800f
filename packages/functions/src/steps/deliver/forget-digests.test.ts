/** What a digest leaves behind: its rows for a week, its deliveries for ever. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import { DAY, HOUR, MINUTE, type SendResult } from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { deliver, sweep } from "../deliver.ts";
import { redrive } from "../redrive.ts";
import { Ear, event, portsOf, start } from "./sample.ts";

const WEEK = 7 * DAY;
let records: Records;
let clock: TestClock;
let people: Ear;
let digest: string;

const sweepNow = (channels = [people]) => sweep(portsOf(records, clock, channels, {}));
const rowsLeft = async () => (await records.digests.refs(digest, 500)).count + ((await records.digests.get(digest)) === undefined ? 0 : 1);
const refused = async (): Promise<SendResult> => ({ outcome: "failed", error: "404 channel_not_found", retryable: false });

/** So many names fail over at once: five are told by themselves, the others in a digest that closes a minute later. */
async function digested(count: number, answer = people.answer): Promise<void> {
  const flips = Array.from({ length: count + 5 }, (_, name) =>
    event(1, { pair: `name-${name}.example.com/A`, at: start, recordedAt: start }),
  );
  await records.log.append(flips);
  await deliver(
    portsOf(records, clock, [people], { maxMs: HOUR }),
    flips.map(({ pair }) => pair),
  );
  const last = (await records.deliveries.of(`name-${count + 4}.example.com/A`, {}))[0];
  digest = last?.digest ?? "";
  people.answer = answer;
  clock.set(start + MINUTE);
  await sweepNow();
}

beforeEach(() => {
  records = createRecords(createMemoryTable());
  clock = testClock(start);
  people = new Ear("slack:ops", false, "people");
});

describe("a digest that was told", () => {
  it("is kept for a week, and leaves only deliveries behind", async () => {
    await digested(3);
    clock.set(start + MINUTE + WEEK - 1);
    await sweepNow();
    expect(await rowsLeft()).toBe(4);
    clock.set(start + MINUTE + WEEK);
    await sweepNow();
    expect(await rowsLeft()).toBe(0);
    expect(await records.cursors.get(digest, people.id)).toBeUndefined();
    expect(await records.deliveries.of(digest, {})).toMatchObject([{ state: "delivered", channel: people.id }]);
    expect(await records.deliveries.of("name-7.example.com/A", {})).toMatchObject([{ state: "digested", digest }]);
  });

  it("with many events goes a part at a time, and can't be told again on the way", async () => {
    await digested(300);
    expect(await rowsLeft()).toBe(301);
    clock.set(start + MINUTE + WEEK);
    await sweepNow();
    expect(await rowsLeft()).toBe(51);
    await sweepNow();
    expect(await rowsLeft()).toBe(0);
    expect(people.events.filter(({ kind }) => kind === "digest")).toHaveLength(1);
  });

  it("stays while it waits to be sent again on request", async () => {
    await digested(3, refused);
    expect(await records.deliveries.of(digest, {})).toMatchObject([{ state: "given-up" }]);
    clock.set(start + MINUTE + WEEK);
    expect(await redrive(records, digest, people.id, 1)).toEqual({ outcome: "asked" });
    people.answer = async () => ({ outcome: "failed", error: "429", retryable: true, retryAfterMs: MINUTE });
    await sweepNow();
    expect(await rowsLeft()).toBe(4);
    people.answer = async () => ({ outcome: "delivered" });
    clock.set(start + 2 * MINUTE + WEEK);
    await sweepNow();
    expect(people.events.at(-1)).toMatchObject({ kind: "digest" });
    expect(await rowsLeft()).toBe(0);
  });

  it("goes also where its channel is no longer configured, told or not", async () => {
    await digested(3, async () => ({ outcome: "failed", error: "500", retryable: true }));
    clock.set(start + MINUTE + WEEK);
    await sweepNow([]);
    expect(await rowsLeft()).toBe(0);
  });
});
