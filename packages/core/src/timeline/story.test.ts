import { describe, expect, it } from "vitest";
import type { Delivery } from "../delivery.ts";
import type { FlipwatchEvent } from "../event.ts";
import { HOUR, MINUTE, SECOND } from "../time.ts";
import { foldDelivery, foldEvents } from "./fold.ts";
import { sampleEvent, sampleHealth, samplePair, sampleSilence, sampleView, sampleVote } from "./sample.ts";
import { countIncidents, incidentsOf, phaseSteps } from "./story.ts";
import { emptyTimeline } from "./timeline.ts";

// A failover as it goes: minutes are metric periods, regions look every ten seconds.
const ref = { id: `${samplePair}!1`, openedAt: 10 * MINUTE, opening: "failover" as const };
const seconds = (after: number | undefined, by: number) => ({ after: after === undefined ? undefined : after * SECOND, by: by * SECOND });

const healthy = [
  sampleHealth(1, "p", "healthy", 100, 0),
  sampleHealth(2, "p", "healthy", 60, 0, 8 * MINUTE),
  sampleHealth(3, "p", "unhealthy", 0, 9 * MINUTE),
];
const votes = ["eu", "us", "ap"].map((region, index) => sampleVote(index + 1, region, "primary", seconds(undefined, 1 + index)));
const resolvers = ["eu", "us"].map((region, index) => sampleView(index + 4, region, "192.0.2.53", "primary", seconds(undefined, 5)));
const away = [
  sampleVote(6, "us", "secondary", seconds(586, 596)),
  sampleVote(7, "eu", "secondary", seconds(590, 600)),
  sampleEvent(8, "failover", seconds(590, 600), {
    from: "primary",
    to: "secondary",
    incident: ref,
    phases: { majority: seconds(591, 600) },
  }),
  sampleVote(9, "ap", "secondary", seconds(593, 603)),
  sampleView(10, "us", "192.0.2.53", "secondary", seconds(630, 640)),
  sampleView(11, "eu", "192.0.2.53", "secondary", seconds(650, 655)),
];
const back = [
  sampleVote(12, "us", "primary", seconds(1190, 1200)),
  sampleVote(13, "ap", "primary", seconds(1193, 1203)),
  sampleEvent(14, "answer-back", seconds(1193, 1203), { from: "secondary", to: "primary", incident: ref }),
];
const recovery = [sampleHealth(4, "p", "unhealthy", 30, 9 * MINUTE, 17 * MINUTE), sampleHealth(5, "p", "healthy", 100, 19 * MINUTE)];
const recovered = sampleEvent(15, "recovered", seconds(1203, 1205), {
  incident: { ...ref, closedAt: 1205 * SECOND, durationMs: 603_000, errorMs: 10_000 },
});
const toldSlack: Delivery = {
  event: `${samplePair}#8`,
  log: samplePair,
  number: 8,
  channel: "slack:ops",
  state: "delivered",
  attempts: 1,
  firstTriedAt: 601 * SECOND,
  settledAt: 602 * SECOND,
  publishedAt: 600_400,
};

const timelineOf = (...events: FlipwatchEvent[]) =>
  foldDelivery(foldEvents(emptyTimeline(samplePair, { primary: "p" }), [...healthy, ...votes, ...resolvers, ...events]), toldSlack);
const legs = (...events: FlipwatchEvent[]) => incidentsOf(timelineOf(...events), { metricPeriodMs: MINUTE })[0]?.legs ?? [];

describe("the phases of a failover", () => {
  it("run from the first failed check to every channel told, each with its bounds", () => {
    expect(legs(...away)[0]).toEqual({
      event: `${samplePair}#8`,
      kind: "failover",
      to: "secondary",
      phases: {
        failedCheck: { after: 8 * MINUTE, by: 9 * MINUTE },
        unhealthy: { after: 9 * MINUTE, by: 10 * MINUTE },
        firstRegion: seconds(586, 596),
        majority: seconds(591, 600),
        lastRegion: seconds(593, 603),
        clients: seconds(650, 655),
        sns: { after: 600_200, by: 600_400 },
        told: { "slack:ops": seconds(601, 602) },
      },
    });
  });

  it.each<[string, FlipwatchEvent[], string]>([
    ["the last region is open while one has not followed", away.filter((event) => event.number !== 9), "lastRegion"],
    ["the clients are open while a resolver has not followed", away.filter((event) => event.number !== 11), "clients"],
  ])("%s", (_name, events, phase) => {
    expect(legs(...events)[0]?.phases).not.toHaveProperty(phase);
  });

  it("do not take a check that turned after the answer came back for the one that failed before", () => {
    const [first, second] = healthy;
    const late = sampleHealth(3, "p", "unhealthy", 0, 30 * MINUTE);
    const timeline = foldEvents(emptyTimeline(samplePair, { primary: "p" }), [
      ...[first, second].flatMap((each) => each ?? []),
      late,
      ...votes,
      ...away,
      ...back,
    ]);
    const [gone] = incidentsOf(timeline, { metricPeriodMs: MINUTE })[0]?.legs ?? [];
    expect(gone?.phases).not.toHaveProperty("unhealthy");
    expect(gone?.phases).not.toHaveProperty("failedCheck");
  });

  it("do not wait for a region that could not be heard", () => {
    const silence = sampleSilence(1, "ap", "region-silent", 300 * SECOND);
    expect(legs(silence, ...away.filter((event) => event.number !== 9))[0]?.phases.lastRegion).toEqual(seconds(590, 600));
  });

  it("do not take a change after the answer came back for a late follower", () => {
    const late = sampleVote(16, "ap", "secondary", seconds(1300, 1310));
    const events = [...away.filter((event) => event.number !== 9), ...back.filter((event) => event.number !== 13), late];
    expect(legs(...events)[0]?.phases).not.toHaveProperty("lastRegion");
  });

  it("may have been in a gap without data before the period that first showed them", () => {
    const afterGap = { ...sampleHealth(3, "p", "unhealthy", 0, 9 * MINUTE), bounds: { after: 5 * MINUTE, by: 10 * MINUTE } };
    const whole = sampleHealth(1, "p", "healthy", 100, 0);
    const timeline = foldEvents(emptyTimeline(samplePair, { primary: "p" }), [whole, afterGap, ...away]);
    expect(incidentsOf(timeline, { metricPeriodMs: MINUTE })[0]?.legs[0]?.phases).toMatchObject({
      failedCheck: { after: 6 * MINUTE, by: 10 * MINUTE },
      unhealthy: { after: 6 * MINUTE, by: 10 * MINUTE },
    });
  });

  it("know no earliest moment for a check that turned unhealthy out of the unknown", () => {
    const unknown = sampleHealth(4, "p", "unknown", 0, 9 * MINUTE + 1);
    const turned = sampleHealth(5, "p", "unhealthy", 0, 9 * MINUTE + 2);
    const timeline = foldEvents(emptyTimeline(samplePair, { primary: "p" }), [...healthy.slice(0, 2), unknown, turned, ...away]);
    expect(incidentsOf(timeline, { metricPeriodMs: MINUTE })[0]?.legs[0]?.phases.unhealthy).toEqual({ by: 10 * MINUTE + 2 });
  });

  it("keep what tally stated where the folded part of the logs does not reach back", () => {
    const stated = sampleEvent(8, "failover", seconds(590, 600), {
      to: "secondary",
      incident: ref,
      phases: { unhealthy: seconds(540, 600), firstRegion: seconds(586, 596) },
    });
    const story = incidentsOf(foldEvents(emptyTimeline(samplePair), [stated]), { metricPeriodMs: MINUTE })[0];
    expect(story?.legs[0]?.phases).toEqual({
      unhealthy: seconds(540, 600),
      firstRegion: seconds(586, 596),
      majority: seconds(590, 600),
    });
  });
});

describe("the return", () => {
  it("has phases of its own, dated by the first passed check and the first region back", () => {
    expect(legs(...away, ...back, ...recovery)[1]).toEqual({
      event: `${samplePair}#14`,
      kind: "answer-back",
      to: "primary",
      phases: {
        failedCheck: { after: 17 * MINUTE, by: 18 * MINUTE },
        unhealthy: { after: 18 * MINUTE, by: 19 * MINUTE },
        firstRegion: seconds(1190, 1200),
        majority: seconds(1193, 1203),
      },
    });
  });

  it("has no step of a check that had passed before the answer left", () => {
    const before = [
      sampleHealth(1, "p", "unhealthy", 0, 0),
      sampleHealth(2, "p", "healthy", 100, 2 * MINUTE),
      sampleHealth(3, "p", "healthy", 100, 21 * MINUTE),
    ];
    const events = [...before, ...votes, ...away, ...back];
    const timeline = foldEvents(emptyTimeline(samplePair, { primary: "p" }), events);
    const [, home] = incidentsOf(timeline, { metricPeriodMs: MINUTE })[0]?.legs ?? [];
    expect(home?.phases).toEqual({ firstRegion: seconds(1190, 1200), majority: seconds(1193, 1203) });
  });

  it("takes over what the recovery knew of its phases", () => {
    const wiser = { ...recovered, phases: { unhealthy: seconds(1140, 1200) } };
    const story = incidentsOf(foldEvents(emptyTimeline(samplePair), [...away, ...back, wiser]), { metricPeriodMs: MINUTE })[0];
    expect(story?.legs[1]?.phases.unhealthy).toEqual(seconds(1140, 1200));
  });

  it("measures the incident from the answers while it is not closed, and takes tally's word then", () => {
    const [open] = incidentsOf(timelineOf(...away, ...back), { metricPeriodMs: MINUTE });
    // Seen away at 600, seen back at 1203, each to ten seconds.
    expect(open?.duration).toEqual({ ms: 603_000, errorMs: 10_000 });
    expect(open?.closedAt).toBeUndefined();
    const [closed] = incidentsOf(timelineOf(...away, ...back, recovered), { metricPeriodMs: MINUTE });
    expect(closed).toMatchObject({ closedAt: 1205 * SECOND, end: "recovered", lastResort: false, duration: { ms: 603_000 } });
  });

  it("that is a last resort leaves the incident open and says so", () => {
    const lastResort = sampleEvent(15, "last-resort", seconds(1203, 1260), { incident: ref });
    expect(incidentsOf(timelineOf(...away, ...back, lastResort), { metricPeriodMs: MINUTE })[0]).toMatchObject({
      lastResort: true,
      closedAt: undefined,
    });
  });

  it("has no duration to tell while the answer is away", () => {
    expect(incidentsOf(timelineOf(...away), { metricPeriodMs: MINUTE })[0]?.duration).toBeUndefined();
  });
});

describe("the steps of a leg", () => {
  it("come in the order of a flip, each with the time since the first and its error", () => {
    const phases = legs(...away)[0]?.phases ?? {};
    expect(phaseSteps(phases).map(({ phase, sinceFirst }) => [phase, sinceFirst.ms / SECOND, (sinceFirst.errorMs ?? 0) / SECOND])).toEqual([
      ["failedCheck", 0, 0],
      ["unhealthy", 60, 60],
      ["firstRegion", 56, 60],
      ["majority", 60, 60],
      ["lastRegion", 63, 60],
      ["clients", 115, 60],
      ["sns", 60.4, 60],
      ["told slack:ops", 62, 60],
    ]);
  });

  it("are none while nothing is known", () => {
    expect(phaseSteps({})).toEqual([]);
  });
});

describe("of many incidents", () => {
  const flips = Array.from({ length: 40 }, (_, index) => {
    const [openedAt, kind, to] = [
      (1 + Math.floor(index / 8)) * 10 * MINUTE,
      index % 2 ? ("answer-back" as const) : ("failover" as const),
      index % 2 ? ("primary" as const) : ("secondary" as const),
    ];
    return sampleEvent(
      index + 1,
      kind,
      { by: openedAt + (index % 8) * MINUTE },
      { to, incident: { id: `i${openedAt / MINUTE}`, openedAt, opening: "failover" } },
    );
  });
  const timeline = foldEvents(emptyTimeline(samplePair), flips);

  it("the newest are told, of each the first and the last legs, and how many are left out", () => {
    const [fourth, fifth, ...more] = incidentsOf(timeline, { metricPeriodMs: MINUTE, mostIncidents: 2, mostLegs: 3 });
    expect([fourth?.id, fifth?.id, more]).toEqual(["i40", "i50", []]);
    expect(fourth?.legs.map(({ event }) => event)).toEqual([25, 31, 32].map((number) => `${samplePair}#${number}`));
    expect(fourth?.legsLeftOut).toBe(5);
  });

  it("each leg lasts until the next, of whichever incident", () => {
    const whole = incidentsOf(timeline, { metricPeriodMs: MINUTE });
    expect(whole.map(({ legs, legsLeftOut }) => [legs.length, legsLeftOut])).toEqual(Array.from({ length: 5 }, () => [8, undefined]));
  });

  it("are counted by the window that they touch", () => {
    expect(countIncidents(timeline, { from: 0, to: 10 * MINUTE })).toBe(0);
    expect(countIncidents(timeline, { from: 0, to: 30 * MINUTE })).toBe(2);
    expect(countIncidents(timeline, { from: HOUR, to: 2 * HOUR })).toBe(5);
  });
});
