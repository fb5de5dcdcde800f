import { describe, expect, it } from "vitest";
import { testClock } from "../../testing/clock.ts";
import { createPace, paceOf } from "./pace.ts";

const START = 1_000_000;

describe("the pace of a Slack channel", () => {
  it("lets three messages go at once, then one a second", async () => {
    const clock = testClock(START);
    const pace = createPace({ clock, unitMs: 1_000 });
    const wentAt: number[] = [];
    for (let message = 0; message < 6; message++) {
      expect(await pace.turn()).toBeUndefined();
      wentAt.push(clock.now() - START);
    }
    expect(wentAt).toEqual([0, 0, 0, 1_000, 2_000, 3_000]);
  });

  it("has its burst back after a pause", async () => {
    const clock = testClock(START);
    const pace = createPace({ clock, unitMs: 1_000 });
    for (let message = 0; message < 3; message++) await pace.turn();
    clock.set(START + 3_000);
    for (let message = 0; message < 3; message++) await pace.turn();
    expect(clock.waits).toEqual([]);
  });

  it("keeps to what Slack asked for, and says how long that still is", async () => {
    const clock = testClock(START);
    const pace = createPace({ clock, unitMs: 1_000 });
    pace.hold(30_000);
    clock.set(START + 10_000);
    expect(await pace.turn()).toBe(20_000);
    clock.set(START + 30_000);
    expect(await pace.turn()).toBeUndefined();
  });

  it("sends whoever would wait too long away with how long that is", async () => {
    const pace = createPace({ clock: { now: () => START }, unitMs: 1_000 });
    for (let message = 0; message < 3; message++) expect(await pace.turn()).toBeUndefined();
    expect(await pace.turn()).toBe(1_000);
    expect(await pace.turn()).toBe(1_000);
  });

  it("is one for all that are given the same deps and the same channel, and for no others", async () => {
    const deps = { clock: { now: () => START }, unitMs: 1_000 };
    for (let message = 0; message < 3; message++) expect(await paceOf(deps, "token C1").turn()).toBeUndefined();
    expect(await paceOf(deps, "token C1").turn()).toBe(1_000);
    expect(await paceOf(deps, "token C2").turn()).toBeUndefined();
    expect(await paceOf({ ...deps }, "token C1").turn()).toBeUndefined();
  });

  it("is not held up by a clock that is set back", async () => {
    const clock = testClock(START);
    const pace = createPace({ clock, unitMs: 1_000 });
    for (let message = 0; message < 3; message++) await pace.turn();
    clock.set(START - 500_000);
    expect(await pace.turn()).toBeUndefined();
    expect(clock.now()).toBeLessThanOrEqual(START - 500_000 + 6_000);
  });

  it("keeps to what Slack asked for no longer than an hour, whatever the clock does", async () => {
    const clock = testClock(START + 90_000_000);
    const pace = createPace({ clock, unitMs: 1_000 });
    pace.hold(30_000);
    clock.set(START);
    expect(await pace.turn()).toBe(3_600_000);
  });
});
