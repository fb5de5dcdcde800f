import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventKinds, type FlipwatchEvent } from "./event.ts";
import { sampleEvent } from "./timeline/sample.ts";
import { alertText } from "./wording.ts";

const at = Date.UTC(2026, 10, 22, 3, 4, 5);
const vote = (verdict: "primary" | "secondary", fresh = true) => ({
  verdict,
  reason: "",
  values: [],
  at: at - 90_000,
  since: { by: at },
  revision: 1,
  fresh,
});
const failover = sampleEvent(
  42,
  "failover",
  { after: at - 10_000, by: at },
  {
    severity: "critical",
    from: "primary",
    to: "secondary",
    message: "failover.example.com/A failed over to its secondary (192.0.2.20).",
    evidence: { "us-east-2": vote("secondary"), "eu-central-1": vote("primary"), "ap-northeast-1": vote("primary", false) },
    dissent: ["eu-central-1"],
    health: {
      primary: { status: "unhealthy", check: "c", since: at - 65_000, percentage: 6.25, reason: "Failure: Connection timed out" },
      secondary: { status: "none" },
    },
    incident: { id: "i", openedAt: at, opening: "failover" },
  },
);

describe("the words for an event", () => {
  it("tell somebody woken up what happened, who sees it, why, and where to look", () => {
    expect(alertText(failover, { dashboardUrl: "https://flipwatch.example.com/" })).toMatchObject({
      subject: "[CRITICAL] failover.example.com/A: failed over to the secondary",
      short: "failover.example.com/A: failed over to the secondary, 2026-11-22 03:04:05 UTC",
      text: [
        "failover.example.com/A failed over to its secondary (192.0.2.20).",
        "",
        "Regions: us-east-2 secondary, eu-central-1 primary (dissents), ap-northeast-1 not heard from since 2026-11-22 03:02:35 UTC",
        "Primary health check: unhealthy since 2026-11-22 03:03:00 UTC, 6 % of its checkers pass (Failure: Connection timed out)",
        "Secondary: no health check",
        "Incident: open since 2026-11-22 03:04:05 UTC",
        `Timeline: https://flipwatch.example.com/pairs/failover.example.com%2FA?at=${at}`,
      ].join("\n"),
    });
  });

  it.each<[string, Partial<FlipwatchEvent>, string]>([
    [
      "say how long it lasted once recovered",
      { kind: "recovered", severity: "info", incident: ended() },
      "[info] failover.example.com/A: recovered after 6 min 20 s ± 7 s",
    ],
    [
      "name a silent region",
      { pair: "FLEET", kind: "region-silent", severity: "warning", region: "eu-central-1" },
      "[warning] Flipwatch: region eu-central-1 is silent",
    ],
    ["name a health check", { pair: "CHECK:abc", kind: "health-changed", severity: "record" }, "health check abc: health changed"],
    [
      "say at once that a pair was found on its secondary",
      { kind: "first-seen", severity: "warning" },
      "[warning] failover.example.com/A: now watched, on its secondary",
    ],
  ])("%s", (_name, rest, subject) => {
    expect(alertText({ ...failover, ...rest }).subject).toBe(subject);
  });

  it("say when a closed incident began and ended", () => {
    const text = alertText({ ...failover, kind: "recovered", incident: ended() }).text;
    expect(text).toContain("Incident: 2026-11-22 03:04:05 UTC to 2026-11-22 03:10:25 UTC, lasted 6 min 20 s ± 7 s");
  });

  it("are the sentence alone where an event brings no evidence", () => {
    expect(alertText(sampleEvent(1, "step-failing", { by: at }, { pair: "FLEET", message: "Tally fails." })).text).toBe("Tally fails.");
  });

  it.each(eventKinds)("exist for %s", (kind) => {
    const { subject, short } = alertText(sampleEvent(1, kind, { by: at }));
    expect(subject).toMatch(/^\[info\] failover\.example\.com\/A: \S.+$/);
    expect(short).toContain("03:04:05 UTC");
  });

  it("keep both ends of a name that is too long", () => {
    const pair = `${"very-".repeat(40)}long.example.com/AAAA`;
    const { subject } = alertText({ ...failover, pair });
    expect(subject).toMatch(/^\[CRITICAL\] very-.*\.\.\..*example\.com\/AAAA: failed over to the secondary$/);
    expect(subject.length).toBeGreaterThan(90);
  });

  it("keep the limits and stay on one line whatever a name, a region or a reason contains", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "-", " ", "\n", "\u2028", "\u0000", "é", "\u{1f30a}"), maxLength: 300 });
    fc.assert(
      fc.property(fc.constantFrom(...eventKinds), text, text, text, (kind, pair, region, message) => {
        const words = alertText({ ...failover, kind, pair, region, message });
        expect(words.subject.length).toBeLessThan(100);
        expect(words.short.length).toBeLessThanOrEqual(160);
        for (const line of [words.subject, words.short, ...words.text.split("\n")]) expect(line).not.toMatch(/\p{Cc}|\u2028|\u2029/u);
        // Half a character would be refused here.
        expect(() => encodeURIComponent(words.subject + words.short)).not.toThrow();
      }),
    );
  });
});

function ended(): NonNullable<FlipwatchEvent["incident"]> {
  return { id: "i", openedAt: at, opening: "failover", closedAt: at + 380_000, durationMs: 380_000, errorMs: 7_000 };
}
