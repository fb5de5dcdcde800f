import { describe, expect, it } from "vitest";
import { labFunctions, timeoutMsOf } from "./functions.ts";

/** As `deliver` has them: the last step begins by then, and one request may take that long. */
const DELIVER_STEPS_MS = 20_000;
const SEND_MS = 10_000;

function timeoutMs(name: string, speed: number): number {
  const spec = labFunctions.find((one) => one.name === name);
  return spec === undefined ? Number.NaN : timeoutMsOf(spec, 1_000 / speed);
}

describe("a function's time limit", () => {
  it.each([
    ["is its own at the speed of life", "tally", 1, 60_000],
    ["is divided by the lab's speed", "probe", 10, 18_000],
    ["is never so short that a machine's own slowness meets it", "tally", 20, 15_000],
    ["is never longer than it would be outside the lab", "interact", 20, 10_000],
  ])("%s", (_what, name, speed, expected) => {
    expect(timeoutMs(name, speed)).toBe(expected);
  });

  it.each([1, 4, 10, 20, 100])(
    "leaves deliver, at speed %i, the time to finish what it began: a look at Slack, an edit, a post",
    (speed) => {
      expect(timeoutMs("deliver", speed)).toBeGreaterThanOrEqual(DELIVER_STEPS_MS + 3 * SEND_MS);
    },
  );
});
