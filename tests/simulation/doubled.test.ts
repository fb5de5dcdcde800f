/** Invocations that come twice, late, side by side or out of order: every fact is told once. */
import { describe, expect, it } from "vitest";
import { expectInvariants, expectSettled } from "./invariants.ts";
import { type Simulation, simulate } from "./simulation.ts";
import { expectStory, heard, type Line } from "./story.ts";

const flip: Line[] = [
  [0, 20, "first-seen"],
  [95, 110, "failover"],
  [305, 320, "answer-back"],
  [370, 490, "recovered"],
];

/** A failover at 95 s and its end at 305 s, over a store whose calls take up to so many milliseconds. */
function flipping(slowMs: number, seed = 1): Simulation {
  const sim = simulate({ seed });
  sim.store.slowMs = slowMs;
  sim.at(95, () => sim.world.fails("primary"));
  sim.at(305, () => sim.world.recovers("primary"));
  return sim;
}

async function expectOnce(sim: Simulation, lines: readonly Line[] = flip): Promise<void> {
  await sim.until(900);
  await expectStory(sim, lines);
  expect(heard(sim.slack)).toEqual(["first-seen", "failover", "answer-back", "recovered"]);
  await expectInvariants(sim);
  await expectSettled(sim);
}

describe("every invocation twice", () => {
  it.each([0, 5, 50])("over a store that takes up to %i ms a call", async (slowMs) => {
    const sim = flipping(slowMs);
    const { invoker } = sim;
    for (let second = 0; second < 900; second += 60) {
      for (const region of sim.regions) sim.at(second + 0.2, () => void invoker.probe(region));
      sim.at(second + 5.5, () => void invoker.tally());
      sim.at(second + 25.3, () => void invoker.health());
      sim.at(second + 40.7, () => void invoker.sweep());
    }
    for (let second = 0; second < 900; second += 300) sim.at(second, () => void invoker.discover());
    sim.wakeMessages.faults.doubled = 1;
    sim.alertMessages.faults.doubled = 1;
    await expectOnce(sim);
  });
});

describe("probes", () => {
  it("two in one region at the same time: one steps back, no round is told twice or missing", async () => {
    const sim = flipping(20);
    for (const second of [92, 94, 95, 99, 101]) sim.at(second, () => void sim.invoker.probe("us-east-2"));
    await expectOnce(sim);
  });

  it("that come up to 55 s late: the old ones vote on until then", async () => {
    const sim = flipping(5);
    for (const region of sim.regions) sim.invoker.off.add(`probe ${region}`);
    for (let second = 0; second < 900; second += 60) {
      for (const region of sim.regions) sim.at(second + (second === 0 ? 0.2 : sim.random.between(0, 55)), () => void late(sim, region));
    }
    await expectOnce(sim);
  });
});

/** The schedule's own probes are off; this one runs all the same. */
async function late(sim: Simulation, region: string): Promise<void> {
  sim.invoker.off.delete(`probe ${region}`);
  const running = sim.invoker.probe(region);
  sim.invoker.off.add(`probe ${region}`);
  await running;
}

describe("wake-ups", () => {
  it.each([1, 2, 3, 4, 5])("doubled, late by up to 45 s and out of order, seed %i", async (seed) => {
    const sim = flipping(30, seed);
    sim.wakeMessages.faults = { lost: 0, doubled: 0.5, late: 0.5 };
    sim.alertMessages.faults = { lost: 0, doubled: 0.5, late: 0.5 };
    await expectOnce(sim, [
      [0, 60, "first-seen"],
      [95, 150, "failover"],
      [305, 360, "answer-back"],
      [370, 490, "recovered"],
    ]);
  });

  it("all lost: the minute's run finds everything", async () => {
    const sim = flipping(0);
    sim.wakeMessages.faults.lost = 1;
    await expectOnce(sim, [
      [0, 20, "first-seen"],
      [95, 130, "failover"],
      [305, 370, "answer-back"],
      [370, 490, "recovered"],
    ]);
  });

  it("a queue that is down: the minute's run finds everything", async () => {
    const sim = flipping(0);
    sim.wakeQueue.isDown = true;
    await expectOnce(sim, [
      [0, 20, "first-seen"],
      [95, 130, "failover"],
      [305, 370, "answer-back"],
      [370, 490, "recovered"],
    ]);
  });
});

describe("tallies", () => {
  it.each([1, 2, 3])("five side by side every second, over a slow store, seed %i", async (seed) => {
    const sim = flipping(40, seed);
    for (let second = 90; second < 130; second += 1) for (let copy = 0; copy < 5; copy += 1) sim.at(second, () => void sim.invoker.tally());
    await expectOnce(sim);
  });
});
