import type { Clock } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { repeat } from "./repeat.ts";

/** Moves to wherever it is waited for, and can be set. */
function steppingClock() {
  let now = 1_000_000;
  const clock: Clock = {
    now: () => now,
    until: async (at) => {
      now = Math.max(now, at);
    },
  };
  return { clock, set: (next: number) => (now = next) };
}

describe("a repeated turn", () => {
  it("comes every so often, however long each takes", async () => {
    const { clock } = steppingClock();
    const stop = new AbortController();
    const starts: number[] = [];
    await repeat(clock, 60_000, stop.signal, async () => {
      starts.push(clock.now());
      if (starts.length === 3) stop.abort();
    });
    expect(starts).toEqual([1_000_000, 1_060_000, 1_120_000]);
  });

  it("comes again after one interval where the clock was set back by an hour", async () => {
    const { clock, set } = steppingClock();
    const stop = new AbortController();
    const starts: number[] = [];
    await repeat(clock, 60_000, stop.signal, async () => {
      starts.push(clock.now());
      if (starts.length === 1) set(1_000_000 - 3_600_000);
      if (starts.length === 2) stop.abort();
    });
    expect((starts[1] ?? 0) - (1_000_000 - 3_600_000)).toBe(60_000);
  });

  it("comes once, not again and again, for the hours that a machine has slept", async () => {
    const { clock, set } = steppingClock();
    const stop = new AbortController();
    const starts: number[] = [];
    await repeat(clock, 60_000, stop.signal, async () => {
      starts.push(clock.now());
      if (starts.length === 1) set(1_000_000 + 3_600_000);
      if (starts.length === 3) stop.abort();
    });
    expect(starts).toEqual([1_000_000, 4_600_000, 4_660_000]);
  });

  it("does not wait for the one before, but ends only when all have ended", async () => {
    const { clock } = steppingClock();
    const stop = new AbortController();
    const ends: (() => void)[] = [];
    let isOver = false;
    const repeating = repeat(clock, 60_000, stop.signal, () => {
      if (ends.length === 2) stop.abort();
      return new Promise((end) => ends.push(end));
    }).then(() => {
      isOver = true;
    });
    await expect.poll(() => ends.length).toBe(3);
    ends[2]?.();
    ends[1]?.();
    await new Promise((done) => setImmediate(done));
    expect(isOver).toBe(false);
    ends[0]?.();
    await repeating;
  });

  it("looks at the clock every few seconds, and stops at once when told to", async () => {
    const stop = new AbortController();
    const waits: number[] = [];
    const clock: Clock = {
      now: () => 1_000_000,
      until: (at, signal) => {
        waits.push(at - 1_000_000);
        return new Promise((done) => signal?.addEventListener("abort", () => done()));
      },
    };
    const repeating = repeat(clock, 60_000, stop.signal, async () => {});
    await expect.poll(() => waits).toEqual([5_000]);
    stop.abort();
    await repeating;
  });
});
