/**
 * What a name server says to one question, from the zones as it holds them: choice among record sets, aliases, CNAME chains, wildcards,
 * empty names in between, delegations, NXDOMAIN. Sockets, faults and truncation are left to the server.
 */
import type { LabRecordSet, LabZone } from "../types.ts";
import { type Asker, chooseRecords } from "./choose-records.ts";
import { negativeTtl, type Reply, type WireRecord } from "./message.ts";
import { BadName, isWithin, normalName, parentOf } from "./names.ts";
import { rdataOf, typeNumber, UnservableValue } from "./rdata.ts";

/** Chains of CNAMEs or aliases longer than this end where they are. */
const MAX_CHAIN = 8;

export interface LookupContext {
  zones: readonly LabZone[];
  healthy(healthCheckId: string): boolean;
  asker: Asker;
}

/** The answer to a question of class IN; `name` in normal form. Private zones are not seen from here. */
export function lookUp(context: LookupContext, name: string, type: string): Reply {
  const zone = zoneOf(context.zones, name);
  if (!zone) return { rcode: "REFUSED" };
  try {
    return answerIn(new ZoneView(zone, context), name, type);
  } catch (error) {
    if (error instanceof UnservableValue || error instanceof BadName) return { rcode: "SERVFAIL" };
    throw error;
  }
}

/** The most specific public zone. */
export function zoneOf(zones: readonly LabZone[], name: string): LabZone | undefined {
  return zones.filter((zone) => !zone.private && isWithin(name, normalName(zone.name))).sort((a, b) => b.name.length - a.name.length)[0];
}

function answerIn(view: ZoneView, name: string, type: string): Reply {
  const answers: WireRecord[] = [];
  let current = name;
  for (let links = 0; ; links++) {
    const cut = view.delegationAbove(current);
    if (cut) return { rcode: "NOERROR", authoritative: answers.length > 0, answers, ...view.referral(cut) };
    const found = view.at(current);
    if (!found) return { rcode: "NXDOMAIN", authoritative: true, answers, authorities: view.negative() };
    if (type === "ANY") return { rcode: "NOERROR", authoritative: true, answers: [refusesAny(current)] };
    const here = view.records(found, current, type);
    if (here.length > 0) return { rcode: "NOERROR", authoritative: true, answers: [...answers, ...here] };
    const chosen = type === "CNAME" ? undefined : view.choose(found, "CNAME")[0];
    const target = chosen?.values[0];
    if (!target) return { rcode: "NOERROR", authoritative: true, answers, authorities: view.negative() };
    answers.push(...view.records(found, current, "CNAME"));
    current = normalName(target);
    // The chain is followed inside the zone only; the rest is the resolver's work.
    if (!isWithin(current, view.apex) || links >= MAX_CHAIN) return { rcode: "NOERROR", authoritative: true, answers };
  }
}

/** One small HINFO instead of everything there is (RFC 8482): no amplification, and askers understand it. */
function refusesAny(name: string): WireRecord {
  return { name, type: typeNumber("HINFO"), ttlSeconds: 3_600, rdata: rdataOf("HINFO", '"RFC8482" ""') };
}

/** A zone, its names in normal form, and who is healthy in it. */
class ZoneView {
  readonly apex: string;
  private readonly byName: ZoneIndex["byName"];
  private readonly between: ZoneIndex["between"];
  private readonly context: LookupContext;

  constructor(zone: LabZone, context: LookupContext) {
    this.apex = normalName(zone.name);
    this.context = context;
    const { byName, between } = indexed(zone);
    this.byName = byName;
    this.between = between;
  }

  /** The record sets of a name: its own, none for an empty name in between, or those of the wildcard over it; undefined for NXDOMAIN. */
  at(name: string): readonly LabRecordSet[] | undefined {
    const own = this.byName.get(name);
    if (own) return own;
    if (this.between.has(name)) return [];
    for (let ancestor = parentOf(name); ancestor !== undefined && isWithin(ancestor, this.apex); ancestor = parentOf(ancestor)) {
      const wildcard = this.byName.get(ancestor === "" ? "*" : `*.${ancestor}`);
      if (wildcard) return wildcard;
      // The closest name that exists decides (RFC 4592): a wildcard further up does not reach past it.
      if (this.byName.has(ancestor) || this.between.has(ancestor)) return undefined;
    }
    return undefined;
  }

  choose(recordSets: readonly LabRecordSet[], type: string): LabRecordSet[] {
    return chooseRecords(recordSets, type, (recordSet) => this.healthy(recordSet, 0), this.context.asker);
  }

  /** Its own check passes, and, for an alias that evaluates its target, at least one record set of the target is healthy. */
  private healthy(recordSet: LabRecordSet, depth: number): boolean {
    if (recordSet.healthCheckId && !this.context.healthy(recordSet.healthCheckId)) return false;
    if (!recordSet.alias?.evaluateTargetHealth || depth >= MAX_CHAIN) return true;
    const target = this.at(normalName(recordSet.alias.name)) ?? [];
    const group = target.filter(({ type }) => type === recordSet.type);
    return group.length === 0 || group.some((member) => this.healthy(member, depth + 1));
  }

  /** The records of the chosen sets under the asked name; an alias hands on its target's records with their TTL. */
  records(recordSets: readonly LabRecordSet[], owner: string, type: string, depth = 0): WireRecord[] {
    return this.choose(recordSets, type).flatMap((chosen) => {
      if (!chosen.alias) return this.rotated(chosen.values).map((value) => wireRecord(owner, chosen, value));
      const target = normalName(chosen.alias.name);
      // Aliases to AWS resources have no addresses in the lab; saying so beats making some up.
      if (!isWithin(target, this.apex)) throw new UnservableValue(`alias to ${target}, which the lab does not have`);
      return depth >= MAX_CHAIN ? [] : this.records(this.at(target) ?? [], owner, type, depth + 1);
    });
  }

  private rotated(values: readonly string[]): string[] {
    const start = Math.floor(this.context.asker.draw * values.length);
    return [...values.slice(start), ...values.slice(0, start)];
  }

  /** The zone cut at or above the name, below the apex. */
  delegationAbove(name: string): string | undefined {
    let cut: string | undefined;
    for (let at: string | undefined = name; at !== undefined && at !== this.apex; at = parentOf(at)) {
      if (this.byName.get(at)?.some(({ type }) => type === "NS")) cut = at;
    }
    return cut;
  }

  referral(cut: string): Pick<Reply, "authorities" | "additionals"> {
    const authorities = this.records(this.byName.get(cut) ?? [], cut, "NS");
    const targets = (this.byName.get(cut) ?? []).flatMap(({ type, values }) => (type === "NS" ? values.map(normalName) : []));
    const glue = targets.flatMap((target) => ["A", "AAAA"].flatMap((type) => this.records(this.byName.get(target) ?? [], target, type)));
    return { authorities, additionals: glue };
  }

  /** The SOA with the time for which "there is none" may be believed: min(its TTL, its last field) = 900 s. */
  negative(): WireRecord[] {
    const [soa] = this.records(this.byName.get(this.apex) ?? [], this.apex, "SOA");
    return soa ? [{ ...soa, ttlSeconds: negativeTtl(soa) }] : [];
  }
}

function wireRecord(name: string, recordSet: LabRecordSet, value: string): WireRecord {
  return { name, type: typeNumber(recordSet.type), ttlSeconds: recordSet.ttlSeconds ?? 0, rdata: rdataOf(recordSet.type, value) };
}

interface ZoneIndex {
  byName: ReadonlyMap<string, readonly LabRecordSet[]>;
  /** Every name with something below it: it exists even where it holds no records. */
  between: ReadonlySet<string>;
}

/** A changed zone comes with a new list of record sets, so an index lives as long as the list it was made of. */
const indexes = new WeakMap<readonly LabRecordSet[], ZoneIndex>();

function indexed(zone: LabZone): ZoneIndex {
  const known = indexes.get(zone.recordSets);
  if (known) return known;
  const byName = new Map<string, LabRecordSet[]>();
  const between = new Set<string>();
  for (const recordSet of zone.recordSets) {
    const name = normalName(recordSet.name);
    byName.set(name, [...(byName.get(name) ?? []), recordSet]);
    for (let above = parentOf(name); above !== undefined && !between.has(above); above = parentOf(above)) between.add(above);
  }
  const index = { byName, between };
  indexes.set(zone.recordSets, index);
  return index;
}
