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
  /** A ballot dated this far ahead of the wall clock is ignored and reported: 5 s. */
  futureMs: number;
}

export interface PolicyInput {
  regions: readonly string[];
  intervalSeconds: number;
  staleSeconds?: number;
  holdSeconds?: number;
  graceSeconds?: number;
  healthLagSeconds?: number;
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
    futureMs: 5_000,
  };
}
