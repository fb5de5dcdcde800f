import type { FlipwatchEvent } from "@flipwatch/core/event";
import type { IncidentReply } from "@flipwatch/functions/api/incident";
import { describe, expect, it } from "vitest";
import { besideOf, drillOf, isWithin, seenAt, severityOf } from "./facts.ts";

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
