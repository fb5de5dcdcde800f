/** A handler killed between any two awaits, at every one of them in turn: the next run finishes its work, and the log is as if nothing had been. */
import { type FlipwatchEvent, SECOND } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { expectInvariants, expectSettled } from "./invariants.ts";
import type { StepName } from "./invoker.ts";
import { type Simulation, START, simulate } from "./simulation.ts";
import { heard } from "./story.ts";

/** More steps than any of these invocations has. */
const STEPS_MAX = 400;

/** One region, a failover at 95 s; the first invocation of the step that begins at `second` or later dies at its `diesAt`-th step. */
async function play(step: StepName, second: number, diesAt: number, until: number): Promise<Simulation> {
  const sim = simulate({ regions: 1 });
  let isDue = true;
  sim.invoker.fate = (invoked) => {
    if (invoked !== step || !isDue || sim.clock.now() < START + second * SECOND) return undefined;
    isDue = false;
    return diesAt;
  };
  sim.at(95, () => sim.world.fails("primary"));
  await sim.until(until);
  return sim;
}

/** What an event says, without when it was written down. */
function said({ number, kind, from, to, bounds, region, incident }: FlipwatchEvent): unknown {
  return { number, kind, from, to, bounds, region, incident };
}

/** Plays with a death at the first step, at the second, … until the invocation lives through; gives the number of deaths. */
async function killAtEveryStep(
  step: StepName,
  second: number,
  until: number,
  check: (sim: Simulation, undisturbed: Simulation, diesAt: number) => Promise<void>,
): Promise<number> {
  const undisturbed = await play(step, second, Number.POSITIVE_INFINITY, until);
  for (let diesAt = 1; diesAt < STEPS_MAX; diesAt += 1) {
    const sim = await play(step, second, diesAt, until);
    if (sim.invoker.deaths === 0) return diesAt - 1;
    try {
      await expectInvariants(sim);
      await expectSettled(sim, ["delivered", "unknown"]);
      await check(sim, undisturbed, diesAt);
    } catch (problem) {
      throw new Error(`${step} killed at step ${diesAt}: ${problem instanceof Error ? problem.message : String(problem)}`, {
        cause: problem,
      });
    }
  }
  throw new Error(`${step} takes more than ${STEPS_MAX} steps`);
}

async function sameLog(sim: Simulation, undisturbed: Simulation): Promise<void> {
  expect((await sim.log()).map(said)).toEqual((await undisturbed.log()).map(said));
}

async function sameAlerts(sim: Simulation, undisturbed: Simulation): Promise<void> {
  const kinds = async (one: Simulation) => (await one.log()).filter((event) => event.severity !== "record").map((event) => event.kind);
  expect(await kinds(sim)).toEqual(await kinds(undisturbed));
}

describe("killed at every one of its steps in turn", () => {
  it("the tally that first sees the pair: the same log", async () => {
    expect(await killAtEveryStep("tally", 0, 260, sameLog)).toBeGreaterThan(30);
  });

  it("the tally that tells the failover: the same log", async () => {
    expect(await killAtEveryStep("tally", 95, 260, sameLog)).toBeGreaterThan(30);
  });

  it("the deliver that tells the failover: the same log, every channel told, a repeat only where it is marked", async () => {
    const deaths = await killAtEveryStep("deliver", 95, 360, async (sim, undisturbed) => {
      await sameLog(sim, undisturbed);
      const told = heard(sim.slack).map((what) => what.replace("?", ""));
      expect([...new Set(told)]).toEqual(["first-seen", "failover"]);
      expect(told.length).toBeLessThanOrEqual(3);
    });
    expect(deaths).toBeGreaterThan(20);
  });

  it("the probe that sees the flip: told by its successor, with bounds that hold the moment", async () => {
    const deaths = await killAtEveryStep("probe", 60, 300, async (sim, undisturbed) => {
      await sameAlerts(sim, undisturbed);
      const failover = (await sim.log()).find((event) => event.kind === "failover");
      expect(failover?.bounds.after).toBeLessThanOrEqual(START + 95 * SECOND);
      expect(failover?.bounds.by).toBeGreaterThanOrEqual(START + 95 * SECOND);
      expect(failover?.bounds.by).toBeLessThanOrEqual(START + 121 * SECOND);
    });
    expect(deaths).toBeGreaterThan(60);
  });

  it("the health that reads the failing check: the same log, once", async () => {
    const deaths = await killAtEveryStep("health", 140, 300, async (sim, undisturbed) => {
      await sameLog(sim, undisturbed);
      const kinds = async (one: Simulation) => (await one.log("CHECK:check-primary")).map((event) => [event.number, event.kind, event.at]);
      expect(await kinds(sim)).toEqual(await kinds(undisturbed));
    });
    expect(deaths).toBeGreaterThan(5);
  });

  it("the discover that finds the pair: found by the next one", async () => {
    const deaths = await killAtEveryStep("discover", 0, 700, async (sim) => {
      expect((await sim.records.heads.get("failover.example.com/A"))?.role).toBe("secondary");
    });
    expect(deaths).toBeGreaterThan(5);
  });
});
