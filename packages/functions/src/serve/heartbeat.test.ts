import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import { failoverEvent } from "@flipwatch/adapters/testing/events";
import {
  FLEET,
  FlipwatchError,
  type HeartbeatTarget,
  newCursor,
  newHead,
  newLogHead,
  type PairDefinition,
  policyOf,
} from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { type ServeHeartbeatPorts, serveHeartbeat } from "./heartbeat.ts";

const start = Date.UTC(2026, 10, 22, 11);
const pair = "failover.example.com/A";
const definition: PairDefinition = {
  id: pair,
  name: "failover.example.com",
  type: "A",
  source: "config",
  primary: { values: ["192.0.2.10"], ttlSeconds: 60 },
  secondary: { values: ["192.0.2.20"], ttlSeconds: 60 },
  ttlSeconds: 60,
  revision: 1,
  revisedAt: start,
};
const target: HeartbeatTarget = { name: "0", url: "https://ping.example.com/secret-check", everySeconds: 60 };

let records: Records;
let clock: TestClock;
let pinged: string[];
let warned: string[];
let answer: string | undefined;

beforeEach(async () => {
  records = createRecords(createMemoryTable());
  clock = testClock(start);
  pinged = [];
  warned = [];
  answer = undefined;
  await records.manifests.put({ shard: 0, version: 1, at: start, slots: [{ pair, revision: 1 }] });
  await votesAt(start);
});

async function votesAt(at: number): Promise<void> {
  const version = (await records.tallies.get(0))?.version ?? 0;
  const regions = { local: { round: at, at, letters: "P", lateSlots: {}, views: {} } };
  await records.tallies.put({ shard: 0, version, at, manifest: 1, regions, checks: {} });
}

function beat(changes: Partial<ServeHeartbeatPorts> = {}) {
  return serveHeartbeat({
    records,
    targets: [target],
    turnMs: 60_000,
    ping: async (url) => {
      pinged.push(url);
      return answer;
    },
    clock,
    policy: policyOf({ regions: ["local"], intervalSeconds: 10 }),
    log: (level, message, facts) => void (level === "warn" && warned.push(`${message} ${JSON.stringify(facts)}`)),
    ...changes,
  });
}

/** One turn a minute, each late by so many seconds, with fresh votes. */
async function minutes(run: () => Promise<unknown>, lateness: readonly number[]): Promise<void> {
  for (const [minute, late] of lateness.entries()) {
    clock.set(start + minute * 60_000 + late * 1_000);
    await votesAt(clock.now());
    await run();
  }
}

describe("heartbeat", () => {
  it("pings each minute while all is well, however late the schedule is", async () => {
    await minutes(beat(), [0, 20, 3, 25, 0]);
    expect(pinged).toHaveLength(5);
    expect(warned).toEqual([]);
  });

  it("pings no more often for being asked more often", async () => {
    const run = beat({ turnMs: 10_000 });
    for (let turn = 0; turn < 18; turn += 1) {
      clock.set(start + turn * 10_000 + (turn % 3) * 1_000);
      await votesAt(clock.now());
      await run();
    }
    expect(pinged).toHaveLength(3);
  });

  it("says why it stays away once, not each minute", async () => {
    const run = beat();
    for (const minute of [3, 4, 5]) {
      clock.set(start + minute * 60_000);
      await run();
    }
    expect(warned).toHaveLength(1);
  });

  it("pings as seldom as a target wants", async () => {
    await minutes(beat({ targets: [{ ...target, everySeconds: 180 }] }), [0, 2, 2, 1, 0, 0, 2]);
    expect(pinged).toHaveLength(3);
  });

  it("stays away when votes are too old, and says why", async () => {
    const run = beat();
    clock.set(start + 151_000);
    expect(await run()).toEqual({ faults: ["shard 0: 0 of 1 region voted lately"], pinged: [], failed: [] });
    expect(pinged).toEqual([]);
    expect(warned.join()).toContain("0 of 1 region");
  });

  it("stays away while an alert can't be sent", async () => {
    clock.set(start + 301_000);
    await votesAt(clock.now());
    const sending = { number: 1, attempts: 9, firstTriedAt: start, startedAt: start, inFlight: false };
    await records.cursors.put({ ...newCursor(pair, "slack:ops"), sending, retryAt: start + 400_000 }, true);
    expect((await beat()()).faults).toEqual(["slack:ops: an alert can't be sent since more than five minutes"]);
  });

  describe("while SNS takes nothing", () => {
    const policy = policyOf({ regions: ["local"], intervalSeconds: 10 });
    const event = (number: number) => failoverEvent({ pair, number, id: `${pair}#${number}`, recordedAt: start + number * 1_000 });
    const [first, second] = [event(1), event(2)];
    const head = { ...newHead(definition, policy, start), nextNumber: 3 };

    it.each<[string, () => Promise<unknown>]>([
      ["is in the log", () => Promise.all([records.heads.put({ ...head, archivedThrough: 2 }, 0), records.log.append([first, second])])],
      ["was not archived", () => records.heads.put({ ...head, tail: [first, second] }, 0)],
      [
        "is partly in the log",
        () => Promise.all([records.heads.put({ ...head, tail: [second], archivedThrough: 1 }, 0), records.log.append([first])]),
      ],
    ])("stays away as soon as the first event has waited for five minutes, where it %s", async (_, wait) => {
      await wait();
      clock.set(start + 300_900);
      await votesAt(clock.now());
      expect((await beat()()).faults).toEqual([]);
      clock.set(start + 301_100);
      expect((await beat()()).faults).toEqual([`${pair}: an event can't be published since more than five minutes`]);
    });

    it("stays away for an event of no pair, and pings again once all is published", async () => {
      const trouble = failoverEvent({ pair: undefined, number: 1, id: "FLEET#1", recordedAt: start });
      const log = await records.logHeads.put({ ...newLogHead(FLEET), nextNumber: 2, tail: [trouble] });
      clock.set(start + 301_000);
      await votesAt(clock.now());
      expect((await beat()()).faults).toEqual(["FLEET: an event can't be published since more than five minutes"]);
      if (log) await records.logHeads.put({ ...log, tail: [], archivedThrough: 1, publishedThrough: 1 });
      expect((await beat()()).pinged).toEqual(["0"]);
    });
  });

  it("stays away when the store can't be asked", async () => {
    const current = async () => Promise.reject(new FlipwatchError("store-unavailable", "down", { retryable: true }));
    await expect(beat({ records: { ...records, manifests: { ...records.manifests, current } } })()).rejects.toThrow("down");
    expect(pinged).toEqual([]);
  });

  it("pings again a minute after a ping that was not taken, and tells of it without the address", async () => {
    answer = "the heartbeat's address answered 500";
    await minutes(beat({ targets: [{ ...target, everySeconds: 600 }] }), [0, 0]);
    expect(pinged).toHaveLength(2);
    expect(warned.join()).toContain("answered 500");
    expect(warned.join()).not.toContain("secret-check");
  });

  it("reads nothing where nobody expects it", async () => {
    const current = async () => Promise.reject(new Error("not to be read"));
    const run = beat({ targets: [], records: { ...records, manifests: { ...records.manifests, current } } });
    expect(await run()).toEqual({ faults: [], pinged: [], failed: [] });
  });
});
