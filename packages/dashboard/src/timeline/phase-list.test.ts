import { describe, expect, it } from "vitest";
import { phaseList as listed, utcClock } from "./phase-list.ts";

const phaseList = (leg: Parameters<typeof listed>[0], expected?: Parameters<typeof listed>[1]) => listed(leg, expected, utcClock);

const phases = {
  failedCheck: { after: 1_000, by: 3_000 },
  unhealthy: { after: 30_000, by: 31_000 },
  majority: { after: 33_000, by: 35_000 },
  clients: { by: 81_000 },
  told: { "slack:0": { after: 36_000, by: 37_000 } },
};

describe("the phases of a leg", () => {
  it("stand in order, named by the way they go, the first with its bounds and the others with the time since then", () => {
    const named = (to: "secondary" | "primary") => phaseList({ to, phases }).bars.map(({ name, text }) => [name, text]);
    expect(named("secondary")).toEqual([
      ["First failed check", "00:00:01–00:00:03"],
      ["Check unhealthy", "+28 s ± 2 s"],
      ["Majority", "+32 s ± 2 s"],
      ["Last resolver", "+1 min 18 s"],
      ["Told slack:0", "+34 s ± 2 s"],
    ]);
    expect(
      named("primary")
        .slice(0, 2)
        .map(([name]) => name),
    ).toEqual(["First passed check", "Check healthy"]);
  });

  it("are told by their upper bound where the error is larger than what was measured", () => {
    const coarse = {
      failedCheck: { after: 0, by: 60_000 },
      firstRegion: { after: 40_000, by: 45_000 },
      majority: { after: 90_000, by: 100_000 },
    };
    const within = phaseList({ to: "secondary", phases: coarse });
    expect(within.bars.map(({ text }) => text)).toEqual(["00:00:00–00:01:00", "within 45 s of 00:00:00", "within 1 min 40 s of 00:00:00"]);
    expect(within.origin, "nothing is told as a difference").toBeUndefined();
    const late = { ...coarse, majority: { after: 120_000, by: 125_000 } };
    expect(phaseList({ to: "secondary", phases: late }).bars[2]?.text).toBe("+1 min 5 s ± 1 min");
  });

  it("say from when on a difference counts: from when the first had been seen", () => {
    expect(phaseList({ to: "secondary", phases }).origin).toBe("+: since 00:00:03, by when the first of these had happened.");
    expect(phaseList({ to: "secondary", phases: { majority: { by: 5_000 } } }).origin).toBeUndefined();
  });

  it.each([
    ["both bounds where they differ", { after: 1_000, by: 3_000 }, "00:00:01–00:00:03"],
    ["one where they are the same second", { after: 3_100, by: 3_900 }, "00:00:03"],
    ["only by when, where nobody looked before", { by: 3_000 }, "by 00:00:03"],
  ])("have of the first %s", (_, failedCheck, expected) => {
    expect(phaseList({ to: "secondary", phases: { failedCheck } }).bars.map(({ text }) => text)).toEqual([expected]);
  });

  it("reach from their earliest to their latest moment on one line", () => {
    const { bars, expected } = phaseList({ to: "secondary", phases });
    expect(expected).toBeUndefined();
    expect(bars.map(({ start, end }) => [start * 80, end * 80])).toEqual([
      [0, 2],
      [29, 30],
      [32, 34],
      [80, 80],
      [35, 36],
    ]);
  });

  it("are drawn beside what is expected after the first failed check, which may be beyond them all", () => {
    const { bars, expected } = phaseList({ to: "secondary", phases }, { ms: 98_000 });
    expect(expected).toBe(1);
    expect(bars[3]?.end).toBeCloseTo(0.8, 9);
    expect(phaseList({ to: "secondary", phases }, { ms: 38_000 }).expected).toBeCloseTo(0.5, 9);
  });

  it("are not measured against an expectation from a failed check that nobody saw", () => {
    const { failedCheck: _, ...seen } = phases;
    expect(phaseList({ to: "secondary", phases: seen }, { ms: 98_000 }).expected).toBeUndefined();
  });

  it("may be a single one, or none", () => {
    expect(phaseList({ to: "dark", phases: { majority: { by: 5 } } }).bars).toMatchObject([{ name: "Majority", start: 0, end: 0 }]);
    expect(phaseList({ to: "dark", phases: {} }).bars).toEqual([]);
  });
});
