/** What people ask for, and what time asks for, in the whole loop: acknowledged means quiet, a reminder and the end of a mute are told once. */
import { FLEET } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { acknowledge, asks, muteFor } from "./asking.ts";
import { expectInvariants, expectSettled } from "./invariants.ts";
import { type Simulation, START, simulate } from "./simulation.ts";
import { heard } from "./story.ts";
import { PAIR } from "./world.ts";

const HOUR = 3_600;

/** A failover at 95 s and its end at `until`; nobody is at it unless somebody says so. */
function failingUntil(until: number): Simulation {
  const sim = simulate();
  sim.at(95, () => sim.world.fails("primary"));
  sim.at(until, () => sim.world.recovers("primary"));
  return sim;
}

async function expectAllWell(sim: Simulation): Promise<void> {
  await expectInvariants(sim);
  await expectSettled(sim, ["delivered", "suppressed", "digested"]);
}

const kindsIn = async (sim: Simulation, ...kinds: string[]) =>
  (await sim.log()).map(({ kind }) => kind).filter((kind) => kinds.includes(kind));

describe("an incident of three hours", () => {
  it("is reminded of after half an hour, then with pauses that double, and no more once it is over", async () => {
    const sim = failingUntil(95 + 3 * HOUR);
    await sim.until(6 * HOUR);
    const told = (await sim.log()).filter(({ kind }) => kind === "reminder");
    const minutes = told.map(({ at, incident }) => (at - (incident?.openedAt ?? 0)) / 60_000);
    expect(minutes).toHaveLength(2);
    expect(minutes[0]).toBeGreaterThanOrEqual(30);
    expect(minutes[0]).toBeLessThan(31.1);
    expect(minutes[1]).toBeGreaterThanOrEqual(90);
    expect(minutes[1]).toBeLessThan(91.1);
    expect(heard(sim.slack).filter((what) => what === "reminder")).toHaveLength(2);
    await expectAllWell(sim);
  }, 120_000);

  it("acknowledged by a doubled press has no reminder after that, and is acknowledged once", async () => {
    const sim = failingUntil(95 + 3 * HOUR);
    asks(sim, 2_400, acknowledge(), 3);
    await sim.until(4 * HOUR);
    expect(await kindsIn(sim, "reminder", "acknowledged", "recovered")).toEqual(["reminder", "acknowledged", "recovered"]);
    expect(heard(sim.slack).filter((what) => ["reminder", "acknowledged", "recovered"].includes(what))).toEqual([
      "reminder",
      "acknowledged",
      "recovered",
    ]);
    await expectAllWell(sim);
  }, 120_000);

  it("is reminded of once at a time, though every tally runs twice over a slow store", async () => {
    const sim = failingUntil(95 + HOUR);
    sim.store.slowMs = 50;
    for (let second = 0; second < 1.2 * HOUR; second += 60) sim.at(second + 5.02, () => void sim.invoker.tally());
    sim.wakeMessages.faults.doubled = 1;
    await sim.until(1.5 * HOUR);
    expect(await kindsIn(sim, "reminder")).toEqual(["reminder"]);
    await expectAllWell(sim);
  }, 120_000);
});

describe("a mute", () => {
  it("that ends while tally is down is told once, and so is what was held back; what was decided since is not open", async () => {
    const sim = failingUntil(305);
    asks(sim, 60, muteFor(400, PAIR), 2);
    sim.at(420, () => void sim.invoker.off.add("tally"));
    sim.at(700, () => void sim.invoker.off.delete("tally"));
    await sim.until(1_200);
    const told = (await sim.log(FLEET)).filter(({ kind }) => kind.endsWith("muted"));
    expect(told.map(({ kind, at }) => [kind, (at - START) / 1_000])).toEqual([
      ["muted", 60],
      ["unmuted", 460],
    ]);
    expect(told[1]?.detail?.held).toMatchObject({ counts: { failover: 1, "answer-back": 1 }, pairs: [PAIR], open: [] });
    const ends = await sim.records.deliveries.of(PAIR, { limit: 1_000 });
    const toSlack = ends.filter(({ channel }) => channel === sim.slack.id).map(({ state, reason }) => `${state} ${reason ?? ""}`.trim());
    // Told of neither the opening nor the end.
    expect(toSlack).toEqual(["delivered", "suppressed muted", "suppressed untold", "suppressed untold"]);
    expect(heard(sim.slack)).toEqual(["first-seen", "FLEET muted", "FLEET unmuted"]);
    await expectInvariants(sim);
  }, 60_000);
});
