import { describe, expect, it } from "vitest";
import { seededRandom } from "./random.ts";

const drawn = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

describe("seeded chance", () => {
  it("repeats itself with the same seed and differs with another", () => {
    expect(drawn(1, 20)).toEqual(drawn(1, 20));
    expect(drawn(1, 20)).not.toEqual(drawn(2, 20));
  });

  it("is even over [0, 1)", () => {
    const tenths = Array<number>(10).fill(0);
    for (const number of drawn(7, 10_000)) tenths[Math.floor(number * 10)] = (tenths[Math.floor(number * 10)] ?? 0) + 1;
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
