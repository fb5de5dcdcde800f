import { describe, expect, it } from "vitest";
import { at, scenePolicy } from "../decide/scene.ts";
import type { TallyState } from "../tally-state.ts";
import { newRegion, newTally, rewound, roundsToRead } from "./rounds.ts";

const policy = scenePolicy(3);
const [us] = policy.regions as [string];
const merged = (second: number): TallyState => ({
  ...newTally(0, policy, at(0)),
  regions: { [us]: { ...newRegion(at(0)), round: at(second) } },
});

describe("the rounds to read", () => {
  it.each<[string, TallyState, string, number, number, number]>([
    ["begin after the cursor and end a minute ahead of the clock", merged(100), us, 125, 110, 180],
    ["are the whole ring for a region that was never heard", newTally(0, policy, at(0)), us, 4000, 410, 4000],
    ["are no more than the ring keeps after a long outage", merged(100), us, 9000, 5410, 9000],
    ["of a region that is new to the configuration are the whole ring", merged(100), "sa-east-1", 4005, 410, 4000],
  ])("%s", (_name, state, region, now, from, to) => {
    expect(roundsToRead(state, region, at(now), policy)).toEqual({ from: at(from), to: at(to) });
  });
});

describe("what is remembered, after the clock was set back", () => {
  const us1 = { ...newRegion(at(3_605)), round: at(3_600), letters: "PS", lateSlots: { 1: at(3_590) } };
  const state: TallyState = { ...newTally(0, policy, at(0)), at: at(3_606), regions: { [us]: us1 } };

  it("is read on from the present round, with the letters it has", () => {
    const now = at(125);
    expect(rewound(state, now, policy)).toEqual({
      ...state,
      at: now,
      regions: { [us]: { ...us1, round: at(120), at: now, lateSlots: { 1: now } } },
    });
  });

  it("stands where it lies no further ahead than clocks may differ", () => {
    expect(rewound(state, at(3_601), policy)).toBeUndefined();
  });
});
