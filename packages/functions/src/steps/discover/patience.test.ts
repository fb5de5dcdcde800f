import { type Finding, MINUTE } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { withPatience } from "./patience.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const unreadable: Finding = {
  id: "zone-unreadable:example.com@Z1",
  rule: "zone-unreadable",
  severity: "warning",
  pair: "example.com",
  message: "The hosted zone example.com (Z1) could not be read.",
  why: "Route 53 turned it down.",
  fix: "Nothing, if it passes.",
};
const gone: Finding = { ...unreadable, id: "zone-not-found:example.com", rule: "zone-not-found" };
const since = (minutes: number, finding = unreadable): Finding => ({ ...finding, since: NOON - minutes * MINUTE, pending: true });

describe("a finding that may pass", () => {
  it.each<[string, Finding, Finding[], number, Partial<Finding>]>([
    ["is pending when it is found first", unreadable, [], 1_000, { since: NOON, pending: true }],
    ["is pending while it has not lasted", unreadable, [since(4)], 1_000, { since: NOON - 4 * MINUTE, pending: true }],
    ["is to be told after five minutes", unreadable, [since(5)], 1_000, { since: NOON - 5 * MINUTE, pending: undefined }],
    ["is to be told sooner where time is faster", unreadable, [since(0.5)], 100, { since: NOON - MINUTE / 2, pending: undefined }],
    [
      "lasts also where the zone fails in another way",
      unreadable,
      [since(6, { ...unreadable, id: "zone-unreadable:example.com" })],
      1_000,
      { since: NOON - 6 * MINUTE, pending: undefined },
    ],
    [
      "does not last as another zone's",
      unreadable,
      [since(9, { ...unreadable, pair: "example.net" })],
      1_000,
      { since: NOON, pending: true },
    ],
    ["counts from now where it was found before the clock was set back", unreadable, [since(-9)], 1_000, { since: NOON, pending: true }],
    ["is none where it does not pass by itself", gone, [], 1_000, { since: undefined, pending: undefined }],
  ])("%s", (_, found, before, unitMs, expected) => {
    const [finding] = withPatience([found], before, NOON, unitMs);
    expect(finding).toEqual({ ...found, ...expected });
  });
});
