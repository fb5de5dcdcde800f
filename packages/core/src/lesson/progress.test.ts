import { describe, expect, it } from "vitest";
import type { EventKind, FlipwatchEvent } from "../event.ts";
import type { PairDefinition } from "../pair.ts";
import { sampleEvent } from "../timeline/sample.ts";
import type { Witnessed } from "./panel.ts";
import { chapters, FULL_POINTS, type Observed, progressOf, type StepId } from "./progress.ts";

const NAME = "failover.example.com";
const EU = "192.0.2.10:80";
const US = "192.0.2.20:80";
const all = chapters.flatMap<StepId>(({ steps }) => steps);

const definition: PairDefinition = {
  ...{ id: `${NAME}/A`, name: NAME, type: "A", source: "route53", ttlSeconds: 60, revision: 1, revisedAt: 60 },
  primary: { values: ["192.0.2.10"], ttlSeconds: 60, healthCheckId: "eu", setIdentifier: "EU" },
  secondary: { values: ["192.0.2.20"], ttlSeconds: 60, healthCheckId: "us", setIdentifier: "US" },
};
/** An event recorded at `at`, and seen to have happened between that and ten before. */
const event = (number: number, kind: EventKind, at: number, rest: Partial<FlipwatchEvent> = {}) =>
  sampleEvent(number, kind, { after: at - 10, by: at }, { recordedAt: at, ...rest });
const turned = (number: number, status: "healthy" | "unhealthy", at: number) => event(number, "health-changed", at, { detail: { status } });
const incident = { id: "x!300", openedAt: 300, opening: "failover" } as const;

const journal: Witnessed[] = [
  { at: 10, kind: "server-answered", endpoint: EU, side: "primary" },
  { at: 12, kind: "server-answered", endpoint: US, side: "secondary" },
  { at: 14, kind: "check-looked", check: "eu", endpoint: EU },
  { at: 16, kind: "check-looked", check: "us", endpoint: US },
  { at: 200, kind: "visited", name: NAME, address: "192.0.2.10", side: "primary", title: "Hello World from eu-central-1c" },
  { at: 250, kind: "blocked", endpoint: EU, side: "primary" },
  { at: 320, kind: "visited", name: NAME, address: "192.0.2.20", side: "secondary", title: "Hello World from us-east-1a" },
  { at: 400, kind: "let-through", endpoint: EU, side: "primary" },
];
const whole: Observed = {
  servers: [
    { side: "primary", endpoint: EU },
    { side: "secondary", endpoint: US },
  ],
  checks: [
    { id: "eu", endpoint: EU },
    { id: "us", endpoint: US },
  ],
  records: [],
  journal,
  definition,
  events: [
    event(1, "first-seen", 100, { to: "primary" }),
    event(2, "failover", 300, { from: "primary", to: "secondary", incident }),
    event(3, "answer-back", 460, { from: "secondary", to: "primary", incident }),
    event(4, "recovered", 480, { incident: { ...incident, closedAt: 460, durationMs: 160, errorMs: 10 } }),
  ],
  health: {
    primary: [turned(1, "healthy", 90), turned(2, "unhealthy", 290), turned(3, "healthy", 450)],
    secondary: [turned(1, "healthy", 95)],
  },
  deliveries: [
    { number: 2, channel: "slack:lab", state: "delivered", settledAt: 305 },
    { number: 4, channel: "slack:lab", state: "delivered", settledAt: 485 },
  ],
};
const without = (kind: Witnessed["kind"], side?: string) =>
  journal.filter((one) => one.kind !== kind || (side !== undefined && "side" in one && one.side !== side));
const nothing: Observed = {
  ...whole,
  ...{ checks: [], journal: [], definition: undefined, events: [], deliveries: [], health: { primary: [], secondary: [] } },
};

describe("the walk-through's progress", () => {
  it.each<[string, Partial<Observed>, StepId, number]>([
    ["begins with the servers", { ...nothing }, "servers", 0],
    ["waits for both servers", { journal: without("server-answered", "secondary") }, "servers", 150 + 50],
    ["waits for the checks to look", { journal: without("check-looked") }, "checks", 200],
    ["waits for the records", { ...nothing, checks: whole.checks, journal: journal.slice(0, 4) }, "primary", 0],
    [
      "waits for the secondary, and takes no primary without a health check for one",
      {
        ...{ ...nothing, checks: whole.checks, journal: journal.slice(0, 4) },
        records: [{ name: NAME, type: "A", failover: "PRIMARY", setIdentifier: "EU", values: ["192.0.2.10"] }],
      },
      "primary",
      0,
    ],
    [
      "waits for Flipwatch to find what was made",
      {
        ...{ ...nothing, checks: whole.checks, journal: journal.slice(0, 4) },
        records: [
          { name: NAME, type: "A", failover: "PRIMARY", setIdentifier: "EU", values: ["192.0.2.10"], check: "eu" },
          { name: NAME, type: "A", failover: "SECONDARY", setIdentifier: "US", values: ["192.0.2.20"] },
        ],
      },
      "discovered",
      0,
    ],
    ["waits until both checks were read healthy", { health: { ...whole.health, secondary: [] } }, "healthy", 150],
    ["waits until the name was opened", { journal: without("visited", "primary").filter((one) => one.at !== 200) }, "page", 200],
    ["earns the records' points with the block still to come", { journal: journal.slice(0, 5) }, "block", 50],
    ["does not take an outage that nobody caused for the test", { journal: without("blocked") }, "block", 50],
    [
      "does not take a check that had failed before the block for one that failed because of it",
      {
        health: {
          ...whole.health,
          primary: [turned(1, "healthy", 90), event(2, "health-changed", 290, { bounds: { by: 240 }, detail: { status: "unhealthy" } })],
        },
      },
      "unhealthy",
      50,
    ],
    [
      "does not take a check that is still failing for one that turned",
      {
        health: {
          ...whole.health,
          primary: [turned(1, "healthy", 90), event(2, "health-changed", 290, { detail: { status: "unhealthy", previous: "unhealthy" } })],
        },
      },
      "unhealthy",
      50,
    ],
    [
      "does not take a flip from before the block for its failover",
      { events: [...whole.events.slice(0, 1), event(2, "failover", 300, { bounds: { by: 249 }, to: "secondary", incident })] },
      "flip",
      50,
    ],
    ["waits for the alert", { deliveries: [] }, "alert", 50],
    [
      "does not take what was held back for told",
      { deliveries: [{ number: 2, channel: "slack:lab", state: "given-up", settledAt: 9 }] },
      "alert",
      50,
    ],
    [
      "does not take another channel for Slack",
      { deliveries: [{ number: 2, channel: "webhook:lab", state: "delivered", settledAt: 9 }] },
      "alert",
      50,
    ],
    ["earns the test's points while HTTP is blocked", { journal: without("let-through") }, "restore", 100],
    ["waits for the check to pass", { health: { ...whole.health, primary: whole.health.primary.slice(0, 2) } }, "passing", 100],
    ["waits for the answer", { events: whole.events.slice(0, 2) }, "back", 100],
    ["waits for the recovery", { events: whole.events.slice(0, 3) }, "recovered", 100],
    ["waits for the recovery to be told", { deliveries: whole.deliveries.slice(0, 1) }, "told", 100],
    [
      "does not take a return by an edit for one by the check",
      {
        events: [
          ...whole.events.slice(0, 2),
          event(3, "definition-changed", 420),
          event(4, "answer-back", 460, { to: "primary", incident }),
          event(5, "recovered", 480, { incident }),
        ],
        deliveries: [...whole.deliveries.slice(0, 1), { number: 5, channel: "slack:lab", state: "delivered", settledAt: 485 }],
      },
      "order",
      100,
    ],
    [
      "does not take an answer that was back before the check passed for one that followed it",
      { health: { ...whole.health, primary: [...whole.health.primary.slice(0, 2), turned(3, "healthy", 600)] } },
      "order",
      100,
    ],
  ])("%s", (_, change, next, earned) => {
    const progress = progressOf({ ...whole, ...change });
    expect([progress.next, progress.earned, progress.completedAt]).toEqual([next, earned, undefined]);
  });

  it("is complete when everything was seen, with the time of the last and how long it lasted", () => {
    const { seen, ...progress } = progressOf(whole);
    expect(progress).toEqual({ earned: FULL_POINTS, completedAt: 485 });
    expect(Object.keys(seen).toSorted()).toEqual(all.toSorted());
    expect(seen.recovered?.lasted).toEqual({ ms: 160, errorMs: 10 });
    expect(seen["other-page"]).toEqual({ at: 320, title: "Hello World from us-east-1a" });
    expect(seen.unhealthy).toMatchObject({ at: 290, bounds: { after: 280, by: 290 } });
  });

  it("counts a second try, where the first block was taken back before anything happened", () => {
    const early: Witnessed[] = [
      { at: 210, kind: "blocked", endpoint: EU, side: "primary" },
      { at: 212, kind: "let-through", endpoint: EU, side: "primary" },
    ];
    const progress = progressOf({ ...whole, journal: [...journal.slice(0, 5), ...early, ...journal.slice(5)] });
    expect([progress.earned, progress.seen.block?.at]).toEqual([FULL_POINTS, 250]);
  });

  it("takes a secondary without a health check for healthy, as Route 53 does", () => {
    const { healthCheckId: _, ...secondary } = definition.secondary;
    const given = { ...whole, definition: { ...definition, secondary }, health: { ...whole.health, secondary: [] } };
    expect(progressOf(given).earned).toBe(FULL_POINTS);
  });

  it("holds all points of the lesson", () => {
    expect(chapters.reduce((sum, { points }) => sum + points, 0)).toBe(FULL_POINTS);
    expect(chapters.filter(({ points }) => points > 0).map(({ id, points }) => [id, points])).toEqual([
      ["records", 50],
      ["failover", 50],
      ["failback", 100],
    ]);
  });

  it("never goes back as more is recorded", () => {
    const steps = whole.events.map((_, count) => progressOf({ ...whole, events: whole.events.slice(0, count) }));
    const earned = [...steps, progressOf(whole)].map((progress) => progress.earned);
    expect(earned).toEqual(earned.toSorted((a, b) => a - b));
  });
});
