/** What of the account's quotas a configuration takes. The quotas are AWS's defaults (Route 53 Developer Guide, "Quotas"); support raises some of them. */
import type { Config } from "../config.ts";
import type { Place } from "./monthly-cost.ts";
import { assumed, discoverPages } from "./usage.ts";
import type { Watching } from "./watching.ts";

/** Health checks of an account. */
export const HEALTH_CHECKS_QUOTA = 200;
/** Requests a second that Route 53's API takes from an account, all of its users together. It is not raised. */
export const ROUTE53_REQUESTS_PER_SECOND = 5;

/** Of which Flipwatch allows itself so many: deployed, two by discover and one each by health and tally; `flipwatch run`, by all of them. */
export const OWN_REQUESTS_PER_SECOND = { cloud: 4, run: 3 } as const;

export interface QuotaUse {
  /** Requests of one run of discover, which comes each minute. */
  route53Requests: number;
  /** The pace of these. */
  perSecond: number;
  /** How long that takes at the pace that it allows itself. */
  discoverSeconds: number;
  /** It must be through by then. */
  mostDiscoverSeconds: number;
}

/** `recordSets`: of the zones, where they were counted; otherwise two a pair. `place`: where discover runs. */
export function quotaUse(watching: Pick<Watching, "pairs" | "zones">, recordSets?: number, place: Place = "cloud"): QuotaUse {
  const pairs = recordSets === undefined ? watching.pairs : Math.ceil(recordSets / 2);
  const perSecond = place === "cloud" ? assumed.discover.perSecond : OWN_REQUESTS_PER_SECOND.run;
  const route53Requests = discoverPages({ ...watching, pairs });
  return {
    route53Requests,
    perSecond,
    discoverSeconds: route53Requests / perSecond,
    mostDiscoverSeconds: assumed.longestSeconds,
  };
}

/** Behind queues, as `stacks/monitor.ts` and `stacks/alerts.ts` bound them. */
const TALLIES = 10;
const DELIVERIES = 2;
/** People's requests that are answered at the same time. */
const REQUESTS = 5;
/** A probe and its successor, and one that was not told to end. */
const PROBES = 3;

/** By region: so many of Lambda's functions may run at once, in the worst minute. */
export function concurrencyNeeded({ home, regions, heartbeat }: Pick<Config, "home" | "regions" | "heartbeat">): Record<string, number> {
  // Discover, health, tally, deliver, each minute.
  const scheduled = 4 + (heartbeat === undefined ? 0 : 1);
  const needed: Record<string, number> = { [home]: TALLIES + DELIVERIES + REQUESTS + scheduled };
  for (const region of regions) needed[region] = (needed[region] ?? 0) + PROBES;
  return needed;
}
