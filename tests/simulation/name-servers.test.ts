/** Name servers that misbehave: whatever a few of them do, nobody is told of an outage that clients don't have. */
import { describe, expect, it } from "vitest";
import { badReplies } from "./network.ts";
import { type Simulation, simulate } from "./simulation.ts";
import { expectStory, type Line } from "./story.ts";
import { SERVERS } from "./world.ts";

const firstSeen: Line = [0, 20, "first-seen"];

async function nothingElse(sim: Simulation, until: number): Promise<void> {
  await sim.until(until);
  await expectStory(sim, [firstSeen]);
  // Not even a vote turned: the confirmation saw through it.
  expect((await sim.log()).map((event) => event.kind)).not.toContain("unknown");
  expect(sim.invoker.broken).toEqual([]);
}

describe("a steady world", () => {
  it.each([1, 2, 3, 5])("with %i regions is seen first, and then nothing is told for a quarter of an hour", async (regions) => {
    await nothingElse(simulate({ regions }), 900);
  });
});

const rows = badReplies.flatMap((bad) => [1, 3].map((regions) => ({ bad, regions })));

describe("one bad reply", () => {
  it.each(rows)("$bad, once for each of $regions regions: nothing is told", async ({ bad, regions }) => {
    const sim = simulate({ regions });
    sim.fault({ bad, from: 60, to: 120, times: 1 });
    await nothingElse(sim, 200);
    // From whatever server, no region's vote has turned.
    expect((await sim.log()).filter((event) => event.kind === "vote-changed")).toHaveLength(regions);
  });

  it.each(rows)("$bad to the very first questions of $regions regions: the primary is seen all the same", async ({ bad, regions }) => {
    const sim = simulate({ regions });
    sim.fault({ bad, from: 0, to: 30, times: 1 });
    await sim.until(100);
    await expectStory(sim, [[0, 40, "first-seen"]]);
  });

  it.each(rows)("$bad from one server in the middle of a flip, $regions regions: one failover, in time", async ({ bad, regions }) => {
    const sim = simulate({ regions });
    sim.at(95, () => sim.world.fails("primary"));
    sim.fault({ bad, servers: [SERVERS[1]], from: 95, to: 125, times: 2 });
    await sim.until(240);
    await expectStory(sim, [firstSeen, [95, 130, "failover"]]);
  });
});

describe("name servers that misbehave for minutes on end", () => {
  const lasting = badReplies.filter((bad) => bad !== "NXDOMAIN" && bad !== "empty");

  it.each(lasting.flatMap((bad) => [1, 3].map((regions) => ({ bad, regions }))))(
    "one of four, $bad, $regions regions: nothing is told",
    async (row) => {
      const sim = simulate({ regions: row.regions });
      sim.fault({ bad: row.bad, servers: [SERVERS[2]], from: 60, to: 260 });
      await nothingElse(sim, 300);
    },
  );

  it.each(lasting.flatMap((bad) => [1, 3].map((regions) => ({ bad, regions }))))(
    "two of four, $bad, $regions regions: nothing is told",
    async (row) => {
      const sim = simulate({ regions: row.regions });
      sim.fault({ bad: row.bad, servers: [SERVERS[0], SERVERS[2]], from: 60, to: 260 });
      await nothingElse(sim, 300);
    },
  );

  it.each([1, 3])("one of four says NXDOMAIN to %i regions: three quarters know better, and nothing is told", async (regions) => {
    const sim = simulate({ regions });
    sim.fault({ bad: "NXDOMAIN", servers: [SERVERS[1]], from: 60, to: 260 });
    await nothingElse(sim, 300);
  });

  it.each([1, 3])("one of four is dead while the primary fails over and back, %i regions: both are told once", async (regions) => {
    const sim = simulate({ regions });
    sim.fault({ bad: "dropped", servers: [SERVERS[3]], from: 30, to: 2_000 });
    sim.at(100, () => sim.world.fails("primary"));
    sim.at(400, () => sim.world.recovers("primary"));
    await sim.until(800);
    await expectStory(sim, [firstSeen, [100, 125, "failover"], [400, 425, "answer-back"], [480, 600, "recovered"]]);
  });
});

describe("all four name servers", () => {
  it("never answer any region: our own network can't be told from theirs, so it is unknown, never dark, and told as silence", async () => {
    const sim = simulate({ regions: 3 });
    sim.fault({ bad: "dropped", from: 100, to: 500 });
    await sim.until(900);
    await expectStory(sim, [
      firstSeen,
      [180, 250, "FLEET region-silent"],
      [180, 250, "FLEET region-silent"],
      // A reading that came meanwhile wakes tally, which then notices the third.
      [190, 250, "FLEET region-silent"],
      [245, 250, "unknown"],
      [500, 510, "FLEET region-back"],
      [500, 510, "resumed"],
      [500, 510, "FLEET region-back"],
      [500, 510, "FLEET region-back"],
    ]);
  });

  it.each([1, 3])("say SERVFAIL to %i regions: that is dark, and told once, with its end", async (regions) => {
    const sim = simulate({ regions });
    sim.fault({ bad: "SERVFAIL", from: 100, to: 300 });
    await sim.until(700);
    await expectStory(sim, [firstSeen, [100, 135, "dark"], [300, 325, "answer-back"], [380, 490, "recovered"]]);
  });

  it("say SERVFAIL to one region of three only: a vote turned, nothing is told", async () => {
    const sim = simulate({ regions: 3 });
    sim.fault({ bad: "SERVFAIL", regions: ["eu-central-1"], from: 100, to: 600 });
    await nothingElse(sim, 900);
  });

  it("are asked behind a network that loses a third of everything: nothing is told, over a quarter of an hour", async () => {
    const sim = simulate({ regions: 3 });
    for (let second = 20; second < 900; second += 3) {
      sim.fault({
        bad: sim.random.pick(["dropped", "late", "garbage", "SERVFAIL"] as const),
        servers: [sim.random.pick(SERVERS)],
        from: second,
        to: second + 2,
        times: 1,
      });
    }
    await nothingElse(sim, 930);
  });
});
