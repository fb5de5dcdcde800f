/** Edits and hijacks: a value that was replaced in the zone is an edit, a value that nobody put into the zone is not. */
import { describe, expect, it } from "vitest";
import { expectInvariants, expectSettled } from "./invariants.ts";
import { simulate } from "./simulation.ts";
import { expectStory, heard, type Line } from "./story.ts";
import { PAIR } from "./world.ts";

const firstSeen: Line = [0, 20, "first-seen"];

describe("the pair is edited in Route 53", () => {
  it.each([1, 2, 3, 5])("the primary gets another address, %i regions: the definition changed, nobody cries hijack", async (regions) => {
    const sim = simulate({ regions });
    sim.at(395, () => sim.world.edits({ primary: ["192.0.2.11"] }));
    await sim.until(1_200);
    await expectStory(sim, [firstSeen, [395, 480, "definition-changed"]]);
    await expectInvariants(sim);
    await expectSettled(sim);
  });

  it("name servers take 40 s to take it up", async () => {
    const sim = simulate();
    sim.world.spreadMs = 40_000;
    sim.at(395, () => sim.world.edits({ primary: ["192.0.2.11"] }));
    await sim.until(1_200);
    await expectStory(sim, [firstSeen, [395, 480, "definition-changed"]]);
  });

  it("the address that is not served is replaced: only the definition changed", async () => {
    const sim = simulate();
    sim.at(395, () => sim.world.edits({ secondary: ["192.0.2.21"] }));
    await sim.until(1_200);
    await expectStory(sim, [firstSeen, [600, 660, "definition-changed"]]);
  });

  it("and fails over within the edit's grace: told once, as a failover", async () => {
    const sim = simulate();
    sim.at(395, () => sim.world.edits({ primary: ["192.0.2.11"] }));
    sim.at(455, () => sim.world.fails("primary"));
    await sim.until(1_200);
    await expectStory(sim, [firstSeen, [395, 440, "definition-changed"], [455, 480, "failover"]]);
    await expectInvariants(sim);
    await expectSettled(sim);
  });

  it("the two sides change places: once the grace is over the role is the primary", async () => {
    const sim = simulate();
    sim.at(395, () => sim.world.edits({ primary: ["192.0.2.20"], secondary: ["192.0.2.10"] }));
    await sim.until(1_500);
    expect((await sim.records.heads.get(PAIR))?.role).toBe("primary");
    await expectInvariants(sim);
    await expectSettled(sim);
  });
});

describe("the pair is not to be seen any more, in the middle of a failover", () => {
  it.each<["deleted" | "moved to a private zone", string]>([
    ["deleted", "retired"],
    ["moved to a private zone", "private"],
  ])(
    "%s: its incident ends unverified, told to whoever was told of it; when it is back it is told what it is then",
    async (how, reason) => {
      const sim = simulate();
      const hide = (isHidden: boolean) => () => {
        if (how === "deleted") sim.account.hasPair = !isHidden;
        else sim.account.isPrivate = isHidden;
      };
      sim.at(95, () => sim.world.fails("primary"));
      sim.at(250, hide(true));
      sim.at(850, hide(false));
      sim.at(2_105, () => sim.world.recovers("primary"));
      await sim.until(890);
      const ended = (await sim.log()).find(({ kind }) => kind === "unverified");
      expect(ended?.detail).toEqual({ reason });
      expect(ended?.incident?.closedAt).toBe(ended?.at);
      expect(await sim.records.heads.unsettledOrDue(0, Number.MAX_SAFE_INTEGER / 2), "nothing is due for it").toEqual([]);
      await sim.until(2_500);
      const edits = how === "deleted" ? [] : ["definition-changed"];
      const back = ["failover", "answer-back", "recovered"];
      expect(heard(sim.slack).filter((what) => !what.startsWith("FLEET"))).toEqual([
        "first-seen",
        "failover",
        ...edits,
        "unobserved",
        "unverified",
        ...edits,
        ...back,
      ]);
      await expectInvariants(sim);
      await expectSettled(sim);
    },
  );
});

describe("two edits, and a discover killed at any of its steps at the first of them", () => {
  it("is made up for by the next discover: it votes by the newest definition, after at most one period", async () => {
    let deaths = 0;
    for (let step = 1, isDead = true; isDead; step += 1) {
      const sim = simulate({ regions: 1 });
      sim.at(290, () => {
        sim.world.edits({ primary: ["192.0.2.11"] });
        sim.invoker.fate = (invoked) => (invoked === "discover" ? step : undefined);
      });
      sim.at(590, () => {
        sim.world.edits({ primary: ["192.0.2.12"] });
        sim.invoker.fate = () => undefined;
      });
      await sim.until(640);
      isDead = sim.invoker.deaths > 0;
      deaths += sim.invoker.deaths;
      const head = await sim.records.heads.get(PAIR);
      expect(head?.votes[sim.regions[0] ?? ""], `killed at step ${step}`).toMatchObject({ verdict: "primary", values: ["192.0.2.12"] });
      await expectInvariants(sim);
    }
    expect(deaths).toBeGreaterThan(5);
  });
});

describe("an answer that nobody put into the zone", () => {
  it.each([1, 3, 5])("is stray, after one look at the definition, %i regions; its end is told too", async (regions) => {
    const sim = simulate({ regions });
    sim.at(95, () => sim.world.says({ values: ["203.0.113.66"] }, "stray"));
    sim.at(405, () => sim.world.followsTheRule());
    await sim.until(900);
    await expectStory(sim, [firstSeen, [95, 130, "stray"], [405, 420, "answer-back"], [480, 610, "recovered"]]);
    await expectInvariants(sim);
    await expectSettled(sim);
  });

  it("is stray also while Route 53 can't be asked: it waits for the hold, not for ever", async () => {
    const sim = simulate();
    sim.at(90, () => {
      sim.account.isDown = true;
    });
    sim.at(95, () => sim.world.says({ values: ["203.0.113.66"] }, "stray"));
    await sim.until(600);
    await expectStory(sim, [firstSeen, [155, 250, "stray"]]);
  });

  it("from one name server of four is none", async () => {
    const sim = simulate();
    sim.at(95, () => {
      sim.world.spreadMs = 3_600_000;
      sim.world.says({ values: ["203.0.113.66"] }, "stray");
    });
    await sim.until(900);
    await expectStory(sim, [firstSeen]);
  });
});
