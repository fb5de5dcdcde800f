import { eventKinds, type FlipwatchEvent } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { failoverEvent } from "../../testing/events.ts";
import { signalsOf } from "./signals.ts";

const id = "failover.example.com/A!1795345200000";
const open = { id, openedAt: 1, opening: "failover" as const };
const over = { ...open, closedAt: 2 };
const told = (changes: Partial<FlipwatchEvent>) =>
  signalsOf(failoverEvent({ from: undefined, to: undefined, ...changes })).map(({ action, key }) => `${action} ${key}`);

describe("what an event means for PagerDuty", () => {
  it.each<[string, Partial<FlipwatchEvent>, string[]]>([
    ["an incident opens", { kind: "failover", from: "primary", to: "secondary", incident: open }, [`trigger ${id}`]],
    [
      "an incident found when first looked",
      { kind: "first-seen", severity: "info", to: "secondary", incident: { ...open, opening: "first-seen" } },
      [`trigger ${id}`],
    ],
    ["an incident gets worse", { kind: "dark", from: "secondary", to: "dark", incident: open }, [`trigger ${id}`]],
    ["somebody acknowledges it", { kind: "acknowledged", severity: "info", incident: open }, [`acknowledge ${id}`]],
    ["nobody does", { kind: "unacknowledged", incident: open }, [`trigger ${id}`]],
    [
      "the answer is back, which is no recovery yet",
      { kind: "answer-back", severity: "info", from: "secondary", to: "primary", incident: open },
      [],
    ],
    ["it is recovered", { kind: "recovered", severity: "info", incident: over }, [`resolve ${id}`]],
    ["it ends unverified", { kind: "unverified", severity: "warning", incident: over }, [`resolve ${id}`]],
    ["it goes on as a last resort", { kind: "last-resort", incident: open }, [`trigger ${id}`]],
    [
      "we turn blind",
      { kind: "unknown", severity: "warning", from: "primary", to: "unknown" },
      ["trigger failover.example.com/A can't tell"],
    ],
    [
      "regions disagree next",
      { kind: "split", severity: "warning", from: "unknown", to: "split" },
      ["trigger failover.example.com/A can't tell"],
    ],
    ["we see again", { kind: "resumed", severity: "info", from: "split", to: "primary" }, ["resolve failover.example.com/A can't tell"]],
    [
      "we see again, and it failed over",
      { kind: "failover", from: "unknown", to: "secondary", incident: open },
      ["resolve failover.example.com/A can't tell", `trigger ${id}`],
    ],
    [
      "we turn blind in an incident",
      { kind: "unknown", severity: "warning", from: "secondary", to: "unknown", incident: open },
      [`trigger ${id}`],
    ],
    ["the safety net goes", { kind: "secondary-unhealthy", severity: "warning" }, ["trigger failover.example.com/A secondary-unhealthy"]],
    [
      "and comes back, in an incident",
      { kind: "secondary-healthy", severity: "info", incident: open },
      ["resolve failover.example.com/A secondary-unhealthy"],
    ],
    [
      "a region falls silent",
      { pair: "FLEET", kind: "region-silent", region: "eu-west-1", detail: { shard: 2 } },
      ["trigger FLEET region-silent eu-west-1 2"],
    ],
    [
      "it votes again",
      { pair: "FLEET", kind: "region-back", severity: "info", region: "eu-west-1", detail: { shard: 2, silentSince: 5 } },
      ["resolve FLEET region-silent eu-west-1 2"],
    ],
    ["a step fails", { pair: "FLEET", kind: "step-failing", detail: { step: "health" } }, ["trigger FLEET step-failing health"]],
    [
      "a channel breaks",
      { pair: "FLEET", kind: "channel-broken", detail: { channel: "slack:ops" } },
      ["trigger FLEET channel-broken slack:ops"],
    ],
    [
      "a finding opens",
      { pair: "FLEET", kind: "finding-opened", severity: "warning", detail: { id: "f-1" } },
      ["trigger FLEET finding-opened f-1"],
    ],
    [
      "it is settled",
      { pair: "FLEET", kind: "finding-closed", severity: "info", detail: { id: "f-1" } },
      ["resolve FLEET finding-opened f-1"],
    ],
    ["a finding is for information only", { pair: "FLEET", kind: "finding-opened", severity: "info", detail: { id: "f-2" } }, []],
    ["an alert is lost, which has no end", { pair: "FLEET", kind: "delivery-given-up", number: 7 }, ["trigger FLEET#7"]],
    ["a pair is first seen in order", { kind: "first-seen", severity: "info", to: "primary" }, []],
    ["records are edited", { kind: "definition-changed", severity: "info" }, []],
    ["a mute begins", { kind: "muted", severity: "info" }, []],
    ["a record is kept", { kind: "vote-changed", severity: "record" }, []],
    ["events come as a digest", { kind: "digest", severity: "warning" }, []],
    [
      "the channel is tested",
      { kind: "test", severity: "info", number: 9 },
      ["trigger failover.example.com/A#9", "resolve failover.example.com/A#9"],
    ],
  ])("%s", (_what, changes, expected) => {
    expect(told(changes)).toEqual(expected);
  });

  it("says something of every critical event, so that none pages nobody unseen", () => {
    for (const kind of eventKinds) if (kind !== "digest") expect(told({ kind, severity: "critical" }), kind).not.toEqual([]);
  });

  it("keeps a key within PagerDuty's 255 characters, and two long ones apart", () => {
    const keyOf = (pair: string) => signalsOf(failoverEvent({ pair, kind: "secondary-unhealthy" }))[0]?.key ?? "";
    const long = (last: string) => `${"long-label.".repeat(23)}${last}.example.com/A`;
    expect(keyOf(long("a")).length).toBeLessThanOrEqual(255);
    expect(keyOf(long("a"))).not.toBe(keyOf(long("b")));
  });
});
