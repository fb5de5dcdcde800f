/** Steps that don't run for a while, and regions that are cut off: what can still be known is known, what can't is unknown, and never well. */
import { describe, expect, it } from "vitest";
import { expectInvariants, expectSettled } from "./invariants.ts";
import { type Simulation, START, simulate } from "./simulation.ts";
import { expectStory, type Line } from "./story.ts";

const firstSeen: Line = [0, 20, "first-seen"];
const moment = (second: number): number => START + second * 1_000;

function isOff(sim: Simulation, name: string, from: number, to: number): void {
  sim.at(from, () => void sim.invoker.off.add(name));
  sim.at(to, () => void sim.invoker.off.delete(name));
}

async function expectAllWell(sim: Simulation): Promise<void> {
  await expectInvariants(sim);
  await expectSettled(sim);
}

describe("tally does not run", () => {
  it.each([1, 3])(
    "for 20 rounds, with a flip and a flip back inside, %i regions: both are told, dated as they happened",
    async (regions) => {
      const sim = simulate({ regions });
      isOff(sim, "tally", 90, 290);
      sim.at(125, () => sim.world.fails("primary"));
      sim.at(205, () => sim.world.recovers("primary"));
      await sim.until(600);
      await expectStory(sim, [firstSeen, [290, 360, "failover"], [290, 360, "answer-back"], [290, 420, "recovered"]]);
      for (const [kind, second] of [
        ["failover", 125],
        ["answer-back", 205],
      ] as const) {
        const event = (await sim.log()).find((one) => one.kind === kind);
        expect(event?.bounds.after, kind).toBeGreaterThanOrEqual(moment(second - 11));
        expect(event?.bounds.after, kind).toBeLessThanOrEqual(moment(second));
        expect(event?.bounds.by, kind).toBeGreaterThanOrEqual(moment(second));
        expect(event?.bounds.by, kind).toBeLessThanOrEqual(moment(second + 11));
      }
      await expectAllWell(sim);
    },
  );

  it("for longer than the ring holds: the lost hours are unknown and told in the FLEET log, never read as healthy", async () => {
    const sim = simulate({ regions: 3 });
    isOff(sim, "tally", 90, 5_000);
    // What happens before the ring begins nobody will ever know.
    sim.at(200, () => sim.world.fails("primary"));
    sim.at(700, () => sim.world.recovers("primary"));
    await sim.until(5_600);
    await expectStory(sim, [
      firstSeen,
      [5_000, 5_060, "unknown"],
      [5_000, 5_060, "resumed"],
      ...[0, 1, 2].map((): Line => [5_000, 5_060, "FLEET ballots-lost"]),
    ]);
    const unknown = (await sim.log()).find((event) => event.kind === "unknown");
    // From the last vote known, plus the time for which votes are fresh: long before anybody wrote it down.
    expect(unknown?.at).toBeGreaterThan(moment(90));
    expect(unknown?.at).toBeLessThan(moment(90 + 90 + 60 + 20));
    await expectAllWell(sim);
  });

  it("for longer than the ring holds, and the world has changed meanwhile: told as what it is now", async () => {
    const sim = simulate({ regions: 1 });
    isOff(sim, "tally", 90, 5_000);
    sim.at(200, () => sim.world.fails("primary"));
    await sim.until(5_600);
    const kinds = (await sim.log()).filter((event) => event.severity !== "record").map((event) => event.kind);
    expect(kinds.slice(0, 3)).toEqual(["first-seen", "unknown", "failover"]);
    await expectAllWell(sim);
  });
});

describe("a probe does not run", () => {
  it("in one region of three for ten minutes: silent, then back, and nothing of the pair", async () => {
    const sim = simulate({ regions: 3 });
    sim.at(95, () => {
      sim.invoker.off.add("probe eu-central-1");
    });
    sim.at(700, () => void sim.invoker.off.delete("probe eu-central-1"));
    await sim.until(1_000);
    await expectStory(sim, [firstSeen, [330, 500, "FLEET region-silent"], [700, 730, "FLEET region-back"]]);
    await expectAllWell(sim);
  });

  it("anywhere, for ten minutes: unknown after the votes' freshness and a hold, never dark", async () => {
    const sim = simulate({ regions: 3 });
    sim.at(95, () => {
      for (const region of sim.regions) sim.invoker.off.add(`probe ${region}`);
    });
    sim.at(900, () => sim.invoker.off.clear());
    await sim.until(1_300);
    const told = (await sim.log()).filter((event) => event.severity !== "record").map((event) => event.kind);
    expect(told).toEqual(["first-seen", "unknown", "resumed"]);
    await expectAllWell(sim);
  });
});

describe("a region is cut off from every name server", () => {
  it.each([2, 3, 5])("one of %i, for ten minutes: told as silent and as back; no role without a majority, no flip", async (regions) => {
    const sim = simulate({ regions });
    sim.fault({ bad: "dropped", regions: ["eu-central-1"], from: 100, to: 700 });
    await sim.until(1_100);
    // Of two regions both are needed.
    const blind: Line[] =
      regions === 2
        ? [
            [240, 320, "unknown"],
            [700, 720, "resumed"],
          ]
        : [];
    await expectStory(sim, [firstSeen, [180, 260, "FLEET region-silent"], ...blind, [700, 770, "FLEET region-back"]]);
    await expectAllWell(sim);
  });

  it("while the primary fails over and back: the two others see it, with the right bounds", async () => {
    const sim = simulate({ regions: 3 });
    sim.fault({ bad: "dropped", regions: ["us-east-2"], from: 60, to: 700 });
    sim.at(205, () => sim.world.fails("primary"));
    sim.at(405, () => sim.world.recovers("primary"));
    await sim.until(1_100);
    const told = (await sim.log()).filter((event) => event.severity !== "record");
    expect(told.map((event) => event.kind)).toEqual(["first-seen", "failover", "answer-back", "recovered"]);
    expect(told[1]?.bounds.by).toBeLessThanOrEqual(moment(216));
    await expectAllWell(sim);
  });

  it("every region at once: unknown after freshness and hold, never dark, and every silence is told", async () => {
    const sim = simulate({ regions: 5 });
    sim.fault({ bad: "dropped", from: 100, to: 700 });
    // A failover happens unseen: it is told when somebody sees it.
    sim.at(400, () => sim.world.fails("primary"));
    await sim.until(1_100);
    const told = (await sim.log()).filter((event) => event.severity !== "record");
    expect(told.map((event) => event.kind)).toEqual(["first-seen", "unknown", "failover"]);
    const unknown = told[1];
    // Dated by the moment at which the last majority of votes ran out, told a hold later.
    expect(unknown?.at).toBeGreaterThanOrEqual(moment(90 + 90));
    expect(unknown?.at).toBeLessThanOrEqual(moment(100 + 90));
    expect(unknown?.recordedAt).toBeGreaterThanOrEqual((unknown?.at ?? 0) + 60_000);
    const fleet = (await sim.log("FLEET")).map((event) => event.kind);
    expect(fleet.filter((kind) => kind === "region-silent")).toHaveLength(5);
    expect(fleet.filter((kind) => kind === "region-back")).toHaveLength(5);
    await expectAllWell(sim);
  });
});

describe("health is not read", () => {
  it("for half an hour: nothing is made up; a return in that time is unverified", async () => {
    const sim = simulate();
    sim.at(95, () => sim.world.fails("primary"));
    sim.at(200, () => {
      sim.account.isDown = true;
    });
    sim.at(305, () => sim.world.recovers("primary"));
    sim.at(2_000, () => {
      sim.account.isDown = false;
    });
    await sim.until(2_400);
    await expectStory(sim, [firstSeen, [95, 106, "failover"], [305, 316, "answer-back"], [905, 970, "unverified"]]);
    await expectAllWell(sim);
  });
});
