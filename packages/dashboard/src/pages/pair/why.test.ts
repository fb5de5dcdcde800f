import type { SideHealth } from "@flipwatch/core/reading";
import { describe, expect, it } from "vitest";
import { type Known, whyText } from "./why.ts";

type Status = SideHealth["status"];
const pair = (role: Known["role"], primary: Status, secondary: Status = "healthy", more: Partial<Known> = {}): Known => ({
  role,
  decided: role,
  fresh: true,
  at: Date.UTC(2026, 10, 22, 12),
  health: { primary: { status: primary }, secondary: { status: secondary } },
  ...more,
});
const health = (status: Status, since: number): Known["health"] => ({ primary: { status, since }, secondary: { status: "healthy" } });
const incident = { id: "x!1", openedAt: 1, decidedAt: 1, opening: "failover" as const };

describe("why a pair is served as it is", () => {
  it.each<[string, Known, RegExp]>([
    ["as it should be", pair("primary", "healthy"), /health check passes/],
    ["without a check there is nothing to fail over for", pair("primary", "none"), /no health check/],
    ["without a reading nothing is said of health", pair("primary", "unknown"), /Nothing is known/],
    ["an unhealthy primary that is still served", pair("primary", "unhealthy"), /still answers/],
    ["both sides unhealthy: the primary as a last resort", pair("primary", "unhealthy", "unhealthy"), /Both sides are unhealthy/],
    ["back, and not yet confirmed", pair("primary", "unknown", "healthy", { incident: { ...incident, back: { by: 5 } } }), /must confirm/],
    [
      "back, and the reading is still the one of before",
      { ...pair("primary", "unhealthy", "healthy", { incident: { ...incident, back: { by: 5 } } }), health: health("unhealthy", 4) },
      /must confirm/,
    ],
    [
      "back, and unhealthy anew",
      { ...pair("primary", "unhealthy", "healthy", { incident: { ...incident, back: { by: 5 } } }), health: health("unhealthy", 6) },
      /still answers/,
    ],
    ["failed over as it should", pair("secondary", "unhealthy"), /so Route 53 answers with the secondary/],
    ["failed over although the check passes", pair("secondary", "healthy"), /reads healthy/],
    ["failed over although nothing is read", pair("secondary", "unknown"), /reads unknown/],
    ["failed over without a check", pair("secondary", "none"), /somebody changed the records/],
    ["values of neither side", pair("stray", "healthy"), /neither side/],
    ["no answer", pair("dark", "healthy"), /no usable answer/],
    ["no majority", pair("split", "healthy"), /disagree/],
    ["too few votes", pair("unknown", "healthy"), /Too few/],
    ["a private zone", pair("unobserved", "healthy"), /private/],
    ["nothing heard lately", pair("unknown", "healthy", "healthy", { fresh: false, decided: "secondary" }), /Until then it was secondary/],
    [
      "watched no more, which is no outage",
      pair("unknown", "healthy", "healthy", { fresh: false, decided: "secondary", retired: true }),
      /^No longer watched.*heard last.*12:00:00 UTC.*was secondary/,
    ],
    ["watched no more, right after it was", pair("primary", "healthy", "healthy", { retired: true }), /^No longer watched/],
    [
      "watched no more, and never heard",
      pair("unknown", "healthy", "healthy", { fresh: false, at: undefined, retired: true }),
      /^No longer watched\.$/,
    ],
    ["nothing heard ever", pair("unknown", "healthy", "healthy", { fresh: false, at: undefined }), /not.*yet|yet/],
  ])("%s", (_name, known, expected) => {
    expect(whyText(known)).toMatch(expected);
  });
});
