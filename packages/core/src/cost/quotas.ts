/** What of the account's quotas a configuration takes. The quotas are AWS's defaults (Route 53 Developer Guide, "Quotas"); support raises some of them. */
import { assumed, discoverPages } from "./usage.ts";
import type { Watching } from "./watching.ts";

/** Health checks of an account. */
export const HEALTH_CHECKS_QUOTA = 200;
/** Requests a second that Route 53's API takes from an account, all of its users together. It is not raised. */
export const ROUTE53_REQUESTS_PER_SECOND = 5;

export interface QuotaUse {
  /** Requests of one run of discover, which comes each minute. */
  route53Requests: number;
  /** How long that takes at the two a second that it allows itself. */
  discoverSeconds: number;
  /** It must be through by then. */
  mostDiscoverSeconds: number;
}

/** `recordSets`: of the zones, where they were counted; otherwise two a pair. */
export function quotaUse(watching: Pick<Watching, "pairs" | "zones">, recordSets?: number): QuotaUse {
  const pairs = recordSets === undefined ? watching.pairs : Math.ceil(recordSets / 2);
  const route53Requests = discoverPages({ ...watching, pairs });
  return {
    route53Requests,
    discoverSeconds: route53Requests / assumed.discover.perSecond,
    mostDiscoverSeconds: assumed.longestSeconds,
  };
}
