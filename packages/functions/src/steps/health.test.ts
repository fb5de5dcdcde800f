import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords, type Records } from "@flipwatch/adapters/store/records";
import { type TestClock, testClock } from "@flipwatch/adapters/testing/clock";
import {
  type CheckDatum,
  checkLog,
  FlipwatchError,
  type Head,
  type Health,
  type HealthCheckRef,
  type Metrics,
  type Slot,
  type Table,
} from "@flipwatch/core";
import { beforeEach, describe, expect, it } from "vitest";
import { type HealthPorts, health } from "./health.ts";

const minute = (count: number) => Date.UTC(2026, 10, 22, 11, count);

/** CloudWatch as the test fills it; keeps what it was asked. */
class Cloud implements Metrics {
  readonly data = new Map<string, CheckDatum[]>();
  readonly calls: { checks: readonly string[]; from: number }[] = [];
  trouble: Error | undefined;

  put(check: string, period: number, status: Health, percentage?: number): void {
    this.data.set(check, [...(this.data.get(check) ?? []), { period: minute(period), status, percentage }]);
  }

  async readings(checks: readonly string[], from: number, to: number): Promise<Map<string, CheckDatum[]>> {
    if (this.trouble) throw this.trouble;
    this.calls.push({ checks, from });
    return new Map(
      checks.map((check) => [check, (this.data.get(check) ?? []).filter((datum) => datum.period >= from && datum.period < to)]),
    );
  }
}

let table: Table;
let records: Records;
let clock: TestClock;
let cloud: Cloud;
let woken: string[];
let asked: string[];
let types: Record<string, string>;

beforeEach(() => {
  table = createMemoryTable();
  records = createRecords(table);
  clock = testClock(minute(3));
  cloud = new Cloud();
  woken = [];
  asked = [];
  types = { "hc-eu": "HTTP", "hc-us": "HTTP" };
});

function ports(changes: Partial<HealthPorts> = {}): HealthPorts {
  return {
    records,
    metrics: cloud,
    route53: {
      healthChecks: async () =>
        Object.entries(types).map(
          ([id, type]): HealthCheckRef => ({
            ...{ id, version: 1, type, disabled: false, inverted: false },
            checking: { intervalSeconds: 10, failureThreshold: 3 },
          }),
        ),
      checkers: async (check) => {
        asked.push(check);
        // As the limiter takes its time.
        clock.set(clock.now() + 1_000);
        return [{ region: "us-east-1", address: "203.0.113.1", status: "unhealthy", text: "Failure: Connection timed out." }];
      },
    },
    wakeUps: {
      wake: async (shard, deduplication) => {
        woken.push(`${shard} ${deduplication}`);
      },
    },
    clock,
    policy: { ttlUnitMs: 1_000, unverifiedMs: 600_000 },
    log: () => {},
    ...changes,
  };
}

function slot(pair: string, primaryCheck?: string, secondaryCheck?: string, more: Partial<Slot> = {}): Slot {
  return { pair, revision: 1, ...(primaryCheck && { primaryCheck }), ...(secondaryCheck && { secondaryCheck }), ...more };
}

/** All that is looked at of a Head is when it is due. */
function dueHead(pair: string, dueAt: number): Head {
  return { pair, version: 0, nextNumber: 1, tail: [], archivedThrough: 0, publishedThrough: 0, dueAt } as unknown as Head;
}

async function watch(...shards: Slot[][]): Promise<void> {
  for (const [shard, slots] of shards.entries()) await records.manifests.put({ shard, version: 1, at: minute(0), slots });
}

async function logOf(check: string): Promise<string[]> {
  const events = await records.log.read(checkLog(check), {});
  return events.map((event) => `${event.number} ${event.detail?.previous}→${event.detail?.status}`);
}

describe("health", () => {
  it("keeps a reading of every check that drives a watched pair, once", async () => {
    await watch([
      slot("a.example.com/A", "hc-eu", "hc-us"),
      slot("b.example.com/A", "hc-eu"),
      slot("c.example.com/A", "hc-old", undefined, { retired: true }),
    ]);
    cloud.put("hc-eu", 1, "healthy", 100);
    cloud.put("hc-us", 1, "unhealthy", 0);
    expect(await health(ports())).toMatchObject({ checks: 2, read: 2, turned: 2 });
    const readings = await records.readings.latest();
    expect([...readings.values()].map(({ check, status, percentage, since }) => [check, status, percentage, since])).toEqual([
      ["hc-eu", "healthy", 100, minute(1)],
      ["hc-us", "unhealthy", 0, minute(1)],
    ]);
  });

  it("counts the pairs of all shards whose primaries share a check, but for those that nobody asks", async () => {
    await watch(
      [
        slot("a.example.com/A", "hc-eu", "hc-us"),
        slot("a.example.com/AAAA", "hc-eu"),
        slot("b.example.com/A", "hc-us"),
        slot("c.example.com/A", "hc-eu", undefined, { retired: true }),
      ],
      [slot("d.example.com/A", "hc-eu"), slot("e.example.com/A", "hc-eu", undefined, { private: true })],
    );
    await health(ports());
    const shared = async () => [...(await records.readings.latest()).values()].map(({ check, sharedBy }) => [check, sharedBy]);
    expect(await shared()).toEqual([
      ["hc-eu", 3],
      ["hc-us", undefined],
    ]);
    await records.manifests.put({ shard: 1, version: 2, at: minute(3), slots: [slot("d.example.com/A"), slot("e.example.com/A")] });
    await records.manifests.put({ shard: 0, version: 2, at: minute(3), slots: [slot("a.example.com/A", "hc-eu", "hc-us")] });
    clock.set(minute(4));
    await health(ports());
    expect(await shared()).toEqual([
      ["hc-eu", undefined],
      ["hc-us", undefined],
    ]);
  });

  it("writes a turn into the check's log and wakes the shards whose pairs it drives", async () => {
    await watch([slot("a.example.com/A", "hc-eu")], [slot("b.example.com/A", "hc-us")], [slot("c.example.com/A", "hc-us", "hc-eu")]);
    cloud.put("hc-eu", 1, "healthy");
    cloud.put("hc-us", 1, "healthy");
    await health(ports());
    woken = [];
    clock.set(minute(4));
    cloud.put("hc-eu", 2, "unhealthy");
    cloud.put("hc-us", 2, "healthy");
    await health(ports());
    expect(await logOf("hc-eu")).toEqual(["1 unknown→healthy", "2 healthy→unhealthy"]);
    expect(await logOf("hc-us")).toEqual(["1 unknown→healthy"]);
    expect(woken).toEqual([`0 hc-eu#${minute(2)}#unhealthy#0`, `2 hc-eu#${minute(2)}#unhealthy#2`]);
  });

  it("does nothing twice when it is run twice", async () => {
    await watch([slot("a.example.com/A", "hc-eu")]);
    cloud.put("hc-eu", 1, "healthy", 100);
    await health(ports());
    expect(await health(ports())).toMatchObject({ turned: 0, changes: 0, wakeUps: 0 });
    expect(await logOf("hc-eu")).toEqual(["1 unknown→healthy"]);
  });

  it("logs a changed percentage without waking anybody", async () => {
    await watch([slot("a.example.com/A", "hc-eu")]);
    cloud.put("hc-eu", 1, "healthy", 100);
    await health(ports());
    woken = [];
    cloud.put("hc-eu", 2, "healthy", 81.25);
    clock.set(minute(4));
    expect(await health(ports())).toMatchObject({ turned: 0, changes: 1 });
    expect(await logOf("hc-eu")).toEqual(["1 unknown→healthy", "2 healthy→healthy"]);
    expect(woken).toEqual([]);
  });

  it("asks the checkers for the reason of a turn, and not otherwise", async () => {
    await watch([slot("a.example.com/A", "hc-eu", "hc-us")]);
    cloud.put("hc-eu", 1, "unhealthy");
    await health(ports());
    expect(asked).toEqual(["hc-eu"]);
    expect((await records.readings.latest()).get("hc-eu")).toMatchObject({
      reason: "1 of 1 checkers fail, most with: Failure: Connection timed out.",
      checkers: { count: 1, of: 1, text: "Failure: Connection timed out." },
    });
    clock.set(minute(4));
    cloud.put("hc-eu", 2, "unhealthy");
    await health(ports());
    expect(asked).toEqual(["hc-eu"]);
    expect((await records.readings.latest()).get("hc-eu")?.reason).toContain("Connection timed out");
  });

  it("keeps how a check looks, of more checks than it asks for a reason, and across readings that change nothing", async () => {
    const checks = Array.from({ length: 12 }, (_, index) => `hc-${index}`);
    types = Object.fromEntries(checks.map((check) => [check, "HTTP"]));
    await watch(checks.map((check, index) => slot(`n${index}.example.com/A`, check)));
    for (const check of checks) cloud.put(check, 1, "healthy", 100);
    await health(ports());
    expect(asked).toHaveLength(10);
    for (const check of checks) cloud.put(check, 2, "healthy", 81.25);
    clock.set(minute(4));
    await health(ports());
    const readings = [...(await records.readings.latest()).values()];
    expect(readings.map(({ checking, percentage }) => [checking, percentage])).toEqual(
      checks.map(() => [{ intervalSeconds: 10, failureThreshold: 3 }, 81.25]),
    );
  });

  it.each(["CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"])(
    "does not ask the checkers about a check of type %s, which has none",
    async (type) => {
      types["hc-eu"] = type;
      await watch([slot("a.example.com/A", "hc-eu")]);
      cloud.put("hc-eu", 1, "unhealthy");
      await health(ports());
      expect(asked).toEqual([]);
    },
  );

  it("has its readings stored and tally woken even when the checkers cannot be asked", async () => {
    await watch([slot("a.example.com/A", "hc-eu")]);
    cloud.put("hc-eu", 1, "unhealthy");
    const refusing = {
      healthChecks: () => Promise.reject(new FlipwatchError("route53-throttled", "Rate exceeded", { retryable: true })),
      checkers: async () => [],
    };
    expect(await health(ports({ route53: refusing }))).toMatchObject({ turned: 1, wakeUps: 1 });
    expect((await records.readings.latest()).get("hc-eu")?.status).toBe("unhealthy");
  });

  it("goes on when tally cannot be woken", async () => {
    await watch([slot("a.example.com/A", "hc-eu")]);
    cloud.put("hc-eu", 1, "unhealthy");
    const wakeUps = { wake: () => Promise.reject(new FlipwatchError("sqs-failed", "no queue", { retryable: true })) };
    expect(await health(ports({ wakeUps }))).toMatchObject({ turned: 1, wakeUps: 0 });
  });

  it("sets a check down as unknown when CloudWatch cannot be read for long, and still says that it failed", async () => {
    await watch([slot("a.example.com/A", "hc-eu")]);
    cloud.put("hc-eu", 1, "healthy");
    await health(ports());
    cloud.trouble = new FlipwatchError("cloudwatch-failed", "down", { retryable: true });
    clock.set(minute(4));
    await expect(health(ports())).rejects.toMatchObject({ code: "cloudwatch-failed" });
    expect((await records.readings.latest()).get("hc-eu")?.status).toBe("healthy");
    clock.set(minute(7));
    await expect(health(ports())).rejects.toMatchObject({ code: "cloudwatch-failed" });
    expect((await records.readings.latest()).get("hc-eu")).toMatchObject({ status: "unknown", since: minute(2) });
    expect(await logOf("hc-eu")).toEqual(["1 unknown→healthy", "2 healthy→unknown"]);
  });

  it("wakes the shard of a pair that waits for a reading when a newer one came, though its status stands", async () => {
    await watch([slot("a.example.com/A", "hc-eu")]);
    cloud.put("hc-eu", 0, "healthy");
    await health(ports());
    const woke = async (count: number) => {
      clock.set(minute(count));
      woken = [];
      return (await health(ports())).wakeUps;
    };
    cloud.put("hc-eu", 1, "healthy");
    expect(await woke(4), "nobody waits").toBe(0);
    await records.heads.put(dueHead("a.example.com/A", minute(5) + 30_000), 0);
    expect(await woke(5), "nothing newer came").toBe(0);
    cloud.put("hc-eu", 2, "healthy");
    expect(await woke(5)).toBe(1);
    expect(woken).toEqual([`0 hc-eu#${minute(2)}#healthy#0`]);
  });

  it("wakes nobody where nobody can be woken", async () => {
    await watch([slot("a.example.com/A", "hc-eu")]);
    cloud.put("hc-eu", 1, "unhealthy");
    expect(await health(ports({ wakeUps: undefined }))).toMatchObject({ turned: 1, wakeUps: 0 });
  });

  it("reads nothing without CloudWatch", async () => {
    await watch([slot("a.example.com/A", "hc-eu")]);
    expect(await health(ports({ metrics: undefined }))).toEqual({ checks: 1, read: 0, turned: 0, changes: 0, wakeUps: 0 });
  });

  it("makes up for an hour of its own absence", async () => {
    await watch([slot("a.example.com/A", "hc-eu")]);
    cloud.put("hc-eu", 1, "healthy");
    await health(ports());
    for (let period = 2; period < 60; period++) cloud.put("hc-eu", period, period >= 20 && period < 30 ? "unhealthy" : "healthy");
    clock.set(minute(61));
    await health(ports());
    const events = await records.log.read(checkLog("hc-eu"), {});
    expect(events.map((event) => [event.at, event.detail?.status])).toEqual([
      [minute(1), "healthy"],
      [minute(20), "unhealthy"],
      [minute(30), "healthy"],
    ]);
  });
});

describe("more than 200 checks", () => {
  const checks = Array.from({ length: 201 }, (_, index) => `hc-${String(index).padStart(3, "0")}`);

  beforeEach(async () => {
    await watch(checks.map((check, index) => slot(`n${index}.example.com/A`, check)));
    for (const check of checks) cloud.put(check, 1, check === "hc-007" ? "unhealthy" : "healthy");
    await health(ports());
    cloud.calls.length = 0;
  });

  it("are read every five minutes, except those that are not healthy", async () => {
    const read: number[] = [];
    for (let count = 4; count <= 9; count++) {
      clock.set(minute(count));
      for (const check of checks) cloud.put(check, count - 2, check === "hc-007" ? "unhealthy" : "healthy");
      read.push((await health(ports())).read);
    }
    expect(read).toEqual([1, 1, 1, 1, 201, 1]);
    expect(cloud.calls[0]?.checks).toEqual(["hc-007"]);
  });

  it("are all read at once where they were read at a moment still to come: the clock was set back", async () => {
    clock.set(minute(2) - 1);
    expect((await health(ports())).read).toBe(201);
    expect((await health(ports())).read).toBe(1);
  });

  it("are read every minute where something is due for their pair", async () => {
    clock.set(minute(4));
    const unsettledOrDue = async (shard: number, until: number) => (shard === 0 && until === minute(14) ? ["n9.example.com/A"] : []);
    const summary = await health(ports({ records: { ...records, heads: { ...records.heads, unsettledOrDue } } }));
    expect(summary.read).toBe(2);
    expect(cloud.calls[0]?.checks).toEqual(["hc-007", "hc-009"]);
  });
});

describe("a run killed between any two awaits", () => {
  it("leaves nothing out and writes nothing twice", async () => {
    let reached = true;
    let step = 1;
    for (; reached && step < 100; step++) {
      table = createMemoryTable();
      records = createRecords(table);
      cloud = new Cloud();
      clock.set(minute(3));
      await watch([slot("a.example.com/A", "hc-eu", "hc-us")]);
      cloud.put("hc-eu", 1, "healthy", 100);
      cloud.put("hc-us", 1, "healthy", 100);
      await health(ports());
      cloud.put("hc-eu", 2, "unhealthy", 12.5);
      cloud.put("hc-eu", 3, "unhealthy", 0);
      cloud.put("hc-us", 2, "unhealthy", 0);
      clock.set(minute(5));
      const dying = dyingTable(table, step);
      await health(ports({ records: createRecords(dying.table) })).catch(() => {});
      reached = dying.reached();
      await health(ports());
      expect(await logOf("hc-eu"), `killed at step ${step}`).toEqual(["1 unknown→healthy", "2 healthy→unhealthy", "3 unhealthy→unhealthy"]);
      expect(await logOf("hc-us"), `killed at step ${step}`).toEqual(["1 unknown→healthy", "2 healthy→unhealthy"]);
      expect((await records.readings.latest()).get("hc-eu"), `killed at step ${step}`).toMatchObject({
        status: "unhealthy",
        percentage: 0,
        since: minute(2),
      });
    }
    expect(step).toBeGreaterThan(8);
  });

  function dyingTable(real: Table, step: number) {
    let steps = 0;
    const dying = new Proxy(real, {
      get:
        (target, name: keyof Table) =>
        async (...args: never[]) => {
          steps += 1;
          if (steps >= step) throw new Error("killed");
          return (target[name] as (...args: never[]) => Promise<unknown>)(...args);
        },
    });
    return { table: dying, reached: () => steps >= step };
  }
});
