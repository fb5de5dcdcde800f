import { afterEach, describe, expect, it } from "vitest";
import { learn, speak } from "../words/words.ts";
import { evidenceOf, spoken } from "./evidence.ts";
import type { Hit } from "./hit.ts";
import type { Lane, LaneSegment } from "./lanes.ts";
import { doneMarkers, toldMarkers } from "./markers.ts";

const at = (clock: string) => Date.parse(`2026-11-22T${clock}Z`);
const context = { seenFrom: at("00:00:00"), observedUntil: at("12:00:00"), ttlUnitMs: 1_000, zone: "UTC" };
const region: Lane = { kind: "region", id: "region eu", region: "eu-central-1", segments: [], silences: [] };
const view: Lane = { kind: "view", id: "view x", region: "eu-central-1", resolver: "192.0.2.53", segments: [], silences: [] };
const health: Lane = { kind: "health", id: "health primary", side: "primary", segments: [], silences: [] };
const role: Lane = { kind: "role", id: "role", segments: [], silences: [] };
const failed: LaneSegment = { state: "failed", from: at("10:00:00"), to: at("10:05:00"), after: at("09:59:51"), reason: "timeout" };

const segment = (lane: Lane, given: LaneSegment, more: Partial<Extract<Hit, { kind: "segment" }>> = {}): Hit => ({
  kind: "segment",
  row: 0,
  at: given.from,
  lane,
  segment: given,
  count: 1,
  ...more,
});
const said = (hit: Hit) => spoken(evidenceOf(hit, context));

afterEach(() => speak("en"));

describe("the evidence", () => {
  it.each<[string, Hit, string]>([
    [
      "gives a region's verdict its reason, and its beginning the bounds",
      segment(region, failed),
      "eu-central-1. no reply. Since: 22 Nov, 10:00:00 UTC, at most 9 s earlier. Until: 22 Nov, 10:05:00 UTC. Lasted: 5 min. Reason: timeout",
    ],
    [
      "leaves open what began before the window and lasts still",
      segment(region, {
        state: "primary",
        from: at("00:00:00"),
        to: at("12:00:00"),
        after: at("00:00:00"),
        reason: "192.0.2.10 (primary)",
      }),
      "eu-central-1. primary. Since: 22 Nov, 00:00:00 UTC or earlier. Until: still so when last heard, 22 Nov, 12:00:00 UTC. Lasted: 12 h. Reason: 192.0.2.10 (primary)",
    ],
    [
      "counts a resolver's TTL down to where the pointer is",
      segment(
        view,
        { state: "primary", from: at("10:00:00"), to: at("11:00:00"), ttlSeconds: 43, values: ["192.0.2.10"] },
        { at: at("10:00:30") },
      ),
      "192.0.2.53, eu-central-1. primary. Since: 22 Nov, 10:00:00 UTC or earlier. Until: 22 Nov, 11:00:00 UTC. Lasted: 1 h. TTL left: 43 s when first seen, 13 s here. Values: 192.0.2.10. Zoom in for the evidence",
    ],
    [
      "does not claim a resolver's TTL once it ran out",
      segment(view, { state: "primary", from: at("10:00:00"), to: at("11:00:00"), ttlSeconds: 43, reason: "x" }, { at: at("10:00:44") }),
      "192.0.2.53, eu-central-1. primary. Since: 22 Nov, 10:00:00 UTC or earlier. Until: 22 Nov, 11:00:00 UTC. Lasted: 1 h. TTL left: 43 s when first seen. Reason: x",
    ],
    [
      "gives a health check's percentage",
      segment(health, { state: "unhealthy", from: at("10:00:00"), to: at("11:00:00"), after: at("09:59:00"), percentage: 6.25 }),
      "Primary’s check. unhealthy. Since: 22 Nov, 10:00:00 UTC, at most 1 min earlier. Until: 22 Nov, 11:00:00 UTC. Lasted: 1 h. Checkers: 6 % passed, CloudWatch’s average",
    ],
    [
      "gives none that contradicts the status, as where a check turned in the middle of a period",
      segment(health, { state: "unhealthy", from: at("10:00:00"), to: at("11:00:00"), after: at("09:59:00"), percentage: 80 }),
      "Primary’s check. unhealthy. Since: 22 Nov, 10:00:00 UTC, at most 1 min earlier. Until: 22 Nov, 11:00:00 UTC. Lasted: 1 h",
    ],
    [
      "quotes what was told of a role",
      segment(role, { state: "dark", from: at("10:00:00"), to: at("11:00:00"), after: at("10:00:00"), message: "no usable answer" }),
      "Role. dark. Since: 22 Nov, 10:00:00 UTC. Until: 22 Nov, 11:00:00 UTC. Lasted: 1 h. Told as: no usable answer",
    ],
    [
      "says only how many there are where they can't be told apart",
      segment(region, failed, { count: 3 }),
      "eu-central-1. no reply. Reason: timeout. 3 changes, too close to tell apart; the gravest shows. Zoom in to see each",
    ],
    [
      "says that a region was not heard then",
      segment(region, failed, { silence: { from: at("10:01:00"), to: at("10:04:00") } }),
      "eu-central-1. no reply. Since: 22 Nov, 10:00:00 UTC, at most 9 s earlier. Until: 22 Nov, 10:05:00 UTC. Lasted: 5 min. Reason: timeout. Not heard from 22 Nov, 10:01:00 UTC to 22 Nov, 10:04:00 UTC: this is what it said last",
    ],
    [
      "says that nothing is known",
      { kind: "nothing", row: 0, at: at("13:00:00"), lane: region, why: "unobserved" },
      "eu-central-1. Not observed: nothing was heard",
    ],
  ])("%s", (_name, hit, expected) => {
    expect(said(hit).replace(/\.$/, "")).toBe(expected);
  });

  it("tells of an alert where it went and how", () => {
    const [marker] = toldMarkers([{ at: at("10:00:05"), event: "x#4", channel: "slack:0", state: "given-up", attempts: 8, error: "503" }]);
    if (marker === undefined) throw new Error("expected a marker");
    expect(said({ kind: "markers", row: 1, at: marker.at, markers: [marker] })).toBe(
      "Alerts. Alert failed. 22 Nov, 10:00:05 UTC: Alert failed, slack:0, given up, 8 attempts, 503, x#4",
    );
  });

  it("tells five markers of many, and counts the others, also those that the server gathered", () => {
    const notes = Array.from({ length: 7 }, (_, index) => ({
      at: at(`10:00:0${index}`),
      event: `x#${index}`,
      kind: "flapping" as const,
      severity: "warning" as const,
      message: `note ${index}`,
      ...(index === 6 ? { count: 4 } : {}),
    }));
    const { facts, hints } = evidenceOf({ kind: "markers", row: 2, at: at("10:00:00"), markers: doneMarkers(notes) }, context);
    expect(facts.map((fact) => fact.said)).toEqual(["note 0", "note 1", "note 2", "note 3", "note 4"]);
    expect(hints).toEqual(["and 5 more"]);
  });

  it("gives the viewer's time with UTC beside it, with its day where that is another", () => {
    const seoul = { ...context, zone: "Asia/Seoul" };
    const [, since] = [
      0,
      evidenceOf(segment(role, { ...failed, state: "dark", from: at("18:00:00"), after: at("18:00:00"), to: at("19:00:00") }), seoul),
    ];
    expect(since.facts[0]?.said).toBe("23 Nov, 03:00:00 · 22 Nov, 18:00:00 UTC");
    expect(evidenceOf(segment(role, { ...failed, state: "dark" }), seoul).facts[0]?.said).toContain("22 Nov, 19:00:00 · 10:00:00 UTC");
  });

  it("speaks Korean", async () => {
    await learn("ko");
    speak("ko");
    expect(said(segment(region, failed))).toBe(
      "eu-central-1. 응답 없음. 시작: 11월 22일 10:00:00 UTC(최대 9초 전). 끝: 11월 22일 10:05:00 UTC. 지속 시간: 5분. 사유: timeout",
    );
  });
});
