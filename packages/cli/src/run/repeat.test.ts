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
});
