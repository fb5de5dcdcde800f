import { describe, expect, it } from "vitest";
import { at } from "../decide/scene.ts";
import { EVENT_SCHEMA, type EventKind, type FlipwatchEvent } from "../event.ts";
import type { Mute } from "../mutes.ts";
import { heldBack } from "./keep-mutes.ts";

const PAIR = "failover.example.com/A";
const mute: Mute = { id: "m", pairs: "*", from: at(0), until: at(600), by: "example-user", via: "cli" };

/** In an incident that opened at that second, where one is given. */
function event(seconds: number, kind: EventKind, openedAt?: number): FlipwatchEvent {
  const closed = kind === "recovered" ? { closedAt: at(seconds), durationMs: 1 } : {};
  return {
    ...{ schema: EVENT_SCHEMA, id: `${PAIR}#${seconds + 100}`, pair: PAIR, number: seconds + 100, kind, severity: "warning" },
    ...{ at: at(seconds), bounds: { by: at(seconds) }, recordedAt: at(seconds), message: kind },
    ...(openedAt === undefined
      ? {}
      : { incident: { id: `${PAIR}!${openedAt + 100}`, openedAt: at(openedAt), opening: "failover", ...closed } }),
  };
}

describe("what a mute held back", () => {
  it.each<[string, FlipwatchEvent[], Record<string, number>]>([
    ["is an incident that began and ended in it", [event(1, "failover", 1), event(9, "recovered", 1)], { failover: 1, recovered: 1 }],
    ["is not the end of one that was told before", [event(9, "recovered", -50)], {}],
    [
      "is what happened in one that was told before, but for its end",
      [event(5, "stray", -50), event(9, "answer-back", -50), event(10, "recovered", -50)],
      { stray: 1, "answer-back": 1 },
    ],
    ["is not the end of a condition that was told before", [event(9, "secondary-healthy")], {}],
    [
      "is a condition that began and ended in it",
      [event(1, "secondary-healthy"), event(2, "secondary-unhealthy"), event(3, "secondary-healthy")],
      { "secondary-unhealthy": 1, "secondary-healthy": 1 },
    ],
    ["is nothing that came after it", [event(1, "failover", 1), event(700, "recovered", 1)], { failover: 1 }],
  ])("%s", (_name, events, counts) => {
    expect(heldBack(mute, events, false).counts).toEqual(counts);
  });

  it("is open where it has not ended since", () => {
    expect(heldBack(mute, [event(1, "failover", 1)], false).open).toEqual([PAIR]);
    expect(heldBack(mute, [event(1, "failover", 1), event(700, "recovered", 1)], false).open).toEqual([]);
  });
});
