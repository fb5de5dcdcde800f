import { describe, expect, it } from "vitest";
import { createLevel, createSamples, gather, pointsKept } from "./series.ts";

// One lab second is one millisecond here, so a minute is 60.
describe("a level", () => {
  it("has a minute's minimum, maximum and mean over time", () => {
    const level = createLevel(1);
    level.set(0, 100);
    level.set(90, 50);
    level.set(100, 100);
    expect(level.points(180)).toEqual([
      { start: 0, min: 100, max: 100, sum: 100, count: 1 },
      { start: 60, min: 50, max: 100, sum: (50 * 100 + 10 * 50) / 60, count: 1 },
      { start: 120, min: 100, max: 100, sum: 100, count: 1 },
    ]);
  });

  it("shows whole minutes only, and the first one even when it began inside", () => {
    const level = createLevel(1);
    level.set(30, 1);
    expect(level.points(59)).toEqual([]);
    expect(level.points(60)).toEqual([{ start: 0, min: 1, max: 1, sum: 1, count: 1 }]);
  });

  it("has no points while it has no value", () => {
    const level = createLevel(1);
    level.set(0, 1);
    level.set(60, undefined);
    level.set(180, 0);
    expect(level.points(240).map(({ start, min }) => [start, min])).toEqual([
      [0, 1],
      [180, 0],
    ]);
  });

  it("keeps a bounded past, however long nobody looked", () => {
    const level = createLevel(1);
    level.set(0, 1);
    expect(level.points(60 * 1_000_000)).toHaveLength(pointsKept);
  });
});

describe("samples", () => {
  it("put late find their minute", () => {
    const samples = createSamples(1);
    const one = { min: 1, max: 1, sum: 1, count: 1 };
    for (const at of [130, 10, 70, 20]) samples.add(at, one);
    expect(samples.points().map(({ start, count }) => [start, count])).toEqual([
      [0, 2],
      [60, 1],
      [120, 1],
    ]);
    expect(gather(samples.points(), { from: 0, to: 120, periodMs: 120 })).toEqual([{ start: 0, min: 1, max: 1, sum: 3, count: 3 }]);
  });
});
