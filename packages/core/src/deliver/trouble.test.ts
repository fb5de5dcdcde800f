import { describe, expect, it } from "vitest";
import { afterAttempt, type ChannelTrouble, type TroubleStep } from "./trouble.ts";

const policy = { brokenMs: 300_000 };
const failed = { channel: "slack:ops", error: "500", isGivenUp: false };
const worked = { channel: "slack:ops", isGivenUp: false };

describe("a channel's trouble", () => {
  it.each<[string, ChannelTrouble | undefined, Parameters<typeof afterAttempt>[1], TroubleStep | undefined]>([
    ["begins with the first failure, untold", undefined, { ...failed, now: 1_000 }, { trouble: { since: 1_000 } }],
    ["goes on, untold, for less than five minutes", { since: 1_000 }, { ...failed, now: 300_999 }, undefined],
    [
      "is told after five minutes",
      { since: 1_000 },
      { ...failed, now: 301_000 },
      {
        trouble: { since: 1_000, told: true },
        fact: { kind: "channel-broken", channel: "slack:ops", error: "500", since: 1_000, at: 301_000 },
      },
    ],
    [
      "is told at once where something was given up",
      undefined,
      { ...failed, isGivenUp: true, now: 1_000 },
      {
        trouble: { since: 1_000, told: true },
        fact: { kind: "channel-broken", channel: "slack:ops", error: "500", since: 1_000, at: 1_000 },
      },
    ],
    ["is told once", { since: 1_000, told: true }, { ...failed, isGivenUp: true, now: 900_000 }, undefined],
    ["ends untold where it was untold", { since: 1_000 }, { ...worked, now: 2_000 }, { trouble: undefined }],
    [
      "ends told where it was told",
      { since: 1_000, told: true },
      { ...worked, now: 900_000 },
      { trouble: undefined, fact: { kind: "channel-working", channel: "slack:ops", at: 900_000 } },
    ],
    ["changes nothing while all is well", undefined, { ...worked, now: 1_000 }, undefined],
    ["noted at a moment still to come begins now", { since: 9_000_000 }, { ...failed, now: 1_000 }, { trouble: { since: 1_000 } }],
  ])("%s", (_name, known, attempt, expected) => {
    expect(afterAttempt(known, attempt, policy)).toEqual(expected);
  });
});
