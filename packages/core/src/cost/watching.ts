/** What a configuration has Flipwatch watch, in the numbers that its cost depends on. */

import type { Config, ConfigPair } from "../config.ts";
import { protocolOf, type SubscriptionProtocol } from "../config-deploy.ts";

/** Of a zone whose pairs nobody counted. */
const PAIRS_OF_A_ZONE = 10;
const CHECKS_OF_A_PAIR = 2;

/** What the configuration can't say, because it is in Route 53. */
export interface Counted {
  /** All pairs, those named outright included. Default: those, and ten for each zone. */
  pairs?: number;
  /** Health checks that drive them. Default: those named, and two for each other pair. */
  checks?: number;
  /** Pairs that are aliases to AWS resources, whose queries Route 53 answers for nothing. Default: none. */
  aliases?: number;
}

export interface Watching {
  pairs: number;
  /** The number of pairs was assumed. */
  isAssumed: boolean;
  checks: number;
  /** Pairs whose queries Route 53 charges for. */
  charged: number;
  zones: number;
  regions: number;
  /** Regions that are not the home. */
  away: number;
  intervalSeconds: number;
  /** Those of the machine count as one. */
  resolvers: number;
  subscribers: Record<SubscriptionProtocol, number>;
  hasHeartbeat: boolean;
  hasButtons: boolean;
}

export type CostConfig = Pick<Config, "home" | "regions" | "zones" | "pairs" | "probe" | "channels" | "heartbeat" | "deploy">;

export function watchingOf(config: CostConfig, counted: Counted = {}): Watching {
  const { home, regions, zones, probe, channels, heartbeat, deploy } = config;
  const named = config.pairs.length;
  const pairs = Math.max(named, counted.pairs ?? named + zones.length * PAIRS_OF_A_ZONE);
  const free = config.pairs.filter(isElsewhere).length + (counted.aliases ?? 0);
  return {
    pairs,
    isAssumed: counted.pairs === undefined && zones.length > 0,
    checks: counted.checks ?? checksOf(config.pairs).size + (pairs - named) * CHECKS_OF_A_PAIR,
    charged: Math.max(0, pairs - free),
    zones: zones.length,
    regions: regions.length,
    away: regions.filter((region) => region !== home).length,
    intervalSeconds: probe.intervalSeconds,
    resolvers: Math.max(1, probe.resolvers.length),
    subscribers: subscribersOf(deploy?.alerts ?? []),
    hasHeartbeat: heartbeat !== undefined,
    hasButtons: (channels.slack ?? []).some((channel) => "signingSecret" in channel),
  };
}

/** Name servers that are named and none of Route 53's: its queries are somebody else's to charge for. */
function isElsewhere({ nameservers }: ConfigPair): boolean {
  return nameservers !== undefined && !nameservers.some((server) => /\bawsdns\b/i.test(server));
}

function checksOf(pairs: readonly ConfigPair[]): Set<string> {
  return new Set(pairs.flatMap(({ primary, secondary }) => [primary.healthCheckId ?? [], secondary.healthCheckId ?? []].flat()));
}

function subscribersOf(addresses: readonly string[]): Watching["subscribers"] {
  const count = (protocol: SubscriptionProtocol) => addresses.filter((address) => protocolOf(address) === protocol).length;
  return { email: count("email"), sms: count("sms"), https: count("https") };
}
