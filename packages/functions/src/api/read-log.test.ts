/** How a window's part of a log is found: what is read of it, in which order, and how often the store is asked. */
import type { FlipwatchEvent } from "@flipwatch/core";
import { sampleEvent, samplePair } from "@flipwatch/core/timeline/sample";
import { describe, expect, it } from "vitest";
import { readWindow, type Wanted } from "./read-log.ts";

/** A log in an array, whose event number n happened at n × 10; every hundredth is a place at which folding may begin. */
function logOf(count: number, missing: readonly number[] = []) {
  const events = Array.from({ length: count }, (_, index) => sampleEvent(index + 1, "calm", { by: (index + 1) * 10 }));
  const asked: number[] = [];
  return {
    asked,
    async read(_log: string, range: { after?: number; before?: number; limit?: number; descending?: boolean }): Promise<FlipwatchEvent[]> {
      const { after = 0, before = count + 1, limit = 100, descending = false } = range;
      asked.push(limit);
      const inRange = events.slice(after, before - 1);
      const page = descending ? inRange.toReversed().slice(0, limit) : inRange.slice(0, limit);
      return page.filter(({ number }) => !missing.includes(number));
    },
  };
}

const mayBegin = ({ number }: FlipwatchEvent) => number % 100 === 0;

async function read(log: ReturnType<typeof logOf>, wanted: Partial<Wanted> & Pick<Wanted, "from">) {
  const pages: number[][] = [];
  const { cut } = await readWindow(log, samplePair, { to: Number.MAX_SAFE_INTEGER, mayBegin, pages: 20, ...wanted }, (events) => {
    pages.push(events.map(({ number }) => number));
  });
  const numbers = pages.flat();
  return { numbers, cut, first: numbers[0], last: numbers.at(-1), longest: Math.max(0, ...pages.map((page) => page.length)) };
}

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe("a window of a log", () => {
  it.each<[string, number]>([
    ["without any event", 0],
    ["with a few", 40],
    ["of a whole page", 1_000],
  ])("%s is one query", async (_, count) => {
    const log = logOf(count);
    expect((await read(log, { from: 0 })).numbers).toEqual(count === 0 ? [] : range(1, count));
    expect(log.asked).toEqual([1_000]);
  });

  it("is one query of a long log, too, where its newest page reaches back far enough", async () => {
    const log = logOf(50_000);
    expect(await read(log, { from: 499_000 })).toMatchObject({ first: 49_001, last: 50_000, cut: false });
    expect(log.asked).toEqual([1_000]);
  });

  it("begins at the last place before it at which folding may begin, and goes on to the newest event", async () => {
    const log = logOf(5_000);
    const { numbers, cut } = await read(log, { from: 12_345 });
    expect(numbers).toEqual(range(1_200, 5_000));
    expect(cut).toBe(false);
  });

  it("far back in a long log is found without reading what lies between", async () => {
    const log = logOf(90_000);
    const { numbers, longest } = await read(log, { from: 100_000, to: 105_000 });
    expect(numbers[0]).toBe(10_000);
    expect(numbers.at(-1)).toBeGreaterThan(10_500);
    expect(numbers.length).toBeLessThan(2_600);
    expect(longest).toBeLessThanOrEqual(1_000);
    expect(log.asked.length).toBeLessThan(45);
    expect(log.asked.filter((limit) => limit > 1).length).toBeLessThan(6);
  });

  it("that is longer than the pages allowed loses its oldest part, and says so", async () => {
    expect(await read(logOf(30_000), { from: 15, pages: 4 })).toMatchObject({ first: 26_001, last: 30_000, cut: true });
  });

  it("without any place to begin is cut once enough was looked through", async () => {
    const { cut, first } = await read(logOf(30_000), { from: 250_000, mayBegin: () => false });
    expect([cut, first]).toEqual([true, 15_001]);
  });

  it("reads on behind events that can't be read", async () => {
    const missing = [1, 2_500, ...range(3_001, 3_400), 5_000, 7_000];
    const { numbers } = await read(logOf(7_000, missing), { from: 11_000 });
    expect(numbers).toEqual(range(1_100, 7_000).filter((number) => !missing.includes(number)));
  });
});
