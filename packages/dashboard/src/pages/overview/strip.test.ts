import { HOUR, MINUTE } from "@flipwatch/core/time";
import type { StripSegment } from "@flipwatch/core/timeline/strip";
import { describe, expect, it } from "vitest";
import { sampleAt, samplePair } from "./sample.ts";
import { changesIn, stripOf } from "./strip.ts";
import type { WatchedPair } from "./watched-pair.ts";

const to = sampleAt;
const from = to - 24 * HOUR;
const window = { from, to };
const before = (ms: number) => to - ms;
const strips = (listed: Record<string, StripSegment[]>, complete = true) => ({ ...window, strips: listed, complete });

describe("a strip", () => {
  it.each<[string, Partial<WatchedPair>, ReturnType<typeof strips> | undefined, StripSegment[]]>([
    [
      "is the present role throughout where nothing changed",
      { lastTransition: before(50 * HOUR) },
      strips({}),
      [{ state: "primary", from, to }],
    ],
    [
      "begins with the last change where there are no strips",
      { lastTransition: before(HOUR) },
      undefined,
      [{ state: "primary", from: before(HOUR), to }],
    ],
    [
      "begins with the last change where strips are not complete",
      { lastTransition: before(HOUR) },
      strips({}, false),
      [{ state: "primary", from: before(HOUR), to }],
    ],
    [
      "begins when the pair was first seen, where it never changed",
      { since: { by: before(2 * HOUR) } },
      undefined,
      [{ state: "primary", from: before(2 * HOUR), to }],
    ],
    ["is empty for a pair that nothing was decided of", { since: undefined }, undefined, []],
    [
      "is what the API folded, kept to the window",
      {},
      strips({
        "x.example.com/A": [
          { state: "secondary", from: from - HOUR, to: before(HOUR) },
          { state: "primary", from: before(HOUR), to: to + MINUTE },
        ],
      }),
      [
        { state: "secondary", from, to: before(HOUR) },
        { state: "primary", from: before(HOUR), to },
      ],
    ],
    [
      "is unknown from when the pair was last heard of",
      { fresh: false, role: "unknown", at: before(30 * MINUTE), lastTransition: before(50 * HOUR) },
      strips({}),
      [
        { state: "primary", from, to: before(30 * MINUTE) },
        { state: "unknown", from: before(30 * MINUTE), to },
      ],
    ],
    [
      "is unknown throughout where nothing was heard for a day",
      { fresh: false, role: "unknown", at: before(30 * HOUR), lastTransition: before(50 * HOUR) },
      strips({}),
      [{ state: "unknown", from, to }],
    ],
  ])("%s", (_name, rest, known, expected) => {
    expect(stripOf(samplePair("x", rest), known, window)).toEqual(expected);
  });

  it.each<[string, StripSegment[], number]>([
    ["none in nothing", [], 0],
    ["none in one role", [{ state: "primary", from, to }], 0],
    [
      "each turn",
      [
        { state: "primary", from, to },
        { state: "dark", from, to },
        { state: "primary", from, to },
      ],
      2,
    ],
    [
      "what was too short to be told apart",
      [
        { state: "primary", from, to },
        { state: "dark", from, to, count: 4 },
      ],
      4,
    ],
  ])("counts changes: %s", (_name, segments, expected) => {
    expect(changesIn(segments)).toBe(expected);
  });
});
