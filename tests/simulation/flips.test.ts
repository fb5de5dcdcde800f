/** Flips under trouble: told once, with bounds that hold the moment at which the name servers really changed, and no recovery that isn't one. */
import type { EventKind } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { type Simulation, START, simulate } from "./simulation.ts";
import { expectStory, type Line } from "./story.ts";

const firstSeen: Line = [0, 20, "first-seen"];

/** The event's bounds overlap the time from the first name server's change to the last one's. */
async function expectBounds(sim: Simulation, kind: EventKind, fromSecond: number, toSecond: number): Promise<void> {
  const event = (await sim.log()).find((one) => one.kind === kind);
  expect(event?.bounds.after, `${kind} after`).toBeLessThanOrEqual(START + toSecond * 1_000);
  expect(event?.bounds.by, `${kind} by`).toBeGreaterThanOrEqual(START + fromSecond * 1_000);
  // Two regions of three take turns a third of the interval apart.
  expect((event?.bounds.by ?? 0) - (event?.bounds.after ?? 0)).toBeLessThanOrEqual(toSecond * 1_000 - fromSecond * 1_000 + 11_000);
}

describe("a clean flip and its end", () => {
  it.each([1, 2, 3, 5])("with %i regions: failover within one interval and a wake-up, answer back, recovered", async (regions) => {
    const sim = simulate({ regions });
    sim.at(95, () => sim.world.fails("primary"));
    sim.at(305, () => sim.world.recovers("primary"));
    await sim.until(700);
    await expectStory(sim, [firstSeen, [95, 106, "failover"], [305, 316, "answer-back"], [370, 480, "recovered"]]);
    await expectBounds(sim, "failover", 95, 95);
    await expectBounds(sim, "answer-back", 305, 305);
  });
});

describe("a return that a health check confirms which never turned", () => {
  it.each([1, 3])("with %i regions: recovered as soon as the reading is there, not a minute later", async (regions) => {
    const sim = simulate({ regions });
    sim.at(95, () => sim.world.says({ values: ["203.0.113.66"] }, "stray"));
    sim.at(405, () => sim.world.followsTheRule());
    await sim.until(700);
    // The period of 420 s can be read from 500 s on, and readings are fetched at 505.3 s.
    await expectStory(sim, [firstSeen, [95, 130, "stray"], [405, 420, "answer-back"], [505.3, 507, "recovered"]]);
  });
});

describe("in the middle of a flip", () => {
  it("NXDOMAIN for 20 s before the secondary is there: the name is dark in between, then one failover, one incident", async () => {
    const sim = simulate();
    sim.at(95, () => sim.world.says({ rcode: "NXDOMAIN" }, "dark"));
    sim.at(115, () => {
      sim.world.fails("primary");
      sim.world.followsTheRule();
    });
    await sim.until(400);
    await expectStory(sim, [firstSeen, [95, 106, "dark"], [115, 126, "failover"]]);
    await expectBounds(sim, "failover", 115, 115);
    const [dark, failover] = (await sim.log()).filter((event) => event.kind === "dark" || event.kind === "failover");
    expect(failover?.incident?.id).toBe(dark?.incident?.id);
  });

  it("NXDOMAIN from single servers while the others flip: exactly one failover", async () => {
    const sim = simulate();
    sim.world.spreadMs = 20_000;
    sim.at(95, () => sim.world.fails("primary"));
    for (const [index, second] of [96, 101, 106, 111].entries()) {
      sim.fault({ bad: "NXDOMAIN", servers: [`198.51.100.${index + 1}:53`], from: second, to: second + 4 });
    }
    await sim.until(300);
    await expectStory(sim, [firstSeen, [95, 135, "failover"]]);
    await expectBounds(sim, "failover", 95, 115);
  });

  it.each([1, 2, 3, 5])("name servers that disagree for 40 s, %i regions: exactly one failover, and one way back", async (regions) => {
    const sim = simulate({ regions });
    sim.world.spreadMs = 40_000;
    sim.at(95, () => sim.world.fails("primary"));
    sim.at(305, () => sim.world.recovers("primary"));
    await sim.until(700);
    await expectStory(sim, [firstSeen, [95, 150, "failover"], [305, 360, "answer-back"], [370, 500, "recovered"]]);
    await expectBounds(sim, "failover", 95, 135);
    await expectBounds(sim, "answer-back", 305, 345);
  });

  it("one server that stays behind for ten minutes: the others' word counts", async () => {
    const sim = simulate();
    sim.world.spreadMs = 600_000;
    // Three change at once; the last one's turn comes ten minutes later.
    sim.at(95, () => {
      sim.world.fails("primary");
    });
    await sim.until(1_200);
    const kinds = (await sim.log()).filter((event) => event.severity !== "record").map((event) => event.kind);
    expect(kinds.filter((kind) => kind === "failover")).toHaveLength(1);
    expect(kinds).not.toContain("answer-back");
    expect(kinds).not.toContain("dark");
  });
});

describe("the secondary dies while it serves", () => {
  it("and Route 53 goes back to the unhealthy primary: told as last resort, never as recovered, until a healthy reading", async () => {
    const sim = simulate();
    sim.at(95, () => sim.world.fails("primary"));
    sim.at(305, () => sim.world.fails("secondary"));
    sim.at(905, () => sim.world.recovers("primary"));
    await sim.until(1_200);
    await expectStory(sim, [
      firstSeen,
      [95, 106, "failover"],
      [305, 316, "answer-back"],
      [380, 400, "secondary-unhealthy"],
      [380, 400, "both-unhealthy"],
      [420, 490, "last-resort"],
      [980, 1_080, "recovered"],
    ]);
  });

  it("and the zone answers nothing at all: dark, and no recovery while it lasts", async () => {
    const sim = simulate();
    sim.at(95, () => sim.world.fails("primary"));
    sim.at(305, () => sim.world.says({ rcode: "SERVFAIL" }, "dark"));
    await sim.until(1_200);
    await expectStory(sim, [firstSeen, [95, 106, "failover"], [305, 326, "dark"]]);
  });

  it("and comes back alone: the answer is the secondary again, one incident from first to last", async () => {
    const sim = simulate();
    sim.at(95, () => sim.world.fails("primary"));
    sim.at(305, () => sim.world.fails("secondary"));
    sim.at(605, () => sim.world.recovers("secondary"));
    sim.at(1_205, () => sim.world.recovers("primary"));
    await sim.until(1_600);
    const told = (await sim.log()).filter((event) => event.severity !== "record");
    expect(told.map((event) => event.kind).filter((kind) => kind === "recovered")).toHaveLength(1);
    expect(new Set(told.flatMap((event) => event.incident?.id ?? [])).size).toBe(1);
    expect(told.at(-1)?.kind).toBe("recovered");
  });

  it("while CloudWatch is down too: the way back is told as unverified, since nobody knows", async () => {
    const sim = simulate();
    sim.at(95, () => sim.world.fails("primary"));
    sim.at(300, () => {
      sim.account.isDown = true;
    });
    sim.at(305, () => sim.world.fails("secondary"));
    await sim.until(1_100);
    await expectStory(sim, [firstSeen, [95, 106, "failover"], [305, 316, "answer-back"], [900, 970, "unverified"]]);
  });
});
