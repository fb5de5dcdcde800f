import { MINUTE } from "@flipwatch/core/time";
import { describe, expect, it } from "vitest";
import { aroundOf, endText, openingText } from "./incident-text.tsx";

describe("an incident in a few words", () => {
  it("says how it opened, also for what has no words of its own", () => {
    expect([openingText({ opening: "dark" }), openingText({ opening: "split" })]).toEqual(["No usable answer", "Away from the primary"]);
  });

  it.each<[Parameters<typeof endText>[0], string]>([
    [{ end: "recovered", duration: { ms: 380_000, errorMs: 7_000 } }, "recovered, lasted 6 min 20 s ± 7 s"],
    [{ end: "unverified" }, "ended unverified"],
    [{ end: "unobserved", duration: { ms: 5_000 } }, "over, lasted 5 s"],
  ])("says how it ended: %j", (incident, expected) => {
    expect(endText(incident)).toBe(expected);
  });

  it.each<[string, Parameters<typeof aroundOf>[0], number, [number, number]]>([
    ["a short one with a minute on either side", { openedAt: 0, closedAt: 10_000 }, 0, [-MINUTE, 10_000 + MINUTE]],
    ["a long one with six tenths of its length", { openedAt: 0, closedAt: 10 * MINUTE }, 0, [-6 * MINUTE, 16 * MINUTE]],
    ["an open one until now", { openedAt: 0 }, 5 * MINUTE, [-3 * MINUTE, 8 * MINUTE]],
  ])("shows %s on the timeline", (_, incident, now, [from, to]) => {
    expect(aroundOf(incident, now)).toEqual({ from, to });
  });
});
