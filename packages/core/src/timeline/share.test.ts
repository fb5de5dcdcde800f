import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EventKind, type Role, roles } from "../event.ts";
import { foldEvents } from "./fold.ts";
import { sampleEvent, samplePair } from "./sample.ts";
import { shareOfTime, timeByRole } from "./share.ts";
import { emptyTimeline } from "./timeline.ts";

const kindOf: Record<Role, EventKind> = {
  primary: "answer-back",
  secondary: "failover",
  split: "split",
  stray: "stray",
  dark: "dark",
  unknown: "unknown",
  unobserved: "unobserved",
};
const timelineOf = (changes: readonly [Role, number][]) =>
  foldEvents(
    emptyTimeline(samplePair),
    changes.map(([to, by], index) => sampleEvent(index + 1, kindOf[to], { by }, { to })),
  );
const day: [Role, number][] = [
  ["primary", 100],
  ["secondary", 140],
  ["primary", 160],
];

describe("the share of time", () => {
  it.each<[string, [Role, number][], [number, number, number?], Partial<Record<Role, number>>]>([
    ["is all unknown without any event", [], [0, 100], { unknown: 1 }],
    ["is unknown until the first role", day, [50, 150], { unknown: 0.5, primary: 0.4, secondary: 0.1 }],
    ["counts an open role to the window's end", day, [150, 200], { secondary: 0.2, primary: 0.8 }],
    ["counts a role that is no longer observed as unknown", day, [150, 200, 175], { secondary: 0.2, primary: 0.3, unknown: 0.5 }],
    ["counts nothing that was observed only outside the window", day, [0, 50], { unknown: 1 }],
    ["gives the end of one role to the next: half open", day, [140, 160], { secondary: 1 }],
  ])("%s", (_name, changes, [from, to, observedUntil], expected) => {
    const shares = shareOfTime(timelineOf(changes), from, to, observedUntil);
    for (const role of roles) expect(shares[role]).toBeCloseTo(expected[role] ?? 0, 12);
  });

  it("refuses a window of no length", () => {
    expect(() => shareOfTime(timelineOf(day), 10, 10)).toThrow("longer than nothing");
  });

  it("adds up to the whole window, and agrees with looking at every moment", () => {
    const change = fc.tuple(fc.constantFrom(...roles), fc.integer({ min: 0, max: 60 }));
    const window = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 90 }));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), window, (unordered, [from, length, observedUntil]) => {
        // One change a moment, in order: what was served at each moment can then be told without the fold.
        const changes = [...new Map(unordered.map(([role, at]) => [at, role]))].toSorted((a, b) => a[0] - b[0]);
        const timeline = timelineOf(changes.map(([at, role]): [Role, number] => [role, at]));
        const expected = new Map<Role, number>();
        for (let moment = from; moment < from + length; moment += 1) {
          const role = moment < observedUntil ? (changes.findLast(([at]) => at <= moment)?.[1] ?? "unknown") : "unknown";
          expected.set(role, (expected.get(role) ?? 0) + 1);
        }
        const times = timeByRole(timeline, from, from + length, observedUntil);
        for (const role of roles) expect(times[role]).toBe(expected.get(role) ?? 0);
        const shares = Object.values(shareOfTime(timeline, from, from + length, observedUntil));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      }),
    );
  });
});
