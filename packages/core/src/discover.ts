/** Finds the pairs among record sets, or in the configuration. Faults are put into words by `faults.ts`; revisions are given by `revise.ts`. */
import type { Config, ConfigSide } from "./config.ts";
import { adviceFor, type FailoverGroup, structuralFaults, typesDiffer, unreadableValues } from "./faults.ts";
import { normaliseName } from "./names.ts";
import type { Finding, PairDefinition, RecordSet, RecordType, SideDefinition, ZoneRef } from "./pair.ts";
import { pairId } from "./pair.ts";
import { sharedValues } from "./sides.ts";
import { normaliseValues, readValue } from "./values.ts";

/** A definition before it is compared with the one known: `revise` gives it its revision. */
export type DraftPair = Omit<PairDefinition, "revision" | "revisedAt" | "previous">;

export interface Discovered {
  /** By id. Pairs of a private zone are kept, so that they show as `unobserved`; `isObserved` says which can be probed. */
  pairs: DraftPair[];
  /** By id. */
  findings: Finding[];
}

/** Stands in where no side of a pair named outright states a TTL: the most that AWS advises beside health checks. */
const DEFAULT_TTL_SECONDS = 60;

/**
 * The failover pairs among a zone's record sets, in any order. Record sets of other routing policies are passed over.
 *
 * A pair that lacks a side, has two of one, is an alias, is of a type that can't be told apart, or whose sides are the same is reported and
 * not watched. A primary without health check, and sides that overlap, are reported and watched.
 */
export function pairsOf(zone: ZoneRef, recordSets: Iterable<RecordSet>): Discovered {
  const found: Discovered = { pairs: [], findings: [] };
  for (const groups of groupsByName(zone, recordSets)) {
    const { findings, matching } = typesDiffer(groups);
    found.findings.push(...findings);
    for (const group of matching) examine(group, found);
  }
  return { pairs: found.pairs.sort(byId), findings: found.findings.sort(byId) };
}

/** The pairs that the configuration names outright. It has been checked: nothing is left to find. */
export function pairsOfConfig(config: Pick<Config, "pairs">): Discovered {
  const pairs = config.pairs.map(({ name, type, nameservers, ttlSeconds, ...sides }): DraftPair => {
    const primary = configuredSide(type, sides.primary, ttlSeconds);
    const secondary = configuredSide(type, sides.secondary, ttlSeconds);
    const draft: DraftPair = {
      id: pairId(name, type),
      name,
      type,
      source: "config",
      primary,
      secondary,
      ttlSeconds: largerTtl(primary, secondary),
    };
    return nameservers === undefined ? draft : { ...draft, nameservers };
  });
  return { pairs: pairs.sort(byId), findings: [] };
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** One list a name, one group a type in it. */
function groupsByName(zone: ZoneRef, recordSets: Iterable<RecordSet>): FailoverGroup[][] {
  const names = new Map<string, Map<string, FailoverGroup>>();
  for (const recordSet of recordSets) {
    if (recordSet.failover === undefined) continue;
    const name = normaliseName(recordSet.name);
    const types = names.get(name) ?? new Map<string, FailoverGroup>();
    const group = types.get(recordSet.type) ?? { zone, name, type: recordSet.type, primaries: [], secondaries: [] };
    (recordSet.failover === "PRIMARY" ? group.primaries : group.secondaries).push(recordSet);
    types.set(recordSet.type, group);
    names.set(name, types);
  }
  return [...names.values()].map((types) => [...types.values()]);
}

function examine(group: FailoverGroup, found: Discovered): void {
  const faults = structuralFaults(group);
  found.findings.push(...faults);
  const [primarySet] = group.primaries;
  const [secondarySet] = group.secondaries;
  if (faults.length > 0 || primarySet === undefined || secondarySet === undefined) return;
  const type = group.type as RecordType;
  const primary = listedSide(type, primarySet);
  const secondary = listedSide(type, secondarySet);
  if (primary === undefined || secondary === undefined) {
    found.findings.push(unreadableValues(group));
    return;
  }
  found.findings.push(...adviceFor(group, primary, secondary));
  if (sharedValues(primary.values, secondary.values).extent === "same") return;
  const { zone, name } = group;
  found.pairs.push({
    id: pairId(name, type),
    name,
    type,
    source: "route53",
    zone,
    primary,
    secondary,
    ttlSeconds: largerTtl(primary, secondary),
  });
}

/** Undefined where a value doesn't fit its type: what Route 53 accepts and we can't read must not become a stray answer. */
function listedSide(type: RecordType, { values, ttlSeconds, healthCheckId, setIdentifier }: RecordSet): SideDefinition | undefined {
  const read = values.map((raw) => readValue(type, raw));
  if (read.includes(undefined) || read.length === 0) return undefined;
  return definedOnly({ values: normaliseValues(type, values), ttlSeconds, healthCheckId, setIdentifier });
}

function configuredSide(
  type: RecordType,
  { values, healthCheckId, ttlSeconds }: ConfigSide,
  pairTtlSeconds: number | undefined,
): SideDefinition {
  return definedOnly({ values: normaliseValues(type, values, "decimal"), ttlSeconds: ttlSeconds ?? pairTtlSeconds, healthCheckId });
}

/** Without the fields that are undefined: a definition from the store has none either, and both must look the same. */
function definedOnly(side: SideDefinition): SideDefinition {
  return Object.fromEntries(Object.entries(side).filter(([, value]) => value !== undefined)) as unknown as SideDefinition;
}

function largerTtl(primary: SideDefinition, secondary: SideDefinition): number {
  const stated = [primary.ttlSeconds, secondary.ttlSeconds].filter((ttlSeconds) => ttlSeconds !== undefined);
  return stated.length === 0 ? DEFAULT_TTL_SECONDS : Math.max(...stated);
}
