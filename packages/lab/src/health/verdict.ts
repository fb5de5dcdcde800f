/** From what checkers, children and alarms say to a health check's status: the 18 % rule, inversion, disabling. Pure. */
import type { CheckConfig } from "../route53/check.ts";

/** Healthy when more than this share of the checkers says so (Developer Guide, page dns-failover-determining-health-of-endpoints). */
export const healthyAbove = 18;

/**
 * The share of checkers, 0 to 100, that take the endpoint for healthy. One without an opinion yet counts as healthy, since a new health
 * check is taken for healthy until there is data.
 */
export function percentageOf(opinions: readonly (boolean | undefined)[]): number {
  if (opinions.length === 0) return 100;
  return (100 * opinions.filter((opinion) => opinion !== false).length) / opinions.length;
}

/** At least so many healthy children: 0 is always healthy, more than there are never (API reference, HealthThreshold). */
export function childrenPass(config: CheckConfig, healthyChildren: number): boolean {
  return healthyChildren >= (config.healthThreshold ?? 0);
}

/** Disabled counts as healthy; inverted turns whatever there is, so both together are steadily unhealthy (API reference, Disabled, Inverted). */
export function effective(config: CheckConfig, live: boolean): boolean {
  return (config.disabled || live) !== config.inverted;
}
