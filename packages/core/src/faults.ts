/** Puts into plain words what is wrong with a failover group in Route 53. Whether the pair is watched nevertheless is `discover.ts`'s to say. */
import type { Finding, FindingRule, PairId, RecordSet, RecordType, SideDefinition, ZoneRef } from "./pair.ts";
import { pairId, recordTypes } from "./pair.ts";
import { joinedByAnd, listed } from "./phrases.ts";
import { sharedValues } from "./sides.ts";

/** The failover record sets of one name and type. */
export interface FailoverGroup {
  zone: ZoneRef;
  /** Normal form. */
  name: string;
  type: string;
  primaries: RecordSet[];
  secondaries: RecordSet[];
}

const ONE_OF_EACH =
  "A failover pair is one primary and one secondary record of the same name and type (Route 53 Developer Guide, page resource-record-sets-values-failover).";

/** Names whose only primary and only secondary are of different types, told once; `matching` are the groups left to look at. */
export function typesDiffer(groups: readonly FailoverGroup[]): { findings: Finding[]; matching: readonly FailoverGroup[] } {
  const primaries = groups.filter((group) => group.secondaries.length === 0);
  const secondaries = groups.filter((group) => group.primaries.length === 0);
  const [primary] = primaries;
  const [secondary] = secondaries;
  if (primary === undefined || secondary === undefined) return { findings: [], matching: groups };
  const types = (of: readonly FailoverGroup[]): string => joinedByAnd(of.map((group) => group.type));
  const finding = findingOf(primary, "differing-types", "critical", {
    message: `The primary of ${primary.name} is of type ${types(primaries)}, its secondary of type ${types(secondaries)}: they are no pair, so nothing fails over.`,
    why: ONE_OF_EACH,
    fix: `Create a secondary of type ${types(primaries)} for ${primary.name}, or make the primary of type ${types(secondaries)}.`,
  });
  return { findings: [finding], matching: groups.filter((group) => !primaries.includes(group) && !secondaries.includes(group)) };
}

/** Faults that leave nothing to watch. */
export function structuralFaults(group: FailoverGroup): Finding[] {
  const findings = [unsupportedType(group), unsupportedAlias(group), countFault(group, "primary"), countFault(group, "secondary")];
  return findings.filter((finding) => finding !== undefined);
}

/** Faults of a pair that has both sides. */
export function adviceFor(group: FailoverGroup, primary: SideDefinition, secondary: SideDefinition): Finding[] {
  const findings = [withoutHealthCheck(group, primary), shareValues(group, primary, secondary), inPrivateZone(group)];
  return findings.filter((finding) => finding !== undefined);
}

export function unreadableValues(group: FailoverGroup): Finding {
  return findingOf(group, "unreadable-value", "warning", {
    message: `${titleOf(group)} holds a value that Flipwatch can't read as type ${group.type}: it is not watched.`,
    why: "An answer can only be told from another by values of a known form.",
    fix: `Check the values of both ${group.type} records; if Route 53 serves them well, please report the value as a bug.`,
  });
}

function unsupportedType(group: FailoverGroup): Finding | undefined {
  if ((recordTypes as readonly string[]).includes(group.type)) return undefined;
  return findingOf(group, "unsupported-type", "info", {
    message: `${titleOf(group)} is of type ${group.type}, whose answers Flipwatch can't tell apart: it is not watched.`,
    why: `Watched are ${joinedByAnd(recordTypes)}.`,
    fix: "Watch another record that fails over together with it, such as the A record of the same service.",
  });
}

function unsupportedAlias(group: FailoverGroup): Finding | undefined {
  const sides = [...(group.primaries.some(isAlias) ? ["primary"] : []), ...(group.secondaries.some(isAlias) ? ["secondary"] : [])];
  if (sides.length === 0) return undefined;
  return findingOf(group, "unsupported-alias", "warning", {
    message: `${titleOf(group)} has an alias as its ${sides.join(" and its ")}, which is not supported yet: it is not watched.`,
    why: "An alias is answered with its target's addresses, which Route 53 doesn't list (Route 53 Developer Guide, page resource-record-sets-choosing-alias-non-alias).",
    fix: "Name the pair under `pairs` in the configuration with the addresses that each side answers, if they are fixed.",
  });
}

function isAlias(recordSet: RecordSet): boolean {
  return recordSet.alias !== undefined;
}

function countFault(group: FailoverGroup, side: "primary" | "secondary"): Finding | undefined {
  const sets = side === "primary" ? group.primaries : group.secondaries;
  const other = side === "primary" ? "secondary" : "primary";
  if (sets.length === 1) return undefined;
  if (sets.length === 0) {
    return findingOf(group, `missing-${side}`, "critical", {
      message: `${titleOf(group)} has a ${other} record but no ${side}: there is nothing to fail ${side === "primary" ? "over from" : "over to"}.`,
      why: ONE_OF_EACH,
      fix: `Create a failover record of type ${group.type} for ${group.name} with failover type ${side}.`,
    });
  }
  const ids = sets.map((set) => set.setIdentifier ?? "(no set identifier)");
  return findingOf(group, `second-${side}`, "critical", {
    message: `${titleOf(group)} has ${sets.length} ${side} records: ${joinedByAnd(ids)}. Which one is served can't be told, so it is not watched.`,
    why: ONE_OF_EACH,
    fix: `Keep one ${side} record and delete the others.`,
  });
}

function withoutHealthCheck(group: FailoverGroup, primary: SideDefinition): Finding | undefined {
  if (primary.healthCheckId !== undefined) return undefined;
  return findingOf(group, "primary-without-health-check", "critical", {
    message: `The primary of ${titleOf(group)} has no health check, so Route 53 never fails over.`,
    why: "A record without a health check always counts as healthy (Route 53 Developer Guide, page health-checks-how-route-53-chooses-records).",
    fix: `Create a health check for ${listed(group.type as RecordType, primary.values)} and associate it with the primary record.`,
  });
}

function shareValues(group: FailoverGroup, primary: SideDefinition, secondary: SideDefinition): Finding | undefined {
  const { extent, values } = sharedValues(primary.values, secondary.values);
  if (extent === "none") return undefined;
  const shared = listed(group.type as RecordType, values);
  const whole = primary.values.length === values.length ? "primary" : "secondary";
  const message = {
    same: `Both sides of ${titleOf(group)} answer ${shared}: they can't be told apart, so it is not watched.`,
    inside: `Every value of the ${whole} of ${titleOf(group)} is the other side's as well (${shared}): an answer from the ${whole} can't be recognised.`,
    some: `Both sides of ${titleOf(group)} hold ${shared}: an answer with nothing else can't be told apart.`,
  }[extent];
  return findingOf(group, "sides-share-values", extent === "some" ? "warning" : "critical", {
    message,
    why: "What both sides share fails together, and an answer with it doesn't say which side was chosen.",
    fix: "Give each side values of its own.",
  });
}

function inPrivateZone(group: FailoverGroup): Finding | undefined {
  if (!group.zone.private) return undefined;
  return findingOf(group, "unobserved-private-zone", "info", {
    message: `${titleOf(group)} is in the private zone ${group.zone.id}, which can't be asked from outside its VPC: it is shown as unobserved and not probed.`,
    why: "A private hosted zone answers only the resolvers of its own VPCs (Route 53 Developer Guide, page hosted-zone-private-considerations).",
    fix: "Nothing needs fixing. To be told of its flips, watch a public record that fails over together with it, where there is one.",
  });
}

function titleOf(group: FailoverGroup): PairId {
  return pairId(group.name, group.type);
}

/** The id is stable; a private zone's carries the zone, since the public zone of the same name may have the same fault. */
function findingOf(
  group: FailoverGroup,
  rule: FindingRule,
  severity: Finding["severity"],
  words: Pick<Finding, "message" | "why" | "fix">,
): Finding {
  const pair = titleOf(group);
  return { id: `${rule}:${pair}${group.zone.private ? `@${group.zone.id}` : ""}`, rule, severity, pair, ...words };
}
