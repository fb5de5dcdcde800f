/** The numbers that `decide` goes by, all in milliseconds, derived once from the configuration. */

export interface Policy {
  /** The configured regions, in their order; majorities are of these, heard or not. */
  regions: readonly string[];
  intervalMs: number;
  /** A vote older than this is not fresh: max(90 s, 3 × interval). */
  staleMs: number;
  /** No majority for this long is `split` or `unknown`: max(60 s, 2 × interval). */
  holdMs: number;
  /** How long the old revision's values stay valid after an edit: 180 s. */
  graceMs: number;
  /** An unhealthy primary still served after this long opens an incident: 300 s. */
  healthLagMs: number;
  /** An answer back on primary without any reading for this long is `unverified`: 10 min. */
  unverifiedMs: number;
  /** Beyond TTL plus this, a resolver that differs from the role is out of step: 120 s. */
  clientSlackMs: number;
  /** This many transitions within `flapWindowMs` is flapping; that long without one is calm. */
  flapCount: number;
  flapWindowMs: number;
  /** One second of a TTL in real milliseconds: 1,000, divided by the lab's speed. */
  ttlUnitMs: number;
  /** An open incident that nobody acknowledged is told again after this long, then after twice as long and so on; 0 for never. 30 min. */
  remindMs: number;
  /** The longest pause between two reminders: 4 h. */
  remindMaxMs: number;
  /** Who else is told of an incident that nobody acknowledged, soonest first; each step once. */
  escalation: readonly EscalationStep[];
  /** A ballot dated this far ahead of the wall clock is ignored and reported: 5 s. */
  futureMs: number;
}

export interface EscalationStep {
  /** From the incident's opening. */
  afterMs: number;
  /** Ids of channels: `pagerduty:0`. */
  channels: readonly string[];
}

export interface PolicyInput {
  regions: readonly string[];
  intervalSeconds: number;
  staleSeconds?: number;
  holdSeconds?: number;
  graceSeconds?: number;
  healthLagSeconds?: number;
  /** 0 for no reminders. */
  remindMinutes?: number;
  escalation?: readonly { afterMinutes: number; channels: readonly string[] }[];
  /** Divides every duration; 1 outside the lab. */
  speed?: number;
}

/** Derives the policy. Durations scale with `speed`; the clock-skew allowance does not, since clocks don't run faster in the lab. */
export function policyOf(input: PolicyInput): Policy {
  const unit = 1_000 / (input.speed ?? 1);
  const interval = input.intervalSeconds;
  return {
    regions: input.regions,
    intervalMs: interval * unit,
    staleMs: (input.staleSeconds ?? Math.max(90, 3 * interval)) * unit,
    holdMs: (input.holdSeconds ?? Math.max(60, 2 * interval)) * unit,
    graceMs: (input.graceSeconds ?? 180) * unit,
    healthLagMs: (input.healthLagSeconds ?? 300) * unit,
    unverifiedMs: 600 * unit,
    clientSlackMs: 120 * unit,
    flapCount: 4,
    flapWindowMs: 1_800 * unit,
    ttlUnitMs: unit,
    remindMs: (input.remindMinutes ?? 30) * 60 * unit,
    remindMaxMs: 4 * 3_600 * unit,
    escalation: (input.escalation ?? [])
      .map(({ afterMinutes, channels }) => ({ afterMs: afterMinutes * 60 * unit, channels }))
      .toSorted((a, b) => a.afterMs - b.afterMs),
    futureMs: 5_000,
  };
}
