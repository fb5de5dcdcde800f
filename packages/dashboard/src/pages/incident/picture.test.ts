import type { IncidentReply } from "@flipwatch/functions/api/incident";
import { describe, expect, it } from "vitest";
import { wrapped } from "./paint.ts";
import { pictureOf } from "./picture.ts";

const opened = Date.UTC(2026, 10, 22, 12);
const pair = "failover.example.com/A";
const id = `${pair}!${opened}`;
const event = (number: number, severity = "info") => ({
  ...{ id: `${pair}#${number}`, number, at: opened + number * 1_000, severity, incident: { id, openedAt: opened, opening: "failover" } },
});
const leg = {
  event: `${pair}#1`,
  kind: "failover",
  to: "secondary",
  phases: { failedCheck: { by: opened }, majority: { by: opened + 30_000 } },
};
const reply = (more: object = {}) =>
  ({
    pair: { id: pair },
    incident: {
      id,
      openedAt: opened,
      closedAt: opened + 60_000,
      opening: "failover",
      end: "recovered",
      duration: { ms: 60_000 },
      legs: [leg],
    },
    expected: { ms: 90_000, parts: [] },
    events: [event(1, "critical"), event(2, "record"), event(3)],
    notes: [{ event: "n", at: opened + 90_000, by: "example-user", via: "cli", text: "a full disk", request: "r" }],
    said: { [`${pair}#1`]: { headline: "failed over", lead: "" }, [`${pair}#3`]: { headline: "recovered", lead: "" } },
    ...more,
  }) as unknown as IncidentReply;

describe("the picture of an incident", () => {
  const texts = (shown: IncidentReply) =>
    pictureOf(shown, "https://example.com/x").map((block) => ("text" in block ? block.text : block.kind));

  it("has title, end, phases, what alerted in its order, notes, and where it was taken", () => {
    expect(texts(reply())).toEqual([
      `Failed over: ${pair}`,
      "recovered, lasted 1 min",
      expect.stringMatching(/^Opened: .*2026-11-22 12:00:00 UTC$/),
      expect.stringMatching(/^Ended: .*2026-11-22 12:01:00 UTC$/),
      "Away, to secondary (UTC)",
      "bars",
      "+: since 12:00:00, by when the first of these had happened.",
      "By then the last client should have followed: 1 min 30 s after the first check.",
      "What happened (UTC)",
      "failed over",
      "recovered",
      "Notes (UTC)",
      "example-user: a full disk",
      "https://example.com/x",
    ]);
  });

  it("of a long one stays a picture, and says how much is left out", () => {
    const events = Array.from({ length: 100 }, (_, index) => event(index + 1));
    const blocks = pictureOf(reply({ events, incident: { ...reply().incident, legs: Array.from({ length: 30 }, () => leg) } }), "x");
    expect(blocks.filter(({ kind }) => kind === "bars")).toHaveLength(6);
    expect(blocks.filter(({ kind }) => kind === "row").length).toBeLessThan(60);
    expect(blocks.flatMap((block) => ("text" in block ? block.text : []))).toContain("60 more events are left out.");
  });

  it("of one that is open says since when, and of no end", () => {
    const { closedAt: _, end: __, duration: ___, ...open } = reply().incident;
    expect(texts(reply({ incident: open })).some((text) => text.startsWith("Ended"))).toBe(false);
  });
});

describe("a line of text", () => {
  const width = (text: string) => text.length;

  it.each<[string, string, string[]]>([
    ["short enough stays whole", "a bc", ["a bc"]],
    ["breaks between words", "one two three", ["one two", "three"]],
    ["breaks inside a word that is longer than a line", "abcdefghijkl", ["abcdefgh", "ijkl"]],
    ["of nothing is an empty line", "", [""]],
  ])("%s", (_, text, expected) => {
    expect(wrapped(text, 8, width)).toEqual(expected);
  });
});
