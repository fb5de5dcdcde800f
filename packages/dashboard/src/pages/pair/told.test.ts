import type { FlipwatchEvent, Severity } from "@flipwatch/core/event";
import { describe, expect, it } from "vitest";
import { newestTold, noneText, yetToTell } from "./told.tsx";

const event = (number: number, severity: Severity): FlipwatchEvent => ({
  schema: "flipwatch.event/1",
  id: `x#${number}`,
  pair: "x",
  number,
  kind: "failover",
  severity,
  at: number,
  bounds: { by: number },
  recordedAt: number,
  message: "",
});

it("finds the newest event that alerts, among votes and views that are only recorded", () => {
  expect(newestTold([event(9, "record"), event(8, "info"), event(7, "critical")])?.number).toBe(8);
  expect(newestTold([event(9, "record")])).toBeUndefined();
});

it("finds what happened behind those that only follow it", () => {
  const aside = { ...event(9, "info"), kind: "acknowledged" as const };
  expect(newestTold([aside, event(8, "record"), event(7, "critical")])?.number).toBe(7);
  expect(newestTold([aside])?.number).toBe(9);
});

describe("channels without a result", () => {
  const waiting = [{ event: "x#7", channel: "slack:ops", attempts: 3, firstTriedAt: 5, error: "it answered 500" }];
  const delivery = { event: "x#7", log: "x", number: 7, channel: "webhook:pager", state: "delivered" as const, attempts: 1, settledAt: 6 };
  const page = { deliveries: [delivery], waiting, channels: ["slack:ops", "webhook:pager", "webhook:new"] };

  it("are those that are being told, and at first also those whose turn has not come", () => {
    expect(yetToTell(page, true)).toEqual([{ channel: "slack:ops", waiting: waiting[0] }, { channel: "webhook:new" }]);
    expect(yetToTell(page, false)).toEqual([{ channel: "slack:ops", waiting: waiting[0] }]);
  });
});

it.each([
  ["nothing had to be told where the whole log was looked through", undefined, "Nothing had to be told yet."],
  [
    "only that none is among the newest events where older ones were not looked at",
    17,
    "None of the newest events had to be told. The deliveries have the older ones.",
  ],
])("says %s", (_, next, expected) => {
  expect(noneText({ next })).toBe(expected);
});
