import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "./system-clock.ts";

afterEach(() => void vi.restoreAllMocks());

/** How long the wait really took, in milliseconds. */
async function waited(ms: number, meanwhile: () => void = () => undefined, signal?: AbortSignal): Promise<number> {
  const begun = performance.now();
  const waiting = systemClock.until(Date.now() + ms, signal);
  meanwhile();
  await waiting;
  return performance.now() - begun;
}

describe("waiting on the machine's clock", () => {
  it("lasts until the moment, never less, and not at all for one that is past", async () => {
    const at = Date.now() + 30;
    await systemClock.until(at);
    expect(systemClock.now()).toBeGreaterThanOrEqual(at);
    expect(await waited(-5_000)).toBeLessThan(1_000);
  });

  it("ends with the signal", async () => {
    const stop = new AbortController();
    expect(await waited(60_000, () => stop.abort(), stop.signal)).toBeLessThan(10_000);
    expect(await waited(60_000, undefined, stop.signal)).toBeLessThan(10_000);
  });

  it("is prolonged by a second at most where the clock is set back by an hour meanwhile", async () => {
    const real = Date.now;
    const setBack = () => void vi.spyOn(Date, "now").mockImplementation(() => real() - 3_600_000);
    expect(await waited(30, setBack)).toBeLessThan(10_000);
  });
});
