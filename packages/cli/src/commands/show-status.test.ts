import type { Finding, Role, Verdict } from "@flipwatch/core";
import type { PairSummary } from "@flipwatch/functions/api/pairs";
import { describe, expect, it } from "vitest";
import { isWell, type Status, statusLines } from "./show-status.ts";

const now = Date.UTC(2026, 10, 22, 12);

function pair(role: Role, verdict: Verdict): PairSummary {
  const region = { verdict, since: { by: now - 60_000 }, at: now, fresh: true, reason: "" };
  return {
    ...{ id: "failover.example.com/A", name: "failover.example.com", type: "A", role, decided: role, fresh: true },
    ...{ since: { by: now - 60_000 }, regions: { local: region }, flapping: false, revision: 1, ttlSeconds: 60, tags: {} },
    health: { primary: { status: "none" }, secondary: { status: "none" } },
  };
}

const well: Status = { pairs: [pair("primary", "primary")], zones: [], failingChannels: [], findings: [] };
const finding: Finding = {
  ...{ id: "zone-unreadable:example.com", rule: "zone-unreadable", severity: "warning", pair: "example.com" },
  ...{ message: "The zone could not be read.", why: "", fix: "Give credentials." },
};
const failing = { channel: "webhook:0", error: "example.com refused", since: now - 90_000, logs: 2, nextTryAt: now + 5_000 };

describe("the status", () => {
  it.each<[string, Partial<Status>, boolean, string]>([
    ["all on their primaries", {}, true, "1 of 1"],
    ["one on its secondary", { pairs: [pair("secondary", "secondary")] }, false, "secondary"],
    ["a dark one, which the region sees as an empty answer", { pairs: [pair("dark", "empty")] }, false, "1 of 1"],
    ["a dark one, which the region sees as no answer", { pairs: [pair("dark", "failed")] }, false, "1 of 1"],
    ["zones in which nothing was found yet", { pairs: [], zones: ["example.com"] }, false, "nothing was found yet in the zone example.com"],
    ["a zone that can't be read", { findings: [finding] }, false, "▲ The zone could not be read. Give credentials."],
    [
      "a channel that can't be told",
      { failingChannels: [failing] },
      false,
      "▲ alerts to webhook:0 have been failing for 1 min 30 s: example.com refused; the alerts of 2 logs wait, next try at 12:00:05.000.",
    ],
  ])("of %s", (_what, changes, isFine, words) => {
    const status = { ...well, ...changes };
    expect(isWell(status)).toBe(isFine);
    expect(statusLines(status, now).join("\n")).toContain(words);
  });
});
