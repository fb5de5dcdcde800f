import type { IncidentStory, Phases } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { expectedPhases, legOf, missingPhases } from "./phases.ts";

const bounds = { by: 1_000 };
const all: Phases = {
  ...{ failedCheck: bounds, unhealthy: bounds, firstRegion: bounds, majority: bounds, lastRegion: bounds, clients: bounds, sns: bounds },
  told: { "slack:lab": bounds },
};

function story(away: Phases, back?: Phases): IncidentStory {
  const leg = (to: "primary" | "secondary", phases: Phases) => ({ event: to, kind: "failover" as const, to, phases });
  const legs = [leg("secondary", away), ...(back === undefined ? [] : [leg("primary", back)])];
  return { id: "1", openedAt: 0, opening: "failover", lastResort: false, legs };
}

describe("the phases of a walk-through", () => {
  it("are all there when each was measured", () => {
    expect(missingPhases(story(all, all), ["slack:lab"])).toEqual([]);
  });

  it("are named with their way where one was not", () => {
    const { sns: _, ...withoutSns } = all;
    expect(missingPhases(story(withoutSns, { ...all, told: {} }), ["slack:lab"])).toEqual(["failover: sns", "failback: told slack:lab"]);
  });

  it("are all missing for a way that was not seen", () => {
    expect(missingPhases(story(all), ["slack:lab"])).toHaveLength(8);
    expect(missingPhases(undefined, [])).toHaveLength(14);
  });

  it("stand in their order, the missing ones among them", () => {
    const { sns: _, ...withoutSns } = all;
    const shown = expectedPhases(legOf(story(withoutSns), "failover"), ["slack:lab"]).slice(-3);
    expect(shown).toEqual([
      { phase: "clients", bounds },
      { phase: "sns", bounds: undefined },
      { phase: "told slack:lab", bounds },
    ]);
  });
});
