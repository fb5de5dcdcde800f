/** A store that fails in the middle of a flip: the flip is told once, late at the worst, and the log has no gap. */
import { describe, expect, it } from "vitest";
import { expectInvariants, expectSettled } from "./invariants.ts";
import { type Simulation, START, simulate } from "./simulation.ts";
import { expectStory, type Line } from "./story.ts";

const firstSeen: Line = [0, 20, "first-seen"];

async function expectAllWell(sim: Simulation): Promise<void> {
  await expectInvariants(sim);
  await expectSettled(sim);
}

function storeFails(sim: Simulation, from: number, to: number, what: Partial<Simulation["store"]>): void {
  const well = { ...sim.store };
  sim.at(from, () => void Object.assign(sim.store, what));
  sim.at(to, () => void Object.assign(sim.store, well));
}

const rows = [1, 3].flatMap((regions) => [
  { what: "writes", regions, faults: { refusesWrites: true } },
  { what: "reads", regions, faults: { refusesReads: true } },
  { what: "reads and writes", regions, faults: { refusesWrites: true, refusesReads: true } },
]);

describe("a store that refuses everything for a minute", () => {
  it.each(rows)("$what, $regions regions, a flip in the middle of it: told once, when the store is back", async ({ regions, faults }) => {
    const sim = simulate({ regions });
    storeFails(sim, 90, 150, faults);
    sim.at(105, () => sim.world.fails("primary"));
    await sim.until(900);
    await expectStory(sim, [firstSeen, [105, 190, "failover"]]);
    const failover = (await sim.log()).find((event) => event.kind === "failover");
    // The moment is known as well as ever: the ballots waited for the store.
    expect(failover?.bounds.after).toBeLessThanOrEqual(START + 105_000);
    expect(failover?.bounds.by).toBeGreaterThanOrEqual(START + 105_000);
    expect(failover?.bounds.by).toBeLessThanOrEqual(START + 121_000);
    await expectAllWell(sim);
  });

  it.each(rows)(
    "$what, $regions regions, right after the flip was seen: told once, nothing lost on the way to the channels",
    async (row) => {
      const sim = simulate({ regions: row.regions });
      sim.at(95, () => sim.world.fails("primary"));
      storeFails(sim, 100, 160, row.faults);
      await sim.until(900);
      await expectStory(sim, [firstSeen, [95, 200, "failover"]]);
      await expectAllWell(sim);
    },
  );
});

describe("a store that fails in single places", () => {
  it.each([
    ["the Heads", (pk: string, sk?: string) => pk.startsWith("PAIR#") && sk === "HEAD"],
    ["the logs", (_pk: string, sk?: string) => sk?.startsWith("EVENT#") === true],
    ["the ballot box", (pk: string) => pk.startsWith("BALLOT#")],
    ["tally's memory", (pk: string) => pk === "TALLY"],
    ["cursors", (_pk: string, sk?: string) => sk?.startsWith("CURSOR#") === true],
    ["deliveries", (_pk: string, sk?: string) => sk?.startsWith("DELIVERY#") === true],
  ])("refuses writes to %s for a minute: told once, nothing lost", async (_where, isThere) => {
    const sim = simulate();
    sim.store.only = (call) => isThere(call.pk, call.sk);
    storeFails(sim, 90, 150, { refusesWrites: true });
    sim.at(95, () => sim.world.fails("primary"));
    sim.at(305, () => sim.world.recovers("primary"));
    await sim.until(900);
    await expectStory(sim, [firstSeen, [95, 190, "failover"], [305, 320, "answer-back"], [370, 490, "recovered"]]);
    // A send whose record could not be written is a possible repeat, and says so.
    await expectInvariants(sim);
    await expectSettled(sim, ["delivered", "unknown"]);
  });

  it.each([1, 2, 3])("does what it is told but loses a fifth of its answers, seed %i: flip and failback once each", async (seed) => {
    const sim = simulate({ seed });
    storeFails(sim, 30, 600, { lostAnswers: 0.2 });
    sim.at(95, () => sim.world.fails("primary"));
    sim.at(305, () => sim.world.recovers("primary"));
    await sim.until(1_000);
    await expectStory(sim, [firstSeen, [95, 200, "failover"], [305, 400, "answer-back"], [370, 560, "recovered"]].map(widened));
    await expectInvariants(sim);
    await expectSettled(sim, ["delivered", "unknown"]);
  });

  it.each([1, 2, 3])("fails a third of all calls, seed %i: flip and failback once each", async (seed) => {
    const sim = simulate({ seed });
    storeFails(sim, 30, 900, { failures: 0.33 });
    sim.at(95, () => sim.world.fails("primary"));
    sim.at(495, () => sim.world.recovers("primary"));
    await sim.until(1_300);
    const kinds = (await sim.log()).map((event) => event.kind);
    for (const kind of ["first-seen", "failover", "answer-back", "recovered"] as const) {
      expect(
        kinds.filter((one) => one === kind),
        kind,
      ).toHaveLength(1);
    }
    await expectInvariants(sim);
    await expectSettled(sim, ["delivered", "unknown"]);
  });
});

/** With lost answers the minute's run may have to make up for a wake-up. */
function widened(line: readonly (number | string)[]): Line {
  const [from, to, what] = line as Line;
  return [from, to + 120, what];
}
