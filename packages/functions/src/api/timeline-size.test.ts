/** How large an answer the timeline of a quarter of a year of flapping is: the stated 100 KiB, gzipped, for 12 lanes of 10,000 segments each. */
import { gzipSync } from "node:zlib";
import { DAY, foldToPixels, type TimelineWindow } from "@flipwatch/core";
import { samplePair } from "@flipwatch/core/timeline/sample";
import { describe, expect, it } from "vitest";
import { FOLDED_WIDTH } from "./timeline.ts";

const LANES = { regions: 3, views: 6 };
const to = Date.UTC(2026, 10, 22, 12, 0, 0, 123);
const from = to - 90 * DAY;

/** The same numbers in every run. */
function seeded(): () => number {
  let state = 7;
  return () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** A window in which nothing repeats but the form of the sentences: `places` says where in it, from 0 to 1, the changes lie. */
function windowOf(count: number, place: (index: number, random: () => number) => number): TimelineWindow {
  const random = seeded();
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const address = () => `192.0.2.${Math.floor(random() * 256)}`;
  const lane = (states: readonly string[], words: (at: number, index: number) => object) => {
    const cuts = Array.from({ length: count }, (_, index) => place(index, random)).toSorted((a, b) => a - b);
    let at = from;
    return cuts.flatMap((cut, index) => {
      const start = at;
      at = index === count - 1 ? to : Math.round(from + cut * (to - from));
      return at <= start
        ? []
        : [{ state: pick(states), from: start, to: at, after: start - Math.floor(random() * 10_000), ...words(start, index) }];
    });
  };
  const role = (at: number, index: number) => ({
    event: `${samplePair}#${index * 7}`,
    message: `${samplePair} failed over to ${address()} at ${new Date(at).toISOString()}, at most ${(random() * 9).toFixed(1)} s earlier, seen by 2 of 3 regions.`,
  });
  const verdict = () => ({
    reason: `${address()} in ${Math.floor(random() * 90)} ms`,
    values: [address()],
    ttlSeconds: Math.floor(random() * 60),
  });
  const health = () => ({ percentage: 6.25 * Math.floor(random() * 17), reason: `${Math.floor(random() * 17)} of 16 checkers fail` });
  const verdicts = ["primary", "secondary", "stray", "empty", "failed", "mixed"];
  const named = (names: number, words: () => object) =>
    Object.fromEntries(Array.from({ length: names }, (_, name) => [`lane-${name}`, lane(verdicts, words)]));
  const marks = Array.from({ length: count }, (_, index) => Math.round(from + place(index, random) * (to - from))).toSorted(
    (a, b) => a - b,
  );
  const window = {
    ...{ pair: samplePair, from, to, observedUntil: to, incidents: [], silences: {} },
    role: lane(["primary", "secondary", "split", "stray", "dark", "unknown"], role),
    regions: named(LANES.regions, verdict),
    views: named(LANES.views, verdict),
    health: { primary: lane(["healthy", "unhealthy", "unknown"], health), secondary: lane(["healthy", "unhealthy", "unknown"], health) },
    notes: marks.map((at, index) => ({
      at,
      event: `${samplePair}#${index}`,
      kind: "recovered",
      severity: "info",
      message: `recovered after ${index} s`,
    })),
    alerts: marks.map((at, index) => ({ at, event: `${samplePair}#${index}`, channel: "slack:ops", state: "delivered", attempts: 1 })),
    shares: { primary: 1, secondary: 0, split: 0, stray: 0, dark: 0, unknown: 0, unobserved: 0 },
  };
  // Made by hand: only its size matters.
  return window as unknown as TimelineWindow;
}

describe("a quarter of a year of twelve lanes, folded as the API folds it for the widest screen", () => {
  it.each<[string, number, (index: number, random: () => number) => number]>([
    ["10,000 changes a lane, at random", 10_000, (_, random) => random()],
    ["10,000 changes a lane, in bursts", 10_000, (_, random) => (Math.floor(random() * 300) + random() * random()) / 300],
    ["as many changes as there are pixels, at random", FOLDED_WIDTH, (_, random) => random()],
  ])("%s: at most 100 KiB gzipped", (_, count, place) => {
    const answer = JSON.stringify({ ...foldToPixels(windowOf(count, place), FOLDED_WIDTH), truncated: false });
    expect(gzipSync(answer).length).toBeLessThanOrEqual(100 * 1_024);
  });
});
