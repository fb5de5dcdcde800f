import { describe, expect, it } from "vitest";
import { type HeartbeatFacts, heartbeatFaults } from "./heartbeat.ts";
import { policyOf } from "./policy.ts";
import type { RegionTally } from "./tally-state.ts";

const now = 10_000_000;
const regions = ["eu-west-1", "us-east-2", "ap-northeast-1"];
const policy = policyOf({ regions, intervalSeconds: 10 });
const slot = { pair: "failover.example.com/A", revision: 1 };

const voted = (agoSeconds: number, changes: Partial<RegionTally> = {}): RegionTally => {
  const at = now - agoSeconds * 1_000;
  return { round: at, at, letters: "P", lateSlots: {}, views: {}, ...changes };
};
const shard = (ages: readonly number[], number = 0): HeartbeatFacts["shards"][number] => ({
  shard: number,
  slots: [slot],
  state: {
    shard: number,
    version: 1,
    at: now,
    manifest: 1,
    checks: {},
    regions: Object.fromEntries(ages.map((age, index) => [regions[index] ?? "", voted(age)])),
  },
});
const sending = (agoSeconds: number) => ({
  number: 1,
  attempts: 3,
  firstTriedAt: now - agoSeconds * 1_000,
  startedAt: now,
  inFlight: false,
});
const well: HeartbeatFacts = { shards: [shard([5, 8, 11])], unsettled: [], unpublished: [], open: {} };
const cursor = { channel: "slack:ops", log: slot.pair };

describe("a heartbeat", () => {
  it.each<[string, Partial<HeartbeatFacts>]>([
    ["all regions vote", {}],
    ["two of three do", { shards: [shard([5, 8, 9_000])] }],
    ["a tally of the minute before saw the last votes", { shards: [shard([140, 140, 9_000])] }],
    [
      "a shard of private pairs alone is asked of nobody",
      { shards: [shard([5, 5, 5]), { shard: 1, slots: [{ ...slot, private: true }] }] },
    ],
    ["an alert is being sent", { unsettled: [{ ...cursor, sending: sending(299) }] }],
    ["SNS does not take an event yet", { unpublished: [{ log: slot.pair, recordedAt: now - 299_000 }] }],
    ["a cursor waits for nothing of ours", { unsettled: [cursor] }],
    ["a region is silent, which is told already", { open: { "region-silent:us-east-2#0": 1 } }],
    ["an alert was given up long ago", { open: { "delivery-given-up:failover.example.com/A#1 slack:ops": now - 901_000 } }],
  ])("is sent while %s", (_what, changes) => {
    expect(heartbeatFaults({ ...well, ...changes }, now, policy)).toEqual([]);
  });

  it.each<[string, Partial<HeartbeatFacts>, string]>([
    ["no pair is watched yet", { shards: [] }, "nothing is watched yet"],
    ["no shard was tallied yet", { shards: [{ shard: 0, slots: [slot] }] }, "shard 0: 0 of 3 regions voted lately"],
    ["only one of three regions votes", { shards: [shard([5, 151, 151])] }, "shard 0: 1 of 3 regions voted lately"],
    ["one shard of two is blind", { shards: [shard([5, 5, 5]), shard([500, 500, 500], 1)] }, "shard 1: 0 of 3 regions voted lately"],
    ["votes are dated in the future", { shards: [shard([-60, -60, 5])] }, "shard 0: 1 of 3 regions voted lately"],
    [
      "an alert can't be sent",
      { unsettled: [{ ...cursor, sending: sending(301) }] },
      "slack:ops: an alert can't be sent since more than five minutes",
    ],
    [
      "SNS takes nothing",
      { unpublished: [299, 301].map((ago) => ({ log: slot.pair, recordedAt: now - ago * 1_000 })) },
      "failover.example.com/A: an event can't be published since more than five minutes",
    ],
    [
      "events of several logs wait",
      { unpublished: [slot.pair, "www.example.com/A", "FLEET"].map((log) => ({ log, recordedAt: now - 400_000 })) },
      "failover.example.com/A and 2 other logs: an event can't be published since more than five minutes",
    ],
    ["a channel is broken", { open: { "channel-broken:slack:ops": 1 } }, "slack:ops: the channel is broken"],
    [
      "an alert was given up just now",
      { open: { "delivery-given-up:failover.example.com/A#1 slack:ops": now - 899_000 } },
      "failover.example.com/A#1 slack:ops: given up",
    ],
  ])("stays away while %s", (_what, changes, fault) => {
    expect(heartbeatFaults({ ...well, ...changes }, now, policy)).toEqual([fault]);
  });

  it("stays away where ballots come and say nothing", () => {
    const silent = voted(5, { lateSlots: { 0: now - 200_000 } });
    const state = {
      shard: 0,
      version: 1,
      at: now,
      manifest: 1,
      checks: {},
      regions: Object.fromEntries(regions.map((one) => [one, silent])),
    };
    expect(heartbeatFaults({ ...well, shards: [{ shard: 0, slots: [slot], state }] }, now, policy)).toHaveLength(1);
  });

  it("goes by the lab's clock in a fast lab", () => {
    const fast = policyOf({ regions, intervalSeconds: 10, speed: 10 });
    expect(heartbeatFaults({ ...well, shards: [shard([16, 16, 16])] }, now, fast)).toHaveLength(1);
    expect(heartbeatFaults({ ...well, unsettled: [{ ...cursor, sending: sending(31) }] }, now, fast)).toHaveLength(1);
  });
});
