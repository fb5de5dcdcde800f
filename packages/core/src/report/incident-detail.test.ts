import { describe, expect, it } from "vitest";
import type { FlipwatchEvent } from "../event.ts";
import { DAY, MINUTE, SECOND } from "../time.ts";
import { foldDeliveries, foldEvents } from "../timeline/fold.ts";
import { sampleEvent, samplePair, sampleVote } from "../timeline/sample.ts";
import { emptyTimeline } from "../timeline/timeline.ts";
import { expectedOf } from "./expected.ts";
import { incidentDetail } from "./incident-detail.ts";
import { incidentDeliveries, incidentEvents, incidentHealth, opened, sampleDefinition, sampleIncident } from "./sample.ts";

const detailOf = (events = incidentEvents, id = sampleIncident.id, notes: FlipwatchEvent[] = []) => {
  const timeline = foldDeliveries(
    foldEvents(emptyTimeline(samplePair, { primary: "hc-primary" }), [...events, ...incidentHealth]),
    incidentDeliveries,
  );
  const waiting = [12, 15].map((number) => ({ event: `${samplePair}#${number}`, channel: "slack:ops", attempts: 2, firstTriedAt: opened }));
  const checking = { intervalSeconds: 10, failureThreshold: 3 };
  return incidentDetail(id, { definition: sampleDefinition, timeline, events, waiting, notes, checking, metricPeriodMs: MINUTE });
};

describe("an incident in detail", () => {
  const detail = detailOf();

  it("has its story, and the events from just before it until the last of it", () => {
    expect(detail?.incident).toMatchObject({
      id: sampleIncident.id,
      end: "recovered",
      duration: { ms: 10 * MINUTE, errorMs: 10 * SECOND },
    });
    expect(detail?.events.map(({ number }) => number)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(detail?.eventsLeftOut).toBeUndefined();
  });

  it("says who was told of it, and who is being told", () => {
    expect(detail?.deliveries.map(({ number, channel, state }) => [number, channel, state])).toEqual([
      [8, "slack:ops", "delivered"],
      [8, "webhook:0", "given-up"],
      [14, "slack:ops", "suppressed"],
    ]);
    expect(detail?.waiting.map(({ event }) => event)).toEqual([`${samplePair}#15`]);
  });

  it("says who is at it, in their own words", () => {
    expect(detail?.acknowledged).toEqual({ at: opened + 2 * MINUTE, by: "example-user", via: "cli", note: '=cmd|"calc" <b>' });
    expect(detail?.meanwhile.map(({ kind }) => kind)).toEqual(["acknowledged", "recovered"]);
  });

  it("has the notes that were written of it, and is no longer and no other for them", () => {
    const bounds = { by: opened + 7 * DAY };
    const detailOfNote = { by: "example-user", via: "api", note: "a full disk", request: "r" };
    const late = sampleEvent(20, "noted", bounds, { severity: "record", incident: sampleIncident, detail: detailOfNote });
    const between = sampleVote(19, "eu-central-1", "secondary", { by: opened + 2 * DAY });
    const noted = detailOf([...incidentEvents, between, late], sampleIncident.id, [late]);
    expect(noted?.notes).toEqual([{ event: late.id, at: bounds.by, by: "example-user", via: "api", text: "a full disk", request: "r" }]);
    expect({ ...noted, notes: [] }).toEqual(detail);
  });

  it("is measured against what is configured", () => {
    expect(detail?.expected).toMatchObject({
      ms: 90 * SECOND,
      measured: { from: "failedCheck", to: "clients", span: { ms: 115 * SECOND } },
    });
  });

  it("is none where no event names it", () => {
    expect(detailOf(incidentEvents, `${samplePair}!1`)).toBeUndefined();
  });

  it("of a long one keeps both ends of what names it, and the first votes, and counts the rest", () => {
    const many = Array.from({ length: 900 }, (_, index) => {
      const at = opened + 3 * MINUTE + index * 100;
      return index % 3
        ? sampleVote(16 + index, "eu-central-1", index % 2 ? "primary" : "secondary", { by: at })
        : sampleEvent(16 + index, "reminder", { by: at }, { incident: sampleIncident });
    });
    const long = detailOf([...incidentEvents, ...many]);
    const numbers = long?.events.map(({ number }) => number) ?? [];
    expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([500, 5, 913]);
    expect(long?.eventsLeftOut).toBe(11 + 900 - 500);
  });
});

describe("what is to be expected", () => {
  const parts = (input: Partial<Parameters<typeof expectedOf>[0]>) => {
    const { ms, parts: all } = expectedOf({ definition: sampleDefinition, unitMs: 1_000, ...input });
    return [ms, ...all.map((part) => [part.part, part.ms, part.source])];
  };

  it.each<[string, Partial<Parameters<typeof expectedOf>[0]>, unknown[]]>([
    [
      "is interval times threshold, and the TTL",
      { checking: { intervalSeconds: 10, failureThreshold: 2 } },
      [80_000, ["checks", 20_000, "route53"], ["ttl", 60_000, "record"]],
    ],
    ["goes by Route 53's defaults for a check that was not read", {}, [150_000, ["checks", 90_000, "default"], ["ttl", 60_000, "record"]]],
    [
      "is the TTL alone without a health check",
      { definition: { ...sampleDefinition, primary: { values: [] } } },
      [60_000, ["ttl", 60_000, "record"]],
    ],
    [
      "goes by the primary's own TTL",
      { definition: { ...sampleDefinition, primary: { values: [], ttlSeconds: 5 } } },
      [5_000, ["ttl", 5_000, "record"]],
    ],
    [
      "passes faster in the lab",
      { unitMs: 100, checking: { intervalSeconds: 10, failureThreshold: 3 } },
      [9_000, ["checks", 3_000, "route53"], ["ttl", 6_000, "record"]],
    ],
  ])("%s", (_, input, expected) => {
    expect(parts(input)).toEqual(expected);
  });

  it.each([
    [
      "until the last client, where that is known",
      { failedCheck: { by: 10 }, lastRegion: { by: 40 }, clients: { by: 70 } },
      ["clients", 60],
    ],
    ["else until the last region", { failedCheck: { by: 10 }, lastRegion: { by: 40 } }, ["lastRegion", 30]],
    ["not at all without a first failed check", { lastRegion: { by: 40 } }, [undefined, undefined]],
  ])("is measured %s", (_, away, expected) => {
    const { measured } = expectedOf({ definition: sampleDefinition, unitMs: 1_000, away });
    expect([measured?.to, measured?.span.ms]).toEqual(expected);
  });
});
