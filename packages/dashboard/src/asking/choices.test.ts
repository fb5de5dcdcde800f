import { HOUR, MINUTE } from "@flipwatch/core/time";
import { describe, expect, it } from "vitest";
import { isEnded, isSameMute, isWider, mayAcknowledge, muteLengths, USUAL_MUTE } from "./choices.ts";

const mute = { pairs: "failover.example.com/A", from: 1_000, until: 9_000, by: "example-user", via: "api" };

describe("an acknowledgement", () => {
  const open = { id: "failover.example.com/A!1" };
  it.each([
    ["is offered for an open incident", true, open, true],
    ["is not offered to whoever may only read", false, open, false],
    ["is not offered once the incident is over", true, { ...open, closedAt: 5 }, false],
    ["is not offered twice", true, { ...open, acknowledged: { by: "example-user", at: 5 } }, false],
  ])("%s", (_, mayAsk, incident, expected) => {
    expect(mayAcknowledge({ mayAsk }, incident)).toBe(expected);
  });
});

describe("a mute", () => {
  it("is for a quarter of an hour up to a day, the hour of Slack's button at first", () => {
    expect(muteLengths.map((ms) => ms / MINUTE)).toEqual([15, 60, 240, 480, 1_440]);
    expect(USUAL_MUTE).toBe(HOUR);
    expect(muteLengths).toContain(USUAL_MUTE);
  });

  it.each([
    ["has ended once there is none", undefined, true],
    ["has not ended while it lasts", { ...mute }, false],
    ["has ended where another lasts on, that was asked for otherwise", { ...mute, pairs: "*.example.com" }, true],
    ["has ended where another began later", { ...mute, from: 2_000 }, true],
  ])("%s", (_, now, expected) => {
    expect(isEnded(mute, now)).toBe(expected);
  });

  it.each([
    ["none is the same as none, so that pressed twice it is one request", undefined, undefined, true],
    ["none is not one", undefined, mute, false],
    ["one is itself, however it was read", mute, { ...mute }, true],
  ])("%s", (_, one, other, expected) => {
    expect(isSameMute(one, other)).toBe(expected);
  });

  it.each([
    ["failover.example.com/A", false],
    ["FAILOVER.example.com/A", false],
    ["*.example.com", true],
    ["failover.example.com", true],
  ])("as %s is of more than the pair: %s", (pairs, expected) => {
    expect(isWider({ pairs }, "failover.example.com/A")).toBe(expected);
  });
});
