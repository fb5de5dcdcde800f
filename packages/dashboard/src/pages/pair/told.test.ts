import type { FlipwatchEvent, Severity } from "@flipwatch/core/event";
import { expect, it } from "vitest";
import { newestTold } from "./told.tsx";

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
