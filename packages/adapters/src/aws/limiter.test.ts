import { describe, expect, it } from "vitest";
import { systemClock } from "../system-clock.ts";
import { testClock } from "../testing/clock.ts";
import { createLimiter } from "./limiter.ts";

describe("the limiter", () => {
  it("lets the first request leave at once", async () => {
    const clock = testClock(1_000);
    await createLimiter({ requestsPerSecond: 2, clock }).take();
    expect(clock.now()).toBe(1_000);
  });

  it("spaces requests that are asked for together, in the order in which they were asked for", async () => {
    const clock = testClock(0);
    const limiter = createLimiter({ requestsPerSecond: 2, clock });
    const granted: string[] = [];
    await Promise.all(["a", "b", "c"].map((name) => limiter.take().then(() => granted.push(name))));
    expect(granted).toEqual(["a", "b", "c"]);
    expect(clock.waits.slice(1)).toEqual([500, 1_000]);
  });

  it("does not catch up after a pause", async () => {
    const clock = testClock(0);
    const limiter = createLimiter({ requestsPerSecond: 4, clock });
    await limiter.take();
    clock.set(60_000);
    await Promise.all([1, 2, 3].map(() => limiter.take()));
    expect(clock.waits.slice(-2)).toEqual([60_250, 60_500]);
    expect(clock.now()).toBe(60_500);
  });

  it("waits one space, not an hour, when the clock was set back by an hour", async () => {
    const clock = testClock(3_600_000);
    const limiter = createLimiter({ requestsPerSecond: 2, clock });
    await limiter.take();
    clock.set(0);
    await limiter.take();
    expect(clock.now()).toBe(500);
  });

  it("keeps the rate on the machine's own clock, however many ask at once", async () => {
    const limiter = createLimiter({ requestsPerSecond: 50, clock: systemClock });
    const startedAt = Date.now();
    await Promise.all(Array.from({ length: 8 }, () => limiter.take()));
    // Eight grants have seven spaces of 20 ms between them.
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(140);
  });
});
