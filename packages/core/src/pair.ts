/** What a failover pair is, once discovered or named in the configuration. The words are those of ARCHITECTURE.md. */
import type { Ms } from "./time.ts";

/** `name/TYPE` in normal form, such as `failover.example.com/A`. */
export type PairId = string;

/** Record types whose answers Flipwatch can tell apart today. */
export const recordTypes = ["A", "AAAA", "CNAME", "TXT", "MX", "CAA", "SRV", "PTR"] as const;
export type RecordType = (typeof recordTypes)[number];

export type Side = "primary" | "secondary";

/** One side of a pair: what is served when this side is chosen. */
export interface SideDefinition {
  /** Normalised values, sorted, without doubles; compared as a set. */
  values: readonly string[];
  ttlSeconds?: number;
  /** Absent: Route 53 takes this side for healthy whatever happens. */
  healthCheckId?: string;
  setIdentifier?: string;
}

/** Where a pair's records live in Route 53. */
export interface ZoneRef {
  /** Without the `/hostedzone/` prefix. */
  id: string;
  name: string;
  /** A private zone cannot be asked from outside its VPC, so its pairs are `unobserved`. */
  private: boolean;
  /** The delegation set, as Route 53 states it; addresses are looked up, never assumed. */
  nameservers?: readonly string[];
}

export interface PairDefinition {
  id: PairId;
  /** Normal form: lower case, no trailing dot, escapes undone. */
  name: string;
  type: RecordType;
  source: "route53" | "config";
  zone?: ZoneRef;
  /** `host`, `address`, `address:port` or `[v6]:port`; absent: the zone's own, looked up. */
  nameservers?: readonly string[];
  primary: SideDefinition;
  secondary: SideDefinition;
  /** The larger TTL of the two sides: how long a client may hold the old answer. */
  ttlSeconds: number;
  /** Grows by one whenever anything above changes. Starts at 1. */
  revision: number;
  revisedAt: Ms;
  /** The values of the revision before, which stay valid for `graceMs` after `revisedAt`. */
  previous?: { primary: readonly string[]; secondary: readonly string[] };
}

export function pairId(name: string, type: string): PairId {
  return `${name}/${type}`;
}

/** A pair's fault, in plain words, found while discovering. */
export interface Finding {
  /** Stable: rule and subject, such as `missing-secondary:failover.example.com/A`. */
  id: string;
  rule: FindingRule;
  severity: "critical" | "warning" | "info";
  /** The pair, or the name and type that would be one; for a whole zone its name. */
  pair: PairId;
  /** What is wrong, in one sentence. */
  message: string;
  /** The AWS rule behind it. */
  why: string;
  /** What to do about it. */
  fix: string;
  /** Of one that may pass by itself: when it was found first. */
  since?: Ms;
  /** It has not lasted long enough to be told; it is only listed. */
  pending?: true;
}

export type FindingRule =
  | "missing-primary"
  | "missing-secondary"
  | "second-primary"
  | "second-secondary"
  | "primary-without-health-check"
  | "differing-types"
  | "sides-share-values"
  | "unsupported-alias"
  | "unsupported-type"
  | "unreadable-value"
  | "unobserved-private-zone"
  | "zone-not-found"
  | "zone-unreadable";

/** One record set as Route 53 lists it, reduced to what discovery needs. */
export interface RecordSet {
  /** As listed: trailing dot, octal escapes. */
  name: string;
  type: string;
  ttlSeconds?: number;
  values: readonly string[];
  failover?: "PRIMARY" | "SECONDARY";
  setIdentifier?: string;
  healthCheckId?: string;
  alias?: { zoneId: string; name: string; evaluateTargetHealth: boolean };
}
