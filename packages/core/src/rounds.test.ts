import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { looksBetweenTurns, nextRound, RING_SLOTS, ringSlot, roundAt, turnAt } from "./rounds.ts";

describe("rounds", () => {
  it("are named by their start", () => {
    expect(roundAt(1_763_812_345_678, 10_000)).toBe(1_763_812_340_000);
    expect(roundAt(1_763_812_340_000, 10_000)).toBe(1_763_812_340_000);
    expect(nextRound(1_763_812_340_000, 10_000)).toBe(1_763_812_350_000);
  });

  it.each([
    [10, 0],
    [20, 0],
    [30, 1],
    [60, 4],
    [300, 28],
  ])("leave time for a look at who votes, every ten seconds but the last twenty: at %i s %i", (intervalSeconds, looks) => {
    expect(looksBetweenTurns(intervalSeconds)).toBe(looks);
  });

  it("give each region its turn, evenly spread", () => {
    expect([0, 1, 2].map((index) => turnAt(30_000, 10_000, index, 3))).toEqual([30_000, 33_333, 36_666]);
    expect(turnAt(30_000, 10_000, 0, 1)).toBe(30_000);
  });

  it("fill the ring one slot after the other and begin again", () => {
    expect(ringSlot(0, 10_000)).toBe(0);
    expect(ringSlot(3_590_000, 10_000)).toBe(359);
    expect(ringSlot(3_600_000, 10_000)).toBe(0);
  });

  it("hold together for any interval, whole or not", () => {
    const moment = fc.integer({ min: 1_600_000_000_000, max: 2_000_000_000_000 });
    const interval = fc.double({ min: 20, max: 300_000, noNaN: true });
    fc.assert(
      fc.property(moment, interval, (now, intervalMs) => {
        const round = roundAt(now, intervalMs);
        const next = nextRound(round, intervalMs);
        expect(Number.isInteger(round)).toBe(true);
        expect(round <= now && now < next).toBe(true);
        expect(roundAt(round, intervalMs)).toBe(round);
        expect(roundAt(next - 1, intervalMs)).toBe(round);
        expect(ringSlot(next, intervalMs)).toBe((ringSlot(round, intervalMs) + 1) % RING_SLOTS);
        for (let index = 0; index < 5; index += 1) expect(roundAt(turnAt(round, intervalMs, index, 5), intervalMs)).toBe(round);
      }),
    );
  });
});
