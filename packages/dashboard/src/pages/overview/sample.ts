/** A made-up pair for tests: on its primary, seen by three regions, both sides healthy. */
import type { Verdict } from "@flipwatch/core/answer";
import type { WatchedPair } from "./watched-pair.ts";

export const sampleAt = Date.UTC(2026, 10, 22, 12, 0, 0);

export function samplePair(name: string, rest: Partial<WatchedPair> = {}): WatchedPair {
  return {
    id: `${name}.example.com/A`,
    name: `${name}.example.com`,
    type: "A",
    role: "primary",
    decided: "primary",
    since: { by: sampleAt - 86_400_000 },
    at: sampleAt - 4_000,
    fresh: true,
    regions: votes("primary", "primary", "primary"),
    health: { primary: { status: "healthy", check: "p" }, secondary: { status: "healthy", check: "s" } },
    flapping: false,
    revision: 1,
    ttlSeconds: 60,
    tags: {},
    ...rest,
  };
}

/** Of `eu-1`, `eu-2` and so on, in that order. */
export function votes(...verdicts: Verdict[]): WatchedPair["regions"] {
  const vote = (verdict: Verdict) => ({ verdict, since: { by: sampleAt - 86_400_000 }, at: sampleAt - 4_000, fresh: true, reason: "" });
  return Object.fromEntries(verdicts.map((verdict, index) => [`eu-${index + 1}`, vote(verdict)]));
}
