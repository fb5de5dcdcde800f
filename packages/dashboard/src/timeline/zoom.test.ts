import { describe, expect, it } from "vitest";
import { type Grip, heldBy, turned } from "./zoom.ts";

/** 100 pixels for 1,000 ms. */
const scale = { from: 0, to: 1_000, width: 100 };

describe("fingers", () => {
  it.each<[string, Grip[], [number, number]]>([
    ["none leaves the range", [], [0, 1_000]],
    ["one that stays leaves it", [{ x: 30, at: 300 }], [0, 1_000]],
    ["one that moves right brings the past into sight", [{ x: 50, at: 300 }], [-200, 800]],
    [
      "two that part show less, each above its moment",
      [
        { x: 20, at: 400 },
        { x: 80, at: 600 },
      ],
      [333.33, 666.67],
    ],
    [
      "two that close show more",
      [
        { x: 40, at: 200 },
        { x: 60, at: 800 },
      ],
      [-1_000, 2_000],
    ],
    [
      "two in the other order do the same",
      [
        { x: 60, at: 800 },
        { x: 40, at: 200 },
      ],
      [-1_000, 2_000],
    ],
    [
      "two on one spot only move",
      [
        { x: 50, at: 200 },
        { x: 50, at: 800 },
      ],
      [-300, 700],
    ],
    [
      "two that have crossed only move",
      [
        { x: 60, at: 200 },
        { x: 40, at: 800 },
      ],
      [-400, 600],
    ],
    [
      "a third is ignored",
      [
        { x: 40, at: 200 },
        { x: 60, at: 800 },
        { x: 0, at: 0 },
      ],
      [-1_000, 2_000],
    ],
  ])("%s", (_name, grips, [from, to]) => {
    const range = heldBy(grips, scale);
    expect(range.from).toBeCloseTo(from, 1);
    expect(range.to).toBeCloseTo(to, 1);
  });
});

describe("the wheel", () => {
  const turn = { deltaX: 0, deltaY: 0, deltaMode: 0, shiftKey: false, ctrlKey: false };

  it("zooms in upwards and out downwards, as far back as forth", () => {
    const [closer, wider] = [turned({ ...turn, deltaY: -100 }), turned({ ...turn, deltaY: 100 })];
    if (closer.kind !== "zoom" || wider.kind !== "zoom") throw new Error("expected to zoom");
    expect(closer.factor).toBeLessThan(1);
    expect(closer.factor * wider.factor).toBeCloseTo(1, 12);
  });

  it("zooms more by a pinch on a touchpad, whose steps are small", () => {
    const [wheel, pinch] = [turned({ ...turn, deltaY: -10 }), turned({ ...turn, deltaY: -10, ctrlKey: true })];
    if (wheel.kind !== "zoom" || pinch.kind !== "zoom") throw new Error("expected to zoom");
    expect(pinch.factor).toBeLessThan(wheel.factor);
  });

  it.each([
    ["sideways", { deltaX: 30, deltaY: 5 }, 30],
    ["with Shift", { deltaY: 30, shiftKey: true }, 30],
    ["by lines", { deltaX: 3, deltaMode: 1 }, 60],
  ])("pans %s", (_name, turning, pixels) => {
    expect(turned({ ...turn, ...turning })).toEqual({ kind: "pan", pixels });
  });
});
