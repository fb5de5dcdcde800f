import { describe, expect, it } from "vitest";
import type { CheckConfig } from "../route53/check.ts";
import { childrenPass, effective, healthyAbove, percentageOf } from "./verdict.ts";

const config = (change: Partial<CheckConfig> = {}): CheckConfig => ({ type: "HTTP", inverted: false, disabled: false, ...change });
const opinions = (healthy: number, unhealthy: number, none = 0) => [
  ...Array<boolean>(healthy).fill(true),
  ...Array<boolean>(unhealthy).fill(false),
  ...Array<undefined>(none).fill(undefined),
];

describe("the 18 % rule", () => {
  it.each([
    ["two of sixteen are too few", 2, 14, 0, false],
    ["three of sixteen are enough", 3, 13, 0, true],
    ["one of six is too few", 1, 5, 0, false],
    ["two of six are enough", 2, 4, 0, true],
    ["checkers without an opinion yet count as healthy", 0, 13, 3, true],
    ["a new check is healthy", 0, 0, 16, true],
  ])("%s", (_, healthy, unhealthy, none, expected) => {
    expect(percentageOf(opinions(healthy, unhealthy, none)) > healthyAbove).toBe(expected);
  });
});

describe("what a health check makes of it", () => {
  it.each([
    ["passes on what is live", {}, true, true],
    ["inverted turns it around", { inverted: true }, true, false],
    ["inverted makes a failing endpoint healthy", { inverted: true }, false, true],
    ["disabled is healthy", { disabled: true }, false, true],
    ["disabled and inverted is steadily unhealthy", { disabled: true, inverted: true }, true, false],
    ["disabled and inverted is unhealthy for a failing endpoint too", { disabled: true, inverted: true }, false, false],
  ])("%s", (_, change, live, expected) => {
    expect(effective(config(change), live)).toBe(expected);
  });
});

describe("a calculated check", () => {
  it.each([
    ["with threshold 0 is always healthy", 0, 0, true],
    ["with a threshold above its children is never", 3, 2, false],
    ["passes at its threshold", 2, 2, true],
    ["fails below it", 2, 1, false],
  ])("%s", (_, healthThreshold, children, expected) => {
    expect(childrenPass(config({ type: "CALCULATED", healthThreshold }), children)).toBe(expected);
  });
});
