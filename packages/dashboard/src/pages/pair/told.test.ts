import type { FlipwatchEvent, Severity } from "@flipwatch/core/event";
import { expect, it } from "vitest";
import { newestTold, noneText } from "./told.tsx";

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
