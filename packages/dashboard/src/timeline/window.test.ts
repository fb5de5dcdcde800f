import { describe, expect, it } from "vitest";
import { askFor, everyMs, pathOfWindow } from "./window.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Date.UTC(2026, 10, 22, 12);
const range = (from: number, to: number) => ({ from: now + from, to: now + to });

describe("the window that is asked for", () => {
  it.each([
    ["an hour", HOUR],
    ["a minute", 60_000],
    ["ten seconds", 10_000],
    ["thirty days", 30 * DAY],
  ])("of %s holds half as much on either side, at the screen's resolution", (_name, length) => {
    const asked = askFor(range(-length, 0), 1_000);
    expect(asked.from).toBeLessThanOrEqual(now - 1.5 * length);
    expect(asked.to).toBeGreaterThanOrEqual(now + 0.5 * length);
    expect(asked.to - asked.from).toBeLessThan(2.1 * length);
    expect((asked.to - asked.from) / asked.width).toBeLessThanOrEqual(length / 1_000);
  });

  it("of ninety days holds hardly more, which is as long as it may be", () => {
    const asked = askFor(range(-90 * DAY, 0), 1_000);
    expect(asked.from).toBeLessThanOrEqual(now - 90 * DAY);
    expect(asked.to - asked.from).toBeLessThan(93 * DAY);
  });

  const first = askFor(range(-HOUR, 0), 1_000);

  it.each<[string, Parameters<typeof askFor>[0], number, boolean]>([
    ["serves while time goes on", range(-HOUR + 60_000, 60_000), 1_000, true],
    ["serves when moved a little", range(-1.4 * HOUR, -0.4 * HOUR), 1_000, true],
    ["serves when zoomed out a little", range(-1.3 * HOUR, 0), 1_000, true],
    ["serves no more when moved beyond it", range(-4 * HOUR, -3 * HOUR), 1_000, false],
    ["serves no more when zoomed in, where there is more to see", range(-HOUR / 4, 0), 1_000, false],
    ["serves no more on a screen that has become wider", range(-HOUR, 0), 1_600, false],
  ])("%s", (_name, next, pixels, isSame) => {
    expect(askFor(next, pixels, first) === first).toBe(isSame);
  });

  it("is found to serve as soon as it is asked for, on any screen", () => {
    for (const pixels of [1, 300, 1_000, 3_840]) {
      for (let length = 10_000; length < 90 * DAY; length *= 2.7) {
        const asked = askFor(range(-length, 0), pixels);
        expect(askFor(range(-length, 0), pixels, asked)).toBe(asked);
      }
    }
  });

  it("is a path that names the pair in one part", () => {
    expect(pathOfWindow("failover.example.com/A", { from: 1, to: 2, width: 100 })).toBe(
      "/api/pairs/failover.example.com%2FA/timeline?from=1&to=2&width=100&lang=en",
    );
  });

  it("is asked for often only while now is in it", () => {
    expect(everyMs({ from: 0, to: now + 1, width: 100 }, now)).toBeLessThan(10_000);
    expect(everyMs({ from: 0, to: now - 1, width: 100 }, now)).toBe(60_000);
  });
});
