/** The machine's clock was ahead and is set right: Flipwatch goes on within a minute, and tells nothing that is not so. */
import { describe, expect, it } from "vitest";
import { expectInvariants, expectSettled } from "./invariants.ts";
import { type Options, simulate } from "./simulation.ts";
import { heard } from "./story.ts";

const alone = (what: readonly string[]) => what.filter((one) => !one.startsWith("FLEET region"));

describe.each([
  [1, 600],
  [1, 3_600],
  [3, 600],
  [3, 3_607],
])("with %i regions, a clock that was %i s ahead is set back", (regions, aheadSeconds) => {
  function ahead(options: Options = {}) {
    const sim = simulate({ regions, ...options });
    sim.wall.aheadMs = aheadSeconds * 1_000;
    sim.at(900, () => {
      sim.wall.aheadMs = 0;
    });
    return sim;
  }

  it("in calm: nothing is told but that", async () => {
    const sim = ahead();
    await sim.until(2_500);
    expect(heard(sim.slack)).toEqual(["first-seen", "FLEET clock-set-back"]);
    const fact = (await sim.log("FLEET"))[0];
    expect(fact?.recordedAt).toBeLessThan(sim.clock.now() - 1_500_000);
    await expectInvariants(sim);
    await expectSettled(sim);
  });

  it("and a minute later the pair fails over, and back: told at once", async () => {
    const sim = ahead();
    const failed = sim.clock.now() + 965_000;
    sim.at(965, () => sim.world.fails("primary"));
    sim.at(1_205, () => sim.world.recovers("primary"));
    await sim.until(2_500);
    expect(alone(heard(sim.slack))).toEqual(["first-seen", "FLEET clock-set-back", "failover", "answer-back", "recovered"]);
    const failover = (await sim.log()).find(({ kind }) => kind === "failover");
    const reaction = (failover?.recordedAt ?? 0) - failed;
    expect(reaction).toBeGreaterThan(0);
    expect(reaction).toBeLessThan(75_000);
    await expectInvariants(sim);
    await expectSettled(sim);
  });

  it.each([2, 4])(
    "in the middle of a failover of %i names, among people: each alert is told or in a digest that was told, none in one of then",
    async (names) => {
      const sim = ahead({ people: true, names });
      sim.at(305, () => sim.world.fails("primary"));
      sim.at(505, () => sim.world.recovers("primary"));
      sim.at(899, () => sim.world.fails("primary"));
      sim.at(1_405, () => sim.world.recovers("primary"));
      await sim.until(2_700);
      expect(sim.slack.received.map(({ event }) => event.kind)).toContain("digest");
      await expectInvariants(sim);
      await expectSettled(sim);
    },
  );

  it("during a failover whose like was seen in the rounds that come once more", async () => {
    const sim = ahead();
    sim.at(305, () => sim.world.fails("primary"));
    sim.at(505, () => sim.world.recovers("primary"));
    sim.at(855, () => sim.world.fails("primary"));
    sim.at(1_405, () => sim.world.recovers("primary"));
    await sim.until(2_700);
    const roles = (await sim.log()).filter(({ to }) => to !== undefined).map(({ kind }) => kind);
    expect(roles).toEqual(["first-seen", "failover", "answer-back", "failover", "answer-back"]);
    await expectInvariants(sim);
    await expectSettled(sim);
  });
});
