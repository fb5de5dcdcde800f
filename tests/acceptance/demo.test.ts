/** `flipwatch demo`: the walk-through from the first record to the recovery, every step seen, with the phases of both ways. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Exit, endAll, flipwatch } from "./flipwatch.ts";
import { newFolder, removeFolders } from "./folder.ts";

interface Bounds {
  after?: number;
  by: number;
}
interface Leg {
  kind: string;
  to: string;
  phases: Record<"failedCheck" | "unhealthy" | "firstRegion" | "majority" | "lastRegion" | "clients" | "sns", Bounds | undefined> & {
    told?: Record<string, Bounds>;
  };
}
interface Result {
  kind: string;
  ok: boolean;
  speed: number;
  tookMs: number;
  steps: { id: string; ok: boolean; afterMs: number; seen: string }[];
  incident: { opening: string; end: string; duration: { ms: number }; legs: Leg[] };
}

let exit: Exit;
let result: Result;

beforeAll(async () => {
  exit = await flipwatch(["demo", "--json"], { cwd: await newFolder() });
  const [line = "{}", ...more] = exit.stdout.trim().split("\n");
  expect(more, "one JSON object").toEqual([]);
  result = JSON.parse(line) as Result;
});
afterAll(async () => {
  await endAll();
  await removeFolders();
});

describe("the walk-through", () => {
  it("is seen to its end, in under a minute", () => {
    expect(
      result.steps.filter(({ ok }) => !ok),
      exit.stderr,
    ).toEqual([]);
    expect([exit.code, result.kind, result.ok, result.speed]).toEqual([0, "demo.result", true, 20]);
    expect(result.tookMs).toBeLessThan(60_000);
  });

  it("tells each step as it was observed, one after the other, on standard error", () => {
    const ids = result.steps.map(({ id }) => id);
    for (const id of [
      "healthy",
      "before-page",
      "failover",
      "failover-flip",
      "failover-slack",
      "failover-page",
      "failback-flip",
      "recovered",
    ]) {
      expect(ids).toContain(id);
    }
    const moments = result.steps.map(({ afterMs }) => afterMs);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    expect(exit.stderr.match(/✔/g)).toHaveLength(result.steps.length);
  });

  it("is one incident, away and back", () => {
    expect(result.incident).toMatchObject({ opening: "failover", end: "recovered" });
    expect(result.incident.legs.map(({ kind, to }) => [kind, to])).toEqual([
      ["failover", "secondary"],
      ["answer-back", "primary"],
    ]);
    expect(result.incident.duration.ms).toBeGreaterThan(0);
    expect(result.incident.duration.ms).toBeLessThan(result.tookMs);
  });

  it.each([
    ["the failover", 0],
    ["the failback", 1],
  ])("has measured every phase of %s, each where it belongs", (_way, index) => {
    const { phases } = result.incident.legs[index] ?? { phases: {} as Leg["phases"] };
    const { failedCheck, unhealthy, firstRegion, majority, lastRegion, clients, told = {} } = phases;
    const by = (bounds: Bounds | undefined) => bounds?.by ?? Number.NaN;
    // DNS follows the check: the first region can't be earlier than the earliest moment at which it may have turned.
    expect(failedCheck?.after ?? unhealthy?.after ?? Number.NaN).toBeLessThan(by(firstRegion));
    expect(by(failedCheck)).toBeLessThanOrEqual(by(unhealthy));
    expect(by(firstRegion)).toBeLessThanOrEqual(by(majority));
    expect(by(majority)).toBeLessThanOrEqual(by(lastRegion));
    expect(by(clients)).toBeGreaterThanOrEqual(by(firstRegion));
    expect(Object.keys(told)).toContain("slack:lab");
    for (const moment of Object.values(told)) expect(moment.by).toBeGreaterThanOrEqual(by(majority));
    for (const bounds of [failedCheck, unhealthy, firstRegion, majority, lastRegion, clients]) {
      expect(bounds?.after ?? Number.NEGATIVE_INFINITY).toBeLessThanOrEqual(by(bounds));
    }
  });
});
