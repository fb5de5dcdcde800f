import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createScheduler, type Scheduler, type SchedulerOptions } from "./scheduler.ts";

const MINUTE_MS = 6_000;
let calls: { name: string; at: number; event: Record<string, unknown> }[];
let scheduler: Scheduler;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 12, 0, 1) });
  calls = [];
});
afterEach(() => {
  scheduler.stop();
  vi.useRealTimers();
});

/** A lab at speed 10. */
function started(more: Partial<SchedulerOptions> = {}) {
  scheduler = createScheduler({
    schedules: [
      { functionName: "discover", region: "eu-west-1" },
      { functionName: "probe", region: "us-east-2" },
    ],
    time: { now: Date.now, unitMs: 100 },
    random: () => 0.5,
    invoke: async (name, region, event) => {
      calls.push({ name: `${name}@${region}`, at: Date.now(), event: event as Record<string, unknown> });
      return { status: "ok", payload: null };
    },
    ...more,
  });
  scheduler.start();
}

describe("the scheduler", () => {
  it("fires every schedule once a lab minute, each at a moment of its own, late by up to what was told", async () => {
    started({ latenessSeconds: 10 });
    await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
    expect(calls.map(({ name }) => name)).toEqual(Array(3).fill(["probe@us-east-2", "discover@eu-west-1"]).flat());
    expect(calls.map(({ at }) => at % MINUTE_MS)).toEqual(Array(3).fill([3_500, 500]).flat());
  });

  it("sends what EventBridge Scheduler sends", async () => {
    started({ latenessSeconds: 0 });
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(calls.find(({ name }) => name === "discover@eu-west-1")?.event).toEqual({
      version: "0",
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account: "123456789012",
      time: "2026-11-22T12:00:06Z",
      region: "eu-west-1",
      resources: ["arn:aws:scheduler:eu-west-1:123456789012:schedule/default/flipwatch-discover"],
      detail: "{}",
    });
  });

  it("fires twice when duplicates are wanted", async () => {
    started({ duplicates: 1 });
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(calls.map(({ name }) => name).sort()).toEqual([
      "discover@eu-west-1",
      "discover@eu-west-1",
      "probe@us-east-2",
      "probe@us-east-2",
    ]);
  });

  it("does not wait for the last one", async () => {
    started({
      invoke: async (name) => {
        calls.push({ name, at: Date.now(), event: {} });
        return new Promise(() => undefined);
      },
    });
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    expect(calls).toHaveLength(4);
  });

  it("drops an event when one of the same schedule still waits for its sandbox", async () => {
    started({ waiting: (name) => name === "probe" });
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(calls.map(({ name }) => name)).toEqual(["discover@eu-west-1"]);
  });

  it("primes in the order given, and is silent once stopped", async () => {
    started();
    scheduler.stop();
    await scheduler.prime(["probe", "discover"]);
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    expect(calls.map(({ name }) => name)).toEqual(["probe@us-east-2", "discover@eu-west-1"]);
  });
});
