/** Timelines made up from a seed, as long as wanted: for tests and benchmarks. The names are those of the documentation. */
import type { Verdict } from "@flipwatch/core/answer";
import type { Role } from "@flipwatch/core/event";
import type { Health } from "@flipwatch/core/reading";
import { DAY, type Ms, SECOND } from "@flipwatch/core/time";
import type { TimelineWindow } from "@flipwatch/core/timeline/window";

export interface SampleOptions {
  /** The same seed gives the same timeline. */
  seed: number;
  /** In each of the twelve lanes. */
  segments: number;
  to: Ms;
  /** Ninety days by default. */
  lengthMs?: Ms;
}

const pair = "failover.example.com/A";
const regions = ["ap-northeast-1", "eu-central-1", "us-east-2"];
const resolvers = ["192.0.2.53", "198.51.100.53"];
const roles: readonly Role[] = ["primary", "secondary", "primary", "split", "primary", "unknown", "primary", "stray", "primary", "dark"];
const verdicts: readonly Verdict[] = [
  "primary",
  "secondary",
  "primary",
  "failed",
  "primary",
  "mixed",
  "primary",
  "stray",
  "primary",
  "empty",
];
const healths: readonly Health[] = ["healthy", "unhealthy", "healthy", "unknown"];

/** Twelve lanes (the role, three regions, six resolvers' views, two health checks) with so many segments each, and some events beside. */
export function sampleWindow({ seed, segments, to, lengthMs = 90 * DAY }: SampleOptions): TimelineWindow {
  const random = generator(seed);
  const from = to - lengthMs;
  const turns = <State extends string>(states: readonly State[]) => lane(states, segments, from, to, random);
  const verdictLane = () => turns(verdicts).map((turn) => ({ ...turn, reason: `192.0.2.10 (${turn.state})`, values: ["192.0.2.10"] }));
  const view = () => verdictLane().map((segment) => ({ ...segment, ttlSeconds: Math.floor(random() * 60) }));
  const health = () => turns(healths).map((turn) => ({ ...turn, percentage: percentageOf(turn.state, random) }));
  const role = turns(roles).map((turn, index) => ({ ...turn, event: `${pair}#${index + 1}`, message: `${pair}: ${turn.state}` }));
  return {
    pair,
    from,
    to,
    observedUntil: to,
    role,
    regions: Object.fromEntries(regions.map((region) => [region, verdictLane()])),
    silences: { "us-east-2": [{ from: from + lengthMs / 3, to: from + lengthMs / 3 + lengthMs / 50 }] },
    views: Object.fromEntries(regions.flatMap((region) => resolvers.map((resolver) => [`${region} ${resolver}`, view()] as const))),
    health: { primary: health(), secondary: health() },
    notes: [],
    alerts: role.map(({ from: at, event }) => ({ at: at + 2 * SECOND, event, channel: "slack:0", state: "delivered", attempts: 1 })),
    incidents: [],
    shares: { primary: 1, secondary: 0, split: 0, stray: 0, dark: 0, unknown: 0, unobserved: 0 },
  };
}

/** States in turn, of uneven lengths: a few long ones and many short ones, as a record of months has them. */
function lane<State extends string>(states: readonly State[], count: number, from: Ms, to: Ms, random: () => number) {
  const weights = Array.from({ length: count }, () => random() ** 6 + 0.001);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let passed = 0;
  return weights.map((weight, index) => {
    const start = from + Math.round(((to - from) * passed) / whole);
    passed += weight;
    const end = index === count - 1 ? to : from + Math.round(((to - from) * passed) / whole);
    const after = index === 0 ? undefined : start - Math.round(random() * 10 * SECOND);
    return { state: states[index % states.length] as State, from: start, to: end, after };
  });
}

function percentageOf(state: Health, random: () => number): number {
  return state === "healthy" ? 100 - Math.floor(random() * 40) : Math.floor(random() * 18);
}

/** Mulberry32: numbers from 0 up to 1. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
