import type { FlipwatchEvent } from "@flipwatch/core/event";
import type { IncidentReply } from "@flipwatch/functions/api/incident";
import { describe, expect, it } from "vitest";
import { besideOf, courseOf, drillOf, isWithin, seenAt, severityOf } from "./facts.ts";

const id = "failover.example.com/A!1";
const event = (number: number, severity: FlipwatchEvent["severity"], more: Partial<FlipwatchEvent> = {}) =>
  ({
    id: `failover.example.com/A#${number}`,
    number,
    severity,
    incident: { id, openedAt: 1, opening: "failover" },
    ...more,
  }) as FlipwatchEvent;
const reply = (...events: FlipwatchEvent[]) => ({ events, incident: { id } }) as IncidentReply;

describe("an incident's page", () => {
  it.each<[string, FlipwatchEvent[], string | undefined]>([
    ["the gravest of its events", [event(1, "record"), event(2, "info"), event(3, "critical"), event(4, "warning")], "critical"],
    ["no graver than that", [event(1, "info"), event(2, "warning")], "warning"],
    ["not that of an event beside it", [event(1, "critical", { incident: undefined }), event(2, "info")], "info"],
    ["nothing where nothing alerts", [event(1, "record")], undefined],
  ])("is as grave as %s", (_, events, expected) => {
    expect(severityOf(reply(...events))).toBe(expected);
  });

  it.each<[number, number, boolean | undefined]>([
    [80, 10, true],
    [90, 10, true],
    [95, 10, undefined],
    [105, 10, undefined],
    [110, 10, undefined],
    [111, 10, false],
  ])("of %i ± %i ms against 100 is within the time: %s", (ms, errorMs, expected) => {
    expect(isWithin({ ms: 100, measured: { from: "failedCheck", to: "clients", span: { ms, errorMs } } })).toBe(expected);
  });

  it("compares nothing that was not measured", () => {
    expect(isWithin({ ms: 100 })).toBeUndefined();
  });

  it("shows what regions saw where the role changed, and not where it is only repeated", () => {
    const evidence = { "eu-central-1": { verdict: "secondary" } } as unknown as NonNullable<FlipwatchEvent["evidence"]>;
    expect(seenAt({ to: "secondary", evidence }).map(([region]) => region)).toEqual(["eu-central-1"]);
    expect(seenAt({ evidence })).toEqual([]);
    expect(seenAt({ to: "secondary" })).toEqual([]);
  });

  it("says that it was a drill where its own events do", () => {
    expect(drillOf(reply(event(1, "critical"), event(2, "info", { drill: "d" })))).toBe("d");
    expect(drillOf(reply(event(1, "critical"), event(2, "info", { drill: "d", incident: undefined })))).toBeUndefined();
  });

  it("tells of the pair meanwhile only what is not among the incident's events", () => {
    const note = (number: number) =>
      ({ event: `failover.example.com/A#${number}`, at: 1, kind: "calm", severity: "info", message: "" }) as const;
    expect(besideOf({ events: [event(1, "info")], meanwhile: [note(1), note(2)] })).toEqual([note(2)]);
  });
});

describe("what happened", () => {
  const beside = (number: number, kind: string, at: number, more: Partial<FlipwatchEvent> = {}) =>
    event(number, "record", { incident: undefined, kind, at, ...more } as Partial<FlipwatchEvent>);
  const view = (number: number, at: number, verdict: string, resolver = "192.0.2.53") =>
    beside(number, "view-changed", at, { region: "eu", views: [{ resolver, verdict }] } as unknown as Partial<FlipwatchEvent>);
  const opening = event(9, "critical", { at: 100, kind: "failover" } as Partial<FlipwatchEvent>);
  const of = (phases: object, ...events: FlipwatchEvent[]) => {
    const incident = { id, openedAt: 100, legs: [{ phases }] };
    const { events: shown, flickers } = courseOf({ events, incident } as unknown as IncidentReply);
    return [shown.map(({ number }) => number), flickers];
  };
  const phases = { failedCheck: { after: 70, by: 80 }, majority: { after: 90, by: 100 } };

  it("begins with the first failed check or vote, not with what was before", () => {
    const votes = [beside(1, "vote-changed", 40), beside(2, "vote-changed", 69), beside(3, "vote-changed", 70)];
    expect(of(phases, ...votes, opening)).toEqual([[3, 9], 0]);
    expect(of({}, ...votes, opening), "nothing was measured").toEqual([[9], 0]);
  });

  it("has no resolver that was before it, and none that only flickers", () => {
    const before = [view(1, 75, "primary"), view(2, 80, "failed")];
    const during = [
      view(10, 110, "primary"),
      view(11, 120, "failed"),
      view(12, 130, "secondary"),
      view(13, 140, "failed"),
      view(14, 150, "secondary"),
    ];
    expect(of(phases, ...before, opening, ...during)).toEqual([[9, 12], 4]);
  });

  it("keeps a resolver that is heard of for the first time, beside another one's flicker", () => {
    expect(of(phases, opening, view(10, 110, "primary"), view(11, 111, "failed", "198.51.100.53"), view(12, 112, "secondary"))).toEqual([
      [9, 10, 12],
      1,
    ]);
  });
});
