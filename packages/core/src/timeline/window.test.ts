import { describe, expect, it } from "vitest";
import { foldDelivery, foldEvents } from "./fold.ts";
import { sampleEvent, sampleHealth, samplePair, sampleSilence, sampleVote } from "./sample.ts";
import { emptyTimeline } from "./timeline.ts";
import { timelineWindow } from "./window.ts";

const events = [
  sampleVote(1, "eu", "primary", { by: 100 }),
  sampleEvent(2, "first-seen", { by: 100 }, { to: "primary" }),
  sampleEvent(3, "definition-changed", { by: 150 }),
  sampleVote(4, "eu", "secondary", { after: 190, by: 200 }),
  sampleEvent(5, "failover", { after: 190, by: 200 }, { to: "secondary", incident: { id: "i", openedAt: 200, opening: "failover" } }),
  sampleHealth(1, "p", "healthy", 100, 60),
  sampleSilence(1, "eu", "region-silent", 260),
];
const told = {
  event: `${samplePair}#5`,
  log: samplePair,
  number: 5,
  channel: "slack:ops",
  state: "delivered" as const,
  attempts: 2,
  settledAt: 230,
};
const timeline = foldDelivery(foldEvents(emptyTimeline(samplePair, { primary: "p" }), events), told);

describe("a window of the timeline", () => {
  const window = timelineWindow(timeline, { from: 120, to: 320, observedUntil: 280, metricPeriodMs: 60 });

  it("cuts every lane at both ends and vouches for nothing beyond what was observed", () => {
    expect(window.role.map(({ state, from, to }) => [state, from, to])).toEqual([
      ["primary", 120, 200],
      ["secondary", 200, 280],
    ]);
    expect(window.regions.eu?.map(({ state, from, to }) => [state, from, to])).toEqual([
      ["primary", 120, 200],
      ["secondary", 200, 280],
    ]);
    expect(window.health.primary.map(({ state, from, to }) => [state, from, to])).toEqual([["healthy", 120, 280]]);
    expect(window.silences).toEqual({ eu: [{ from: 260, to: 320 }] });
    expect(window.shares).toMatchObject({ primary: 0.4, secondary: 0.4, unknown: 0.2 });
  });

  it("shows notes, alerts and incidents that fall into it", () => {
    expect(window.notes.map(({ kind }) => kind)).toEqual(["definition-changed"]);
    expect(window.alerts).toEqual([
      { at: 230, event: `${samplePair}#5`, channel: "slack:ops", state: "delivered", attempts: 2, error: undefined },
    ]);
    expect(window.incidents.map(({ id }) => id)).toEqual(["i"]);
  });

  it("says how many incidents it leaves out", () => {
    const few = timelineWindow(timeline, { from: 120, to: 320, metricPeriodMs: 60, mostIncidents: 0 });
    expect([few.incidents.length, few.incidentsLeftOut, window.incidentsLeftOut]).toEqual([0, 1, undefined]);
  });

  it("leaves out what falls outside", () => {
    const before = timelineWindow(timeline, { from: 0, to: 120, metricPeriodMs: 60 });
    expect([before.notes, before.alerts, before.incidents]).toEqual([[], [], []]);
    expect(before.shares.unknown).toBeCloseTo(100 / 120, 12);
  });
});
