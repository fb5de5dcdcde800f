import { describe, expect, it } from "vitest";
import * as z from "zod";
import { parseConfig } from "./config.ts";
import { urlField } from "./config-fields.ts";
import { tagsFrom } from "./config-routes.ts";
import { FlipwatchError } from "./error.ts";

const kinds = { slack: z.object({ webhookUrl: urlField() }), pagerduty: z.object({}) };
const pair = {
  name: "failover.example.com",
  type: "A" as const,
  primary: { values: ["192.0.2.10"] },
  secondary: { values: ["192.0.2.20"] },
};
const channels = { slack: [{ name: "ops", webhookUrl: "https://hooks.example.com/x" }], pagerduty: [{}] };
const base = { pairs: [pair], channels };
const day = { days: ["mon", "tue"], from: "08:00", to: "18:00", timeZone: "Asia/Seoul" };

function problemOf(route: unknown): string {
  try {
    parseConfig({ ...base, routes: [route] }, kinds);
  } catch (problem) {
    if (problem instanceof FlipwatchError) return problem.message;
    throw problem;
  }
  return "none";
}

describe("a route of the configuration", () => {
  it.each<[string, unknown]>([
    ["may name only channels", { channels: ["slack:ops"] }],
    ["may name a channel by its place", { channels: ["pagerduty:0"] }],
    ["may name pairs by one glob", { pairs: "*.example.com", channels: ["slack:ops"] }],
    ["may name pairs by several", { pairs: ["failover.example.com/A", "*.example.com/AAAA", "FLEET"], channels: ["slack:ops"] }],
    ["may name everything else", { kinds: ["failover"], severity: "warning", tags: { team: "web" }, hours: day, channels: ["slack:ops"] }],
  ])("%s", (_name, route) => {
    expect(problemOf(route)).toBe("none");
  });

  it.each<[string, unknown, string]>([
    [
      "an unknown channel, with the one meant",
      { channels: ["slack:opps"] },
      'routes[0].channels[0]: found "slack:opps", expected the id of a channel of this configuration; did you mean slack:ops?',
    ],
    ["an unknown channel, with those there are", { channels: ["teams:everybody"] }, "; there are slack:ops and pagerduty:0"],
    ["no channel", { channels: [] }, "expected at least one channel"],
    ["a type that is none", { pairs: "failover.example.com/AB", channels: ["slack:ops"] }, "routes[0].pairs: found"],
    ["a trailing dot", { pairs: ["failover.example.com."], channels: ["slack:ops"] }, "without a trailing dot"],
    [
      "a time zone that is none",
      { hours: { ...day, timeZone: "Asia/Soul" }, channels: ["slack:ops"] },
      "expected a time zone such as Asia/Seoul",
    ],
    ["a time that is none", { hours: { ...day, from: "8" }, channels: ["slack:ops"] }, "expected a time of day from 00:00 to 24:00"],
    ["a kind that alerts nobody", { kinds: ["vote-changed"], channels: ["slack:ops"] }, "routes[0].kinds[0]"],
    ["a misspelt field", { channel: ["slack:ops"], channels: ["slack:ops"] }, "did you mean channels?"],
  ])("is refused with %s", (_name, route, words) => {
    expect(problemOf(route)).toContain(words);
  });
});

describe("warnings of routes", () => {
  const warningsOf = (routes: unknown, more: object = {}) =>
    parseConfig({ ...base, ...more, routes }, kinds).warnings.filter((text) => text.startsWith("routes:"));

  it.each<[string, unknown, object, string[]]>([
    ["are none where one route takes everything", [{ channels: ["slack:ops"] }], {}, []],
    ["are none without routes", undefined, {}, []],
    [
      "name whose critical events reach nobody",
      [
        { pairs: "*.example.com", kinds: ["answer-back"], channels: ["slack:ops"] },
        { pairs: "FLEET", channels: ["slack:ops"] },
      ],
      {},
      ["routes: as they are, no channel is told of critical events of failover.example.com/A."],
    ],
    [
      "name Flipwatch's own trouble and names yet to be found, too",
      [{ pairs: "failover.example.com", channels: ["slack:ops"] }],
      { zones: ["example.com"] },
      ["routes: as they are, no channel is told of critical events of other names of example.com and Flipwatch's own trouble (FLEET)."],
    ],
    [
      "name the first half hour at which nobody is told",
      [{ hours: { from: "00:00", to: "18:00", timeZone: "UTC" }, channels: ["slack:ops"] }],
      {},
      [
        "routes: at some hours (the first is mon 18:00 UTC) no channel is told of critical events of failover.example.com/A and Flipwatch's own trouble (FLEET).",
      ],
    ],
    [
      "are none where hours meet",
      [
        { hours: { from: "08:00", to: "20:00", timeZone: "Asia/Seoul" }, channels: ["slack:ops"] },
        { hours: { from: "20:00", to: "08:00", timeZone: "Asia/Seoul" }, channels: ["pagerduty:0"] },
      ],
      {},
      [],
    ],
  ])("%s", (_name, routes, more, expected) => {
    expect(warningsOf(routes, more)).toEqual(expected);
  });
});

describe("tags", () => {
  it("are the pair's, by its id in normal form", () => {
    const { config } = parseConfig({ ...base, pairs: [{ ...pair, name: "Failover.Example.com.", tags: { team: "web" } }] }, kinds);
    expect([tagsFrom(config)("failover.example.com/A"), tagsFrom(config)("other.example.com/A")]).toEqual([{ team: "web" }, {}]);
  });
});
