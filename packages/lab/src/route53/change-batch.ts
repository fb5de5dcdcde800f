/** Applies a change batch to a zone's record sets, whole or not at all, refusing with AWS's messages. Knows nothing of time or of the wire. */
import type { Assumptions } from "../aws/assumptions.ts";
import { AwsError } from "../aws/aws-error.ts";
import type { LabRecordSet, LabZone } from "../types.ts";
import type { RequestedChange } from "./change-input.ts";
import { inZone, nameFault } from "./name.ts";
import { valueFaults } from "./value.ts";

export interface BatchContext {
  zone: LabZone;
  /** Ids of hosted zones in this account. */
  zoneIds: readonly string[];
  checkExists(id: string): boolean;
  assumptions: Assumptions;
}

/** The zone's new record sets. Throws InvalidChangeBatch with every message, as `[m1, m2]`. */
export function applyBatch(changes: readonly RequestedChange[], context: BatchContext): LabRecordSet[] {
  refuseTooMuch(changes);
  const sets = new Map(context.zone.recordSets.map((set) => [keyOf(set), set]));
  const faults = changes.flatMap((change) => {
    const found = applyOne(change, sets, context);
    return found.length > 0 ? found : [];
  });
  // Aliases may point at what a later change of the same batch brings, so they are judged at the end.
  for (const change of changes) if (change.action !== "DELETE") faults.push(...aliasFaults(change.recordSet, sets, context));
  faults.push(...apexFaults(context.zone, sets));
  if (faults.length > 0) throw new AwsError("InvalidChangeBatch", `[${[...new Set(faults)].join(", ")}]`);
  return [...sets.values()];
}

/** Developer Guide, DNSLimitations: 1,000 records and 32,000 characters of values a request, UPSERT counted twice. */
function refuseTooMuch(changes: readonly RequestedChange[]): void {
  let records = 0;
  let characters = 0;
  for (const { action, recordSet } of changes) {
    const times = action === "UPSERT" ? 2 : 1;
    records += times * Math.max(1, recordSet.values.length);
    characters += times * recordSet.values.reduce((sum, value) => sum + value.length, 0);
  }
  const faults = [
    ...(records > 1_000 ? ["Number of records limit of 1000 exceeded."] : []),
    ...(characters > 32_000 ? ["Number of characters limit of 32000 exceeded."] : []),
  ];
  if (faults.length > 0) throw new AwsError("InvalidChangeBatch", `[${faults.join(", ")}]`);
}

const keyOf = (set: LabRecordSet): string => JSON.stringify([set.name, set.type, set.setIdentifier ?? null]);

function labelOf(set: LabRecordSet): string {
  const identifier = set.setIdentifier === undefined ? "" : `, set identifier='${set.setIdentifier}'`;
  return `resource record set [name='${set.name}', type='${set.type}'${identifier}]`;
}

function applyOne(change: RequestedChange, sets: Map<string, LabRecordSet>, context: BatchContext): string[] {
  const { action, recordSet } = change;
  const key = keyOf(recordSet);
  const known = sets.get(key);
  if (action === "DELETE") {
    const fault = deleteFault(recordSet, known);
    if (!fault) sets.delete(key);
    return fault ? [fault] : [];
  }
  if (action === "CREATE" && known) return [`Tried to create ${labelOf(recordSet)} but it already exists`];
  const faults = [...ownFaults(recordSet, context), ...neighbourFaults(recordSet, sets, context)];
  if (faults.length === 0) sets.set(key, recordSet);
  return faults;
}

function deleteFault(wanted: LabRecordSet, known: LabRecordSet | undefined): string | undefined {
  if (!known) return `Tried to delete ${labelOf(wanted)} but it was not found`;
  return sameContent(wanted, known)
    ? undefined
    : `Tried to delete ${labelOf(wanted)} but the values provided do not match the current values`;
}

/** A DELETE must say everything as it is; values in any order (API reference, ChangeResourceRecordSets). */
function sameContent(a: LabRecordSet, b: LabRecordSet): boolean {
  const content = (set: LabRecordSet) =>
    JSON.stringify([
      set.ttlSeconds ?? null,
      set.values.toSorted(),
      set.failover ?? null,
      set.weight ?? null,
      set.region ?? null,
      set.geoLocation ?? null,
      set.multiValueAnswer ?? null,
      set.healthCheckId ?? null,
      set.alias ? [set.alias.zoneId, set.alias.name, set.alias.evaluateTargetHealth] : null,
    ]);
  return content(a) === content(b);
}

/** What is wrong with a record set by itself. */
function ownFaults(set: LabRecordSet, { zone, checkExists }: BatchContext): string[] {
  if (set.healthCheckId && !checkExists(set.healthCheckId)) {
    throw new AwsError("NoSuchHealthCheck", `No health check exists with the specified ID: ${set.healthCheckId}`, 404);
  }
  const faults: string[] = [];
  const name = nameFault(set.name);
  if (name) faults.push(name);
  if (!inZone(set.name, zone.name)) faults.push(`RRSet with DNS name ${set.name} is not permitted in zone ${zone.name}`);
  if (!set.alias) faults.push(...valueFaults(set.type, set.values));
  if (set.type === "CNAME" && set.name === zone.name) {
    faults.push(`RRSet of type CNAME with DNS name ${set.name} is not permitted at apex in zone ${zone.name}`);
  }
  // kubernetes-sigs/external-dns#2362 shows this text.
  if (set.failover === "PRIMARY" && !set.alias && !set.healthCheckId) {
    faults.push("A non-alias primary ResourceRecordSet must have an associated health check. No changes made.");
  }
  if ((set.setIdentifier?.length ?? 1) < 1 || (set.setIdentifier?.length ?? 1) > 128)
    faults.push("SetIdentifier must have 1 to 128 characters");
  if (set.failover && ["NS", "SOA", "DS"].includes(set.type)) faults.push(`Failover is not permitted for RRSets of type ${set.type}`);
  return faults;
}

const policyOf = (set: LabRecordSet): string =>
  set.failover
    ? "failover"
    : set.weight !== undefined
      ? "weight"
      : set.region
        ? "region"
        : set.geoLocation
          ? "geo"
          : set.multiValueAnswer
            ? "multi"
            : "simple";

/** What is wrong beside the record sets that are there, the set's own former version aside. */
function neighbourFaults(set: LabRecordSet, sets: Map<string, LabRecordSet>, { zone, assumptions }: BatchContext): string[] {
  const others = [...sets.values()].filter((other) => other.name === set.name && keyOf(other) !== keyOf(set));
  const faults: string[] = [];
  if (set.type === "CNAME" && others.some((other) => other.type !== "CNAME")) {
    faults.push(
      `RRSet of type CNAME with DNS name ${set.name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone.name}`,
    );
  } else if (set.type !== "CNAME" && others.some((other) => other.type === "CNAME")) {
    // RJPearson94/terraform-aws-open-next#24 shows this text.
    const why = `because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone.name}`;
    faults.push(`RRSet of type ${set.type} with DNS name ${set.name} is not permitted ${why}`);
  }
  const group = others.filter((other) => other.type === set.type);
  // One policy a name and type (Developer Guide, page resource-record-sets-values-failover).
  if (group.some((other) => policyOf(other) !== policyOf(set))) {
    faults.push(`RRSet with DNS name ${set.name}, type ${set.type} cannot be created as other RRSets exist with the same name and type.`);
  } else if (set.failover && group.some((other) => other.failover === set.failover)) {
    faults.push(assumptions.duplicateFailoverText(set.name, set.type, set.failover));
  }
  return faults;
}

/** Texts from ansible-collections/amazon.aws#2694 and community.aws#434. Targets in AWS's own zones are taken as they are. */
function aliasFaults(set: LabRecordSet, sets: Map<string, LabRecordSet>, { zone, zoneIds }: BatchContext): string[] {
  if (!set.alias || !zoneIds.includes(set.alias.zoneId)) return [];
  const target = `Tried to create an alias that targets ${set.alias.name}, type ${set.type} in zone ${set.alias.zoneId}`;
  // An alias cannot cross zones (API reference, AliasTarget).
  if (set.alias.zoneId !== zone.id || !inZone(set.alias.name, zone.name)) {
    return [`${target}, but the alias target name does not lie within the target zone`];
  }
  const found = [...sets.values()].some((other) => other.name === set.alias?.name && other.type === set.type);
  return found ? [] : [`${target}, but that target was not found`];
}

function apexFaults(zone: LabZone, sets: Map<string, LabRecordSet>): string[] {
  const apex = [...sets.values()].filter((set) => set.name === zone.name);
  return [
    ...(apex.some((set) => set.type === "SOA") ? [] : ["A HostedZone must contain exactly one SOA record."]),
    ...(apex.some((set) => set.type === "NS") ? [] : ["A HostedZone must contain at least one NS record for the zone itself."]),
  ];
}
