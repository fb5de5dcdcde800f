import { describe, expect, it } from "vitest";
import { phaseList } from "./phase-list.ts";

const phases = {
  failedCheck: { after: 1_000, by: 3_000 },
  unhealthy: { after: 30_000, by: 31_000 },
  majority: { after: 33_000, by: 35_000 },
  clients: { by: 81_000 },
  told: { "slack:0": { after: 36_000, by: 37_000 } },
};

describe("the phases of a leg", () => {
  it("stand in order, named by the way they go, each with the time since the first", () => {
    const named = (to: "secondary" | "primary") => phaseList({ to, phases }).bars.map(({ name, after }) => [name, after]);
    expect(named("secondary")).toEqual([
      ["First failed check", undefined],
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
    expect(phaseList({ to: "secondary", phases: coarse }).bars.map(({ after }) => after)).toEqual([
      undefined,
      "within 45 s",
      "within 1 min 40 s",
    ]);
    const late = { ...coarse, majority: { after: 120_000, by: 125_000 } };
    expect(phaseList({ to: "secondary", phases: late }).bars[2]?.after).toBe("+1 min 5 s ± 1 min");
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
