/** The event logs, each by itself and all of them by day. */
import type { Records } from "@flipwatch/adapters/store/records";
import type { FlipwatchEvent } from "@flipwatch/core";
import { expect, it } from "vitest";
import { type Context, eventOf, freshPair } from "./samples.ts";

export function logRows(context: Context): void {
  const numbersOf = (events: FlipwatchEvent[]) => events.map((event) => event.number);
  const logOf = async (count: number) => {
    const log = freshPair();
    await context.records.log.append(Array.from({ length: count }, (_, index) => eventOf(log, index + 1)));
    return log;
  };

  it.each([
    ["a pair's log", () => freshPair()],
    ["a check's log", () => `CHECK:${freshPair()}`],
    ["the FLEET log", () => "FLEET"],
  ])("keeps %s", async (_, name) => {
    const log = name();
    const { log: logs } = context.records;
    expect([await logs.lastNumber(log), await logs.read(log, {})]).toEqual([0, []]);
    await logs.append([eventOf(log, 1), eventOf(log, 2)]);
    expect(await logs.read(log, {})).toEqual([eventOf(log, 1), eventOf(log, 2)]);
    expect(await logs.lastNumber(log)).toBe(2);
  });

  it.each<[string, Parameters<Records["log"]["read"]>[1], number[]]>([
    ["all", {}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    ["after a number, which is out", { after: 9 }, [10, 11, 12]],
    ["before a number, which is out", { before: 3 }, [1, 2]],
    ["between", { after: 8, before: 11 }, [9, 10]],
    ["nothing between neighbours", { after: 8, before: 9 }, []],
    ["the first few", { limit: 2 }, [1, 2]],
    ["the last few", { limit: 2, descending: true }, [12, 11]],
    ["the few before a number", { before: 5, limit: 2, descending: true }, [4, 3]],
    ["nothing after the end", { after: 12 }, []],
  ])("reads in number order: %s", async (_, range, expected) => {
    expect(numbersOf(await context.records.log.read(await logOf(12), range))).toEqual(expected);
  });

  it("changes nothing when events are appended again, and goes on where it was stopped", async () => {
    const log = await logOf(3);
    const all = Array.from({ length: 5 }, (_, index) => eventOf(log, index + 1));
    await context.records.log.append(all);
    await context.records.log.append(all.toReversed());
    expect(await context.records.log.read(log, {})).toEqual(all);
  });

  it("finds an incident's notes however far behind it they lie, and no others", async () => {
    const log = await logOf(3);
    const noted = (number: number, openedAt: number) =>
      eventOf(log, number, { kind: "noted", severity: "record", incident: { id: `${log}!${openedAt}`, openedAt, opening: "failover" } });
    const all = [noted(4, 1_000), noted(5, 10_000), noted(6, 1_000)];
    await context.records.log.append(all);
    await context.records.log.append(all);
    expect(numbersOf(await context.records.log.notes(log, 1_000))).toEqual([4, 6]);
    expect(numbersOf(await context.records.log.notes(log, 10_000))).toEqual([5]);
    expect(await context.records.log.notes(log, 100)).toEqual([]);
    expect(numbersOf(await context.records.log.read(log, {}))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("stops at another event under a number that is taken", async () => {
    const log = await logOf(1);
    await expect(context.records.log.append([eventOf(log, 1, { kind: "recovered" })])).rejects.toThrow(/same event/);
  });

  it("reads a whole page of events that are too large for one answer", async () => {
    const log = freshPair();
    const large = (number: number) => eventOf(log, number, { message: "x".repeat(200_000) });
    for (let number = 1; number <= 8; number++) await context.records.log.append([large(number)]);
    expect(numbersOf(await context.records.log.read(log, {}))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("skips a malformed event, says which, and still knows the last number", async () => {
    const log = await logOf(1);
    await context.records.log.append([eventOf(log, 2, { kind: "flop" as "failover" })]);
    expect(numbersOf(await context.records.log.read(log, {}))).toEqual([1]);
    expect(context.malformed).toEqual([expect.stringMatching(/^EVENT#000000000002: kind/)]);
    expect(await context.records.log.lastNumber(log)).toBe(2);
  });
}

/** Years in which no other case records anything. */
let year = 2030;

export function recordedRows(context: Context): void {
  it("finds the events of all logs by when they were recorded, oldest first, over days", async () => {
    const start = Date.UTC(++year, 0, 1, 23, 59, 59);
    const logs = Array.from({ length: 6 }, freshPair);
    const events = logs.flatMap((log, index) =>
      [1, 2, 3].map((number) => eventOf(log, number, { recordedAt: start + index * 100 + number * 86_400_000 })),
    );
    await context.records.log.append(events);
    const sorted = events.toSorted((a, b) => a.recordedAt - b.recordedAt).map((event) => event.id);
    const found = async (from: number, to: number, limit = 100) =>
      (await context.records.log.recorded(from, to, limit)).map((event) => event.id);
    const last = start + 500 + 3 * 86_400_000;
    await expect.poll(() => found(start, last), { timeout: 5_000 }).toEqual(sorted);
    expect(await found(start, last, 8)).toEqual(sorted.slice(0, 8));
    expect(await found(start + 86_400_000, start + 86_400_000 + 100)).toEqual(sorted.slice(0, 2));
    expect(await found(start + 86_400_001, start + 86_400_000 + 99)).toEqual([]);
    expect(await found(last, start)).toEqual([]);
  });

  it("finds those that alert without the records between them, oldest or newest first", async () => {
    const start = Date.UTC(++year, 2, 3, 23, 59);
    const [log, other] = [freshPair(), freshPair()];
    const events = [1, 2, 3, 4, 5, 6].map((number) =>
      eventOf(number % 2 ? log : other, Math.ceil(number / 2), {
        recordedAt: start + number * 30_000,
        ...(number > 4 && { kind: "vote-changed", severity: "record" }),
      }),
    );
    await context.records.log.append(events);
    const ids = events.map((event) => event.id);
    const alerting = async (limit: number, newestFirst?: boolean, to = start + 600_000) =>
      (await context.records.log.alerting(start, to, { limit, newestFirst })).map((event) => event.id);
    await expect.poll(() => alerting(100), { timeout: 5_000 }).toEqual(ids.slice(0, 4));
    expect(await alerting(3)).toEqual(ids.slice(0, 3));
    expect(await alerting(3, true)).toEqual(ids.slice(1, 4).toReversed());
    expect(await alerting(100, true, start + 60_000)).toEqual(ids.slice(0, 2).toReversed());
    const recorded = async () => (await context.records.log.recorded(start, start + 600_000, 100)).map((event) => event.id);
    await expect.poll(recorded, { timeout: 5_000 }).toEqual(ids);
  });

  it("walks more than one answer's worth of a day", async () => {
    const start = Date.UTC(++year, 5, 5);
    const log = freshPair();
    for (let number = 1; number <= 8; number++)
      await context.records.log.append([eventOf(log, number, { recordedAt: start + number, message: "x".repeat(200_000) })]);
    await expect
      .poll(async () => (await context.records.log.recorded(start, start + 1_000, 1_000)).map((event) => event.number), { timeout: 5_000 })
      .toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
}
