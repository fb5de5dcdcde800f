import { describe, expect, it } from "vitest";
import type { LaneSegment, LaneState } from "./lanes.ts";
import { momentAt, pixelOf, runAt, runsOf, stripOf } from "./runs.ts";
import { sampleWindow } from "./sample.ts";

/** 100 pixels for 1,000 ms: ten milliseconds a pixel. */
const scale = { from: 0, to: 1_000, width: 100 };
const segment = (state: LaneState, from: number, to: number): LaneSegment => ({ state, from, to });
const seen = (...segments: LaneSegment[]) =>
  runsOf(stripOf(segments), scale).map(({ index, left, right, count }) => [segments[index]?.state, left, right, count]);

describe("what can be told apart at a width", () => {
  it.each<[string, LaneSegment[], unknown[]]>([
    ["is nothing without segments", [], []],
    [
      "is each segment that is wide enough",
      [segment("primary", 100, 400), segment("secondary", 400, 410)],
      [
        ["primary", 10, 40, 1],
        ["secondary", 40, 41, 1],
      ],
    ],
    ["is cut at both edges", [segment("primary", -500, 1_500)], [["primary", 0, 100, 1]]],
    ["leaves out what lies before and behind", [segment("primary", -500, 0), segment("secondary", 1_000, 1_100)], []],
    [
      "gives what is too short a pixel of its own, taken from its neighbours",
      [segment("primary", 0, 404), segment("secondary", 404, 406), segment("primary", 406, 1_000)],
      [
        ["primary", 0, 40, 1],
        ["secondary", 40, 41, 1],
        ["primary", 41, 100, 1],
      ],
    ],
    [
      "shows the gravest of several in one pixel",
      [segment("primary", 500, 502), segment("dark", 502, 503), segment("secondary", 503, 505)],
      [["dark", 50, 51, 3]],
    ],
    [
      "counts what the server has merged already",
      [segment("primary", 0, 500), { ...segment("secondary", 500, 503), count: 7 }, segment("primary", 503, 505)],
      [
        ["primary", 0, 50, 1],
        ["secondary", 50, 51, 8],
      ],
    ],
    [
      "does not lose what its neighbours' pixels leave no room for",
      [segment("primary", 90, 93), segment("dark", 93, 104), segment("primary", 104, 105)],
      [
        ["primary", 9, 10, 1],
        ["dark", 10, 11, 2],
      ],
    ],
    [
      "keeps what happened last within the plot",
      [segment("primary", 0, 999), segment("secondary", 999, 1_000)],
      [
        ["primary", 0, 99, 1],
        ["secondary", 99, 100, 1],
      ],
    ],
    [
      "leaves a gap where a lane was ended",
      [segment("primary", 0, 100), segment("primary", 600, 700)],
      [
        ["primary", 0, 10, 1],
        ["primary", 60, 70, 1],
      ],
    ],
  ])("%s", (_name, segments, expected) => {
    expect(seen(...segments)).toEqual(expected);
  });

  it("stays within two runs a pixel, in order, and counts every segment", () => {
    const { role, from, to } = sampleWindow({ seed: 1, segments: 5_000, to: 1_795_345_200_000 });
    for (const [start, end] of [
      [from, to],
      [from + (to - from) / 3, to - (to - from) / 3],
      [to - 3_600_000, to],
    ] as const) {
      const runs = runsOf(stripOf(role), { from: start, to: end, width: 500 });
      expect(runs.length).toBeLessThanOrEqual(1_000);
      expect(runs.every((run, index) => run.left < run.right && run.left >= (runs[index - 1]?.right ?? 0))).toBe(true);
      const inside = role.filter((each) => each.to > start && each.from < end);
      expect(runs.reduce((sum, { count }) => sum + count, 0)).toBe(inside.length);
    }
  });

  it("hides nothing that is dark, however short it was", () => {
    const { role, from, to } = sampleWindow({ seed: 2, segments: 1_000, to: 1_795_345_200_000 });
    const whole = { from, to, width: 200 };
    const shown = runsOf(stripOf(role), whole).filter(({ index }) => role[index]?.state === "dark");
    for (const dark of role.filter(({ state }) => state === "dark")) {
      const [left, right] = [Math.floor(pixelOf(dark.from, whole)), Math.ceil(pixelOf(dark.to, whole))];
      expect(shown.some((run) => run.left < Math.max(right, left + 1) && run.right > Math.min(left, 199))).toBe(true);
    }
  });
});

describe("what is at a pixel", () => {
  const strip = stripOf([segment("primary", 100, 404), segment("secondary", 404, 406), segment("primary", 406, 900)]);
  const runs = runsOf(strip, scale);

  it.each<[number, LaneState | undefined]>([
    [9.9, undefined],
    [10, "primary"],
    [39.9, "primary"],
    [40, "secondary"],
    [40.9, "secondary"],
    [41, "primary"],
    [90, undefined],
  ])("at %f is %s", (pixel, state) => {
    expect(strip.segments[runAt(runs, pixel)?.index ?? -1]?.state).toBe(state);
  });

  it("is the moment that lies there", () => {
    for (const pixel of [0, 12.5, 100]) expect(pixelOf(momentAt(pixel, scale), scale)).toBeCloseTo(pixel, 9);
  });
});
