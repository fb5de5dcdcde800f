/** Reads a change batch from its XML and refuses, as InvalidInput, what does not even have the shape of a change. */
import { AwsError, invalidInput } from "../aws/aws-error.ts";
import { childrenOf, listOf, textOf, type XmlNode } from "../aws/xml.ts";
import type { LabRecordSet } from "../types.ts";
import { bareId, listedName } from "./name.ts";

export type Action = "CREATE" | "UPSERT" | "DELETE";

export interface RequestedChange {
  action: Action;
  /** Name as listed. */
  recordSet: LabRecordSet;
}

const actions: readonly string[] = ["CREATE", "DELETE", "UPSERT"];
const types: readonly string[] = "SOA A TXT NS CNAME MX NAPTR PTR SRV SPF AAAA CAA DS TLSA SSHFP SVCB HTTPS".split(" ");
const failovers: readonly string[] = ["PRIMARY", "SECONDARY"];

type Element = ReturnType<typeof childrenOf>;

export function readChanges(batch: Element): RequestedChange[] {
  const found = listOf(batch.Changes, "Change").map((node, index) => readChange(childrenOf(node), index + 1));
  if (found.length === 0) throw invalidInput("Invalid request: Missing field 'Change' in ChangeBatch");
  const faults = found.flatMap(({ faults }) => faults);
  if (faults.length > 0) throw invalidInput(`Invalid request: ${faults.join(", ")}`);
  return found.map(({ change }) => change);
}

function readChange(change: Element, position: number): { change: RequestedChange; faults: string[] } {
  const element = childrenOf(change.ResourceRecordSet);
  const at = `changeBatch.changes.${position}.member`;
  const action = oneOf(textOf(change.Action), actions, `${at}.action`) as Action;
  const name = textOf(element.Name);
  const type = textOf(element.Type);
  const label = `Change with [Action=${action}, Name=${name ?? null}, Type=${type ?? null}, SetIdentifier=${textOf(element.SetIdentifier) ?? null}]`;
  const missing = [name ? undefined : "Name", type ? undefined : "Type"].filter((field) => field !== undefined);
  const faults = missing.map((field) => `Missing field '${field}' in ${label}`);
  if (type) oneOf(type, types, `${at}.resourceRecordSet.type`);
  if (element.Failover !== undefined) oneOf(textOf(element.Failover), failovers, `${at}.resourceRecordSet.failover`);
  faults.push(...shapeFaults(element).map((fault) => `${fault} in ${label}`));
  return { change: { action, recordSet: readRecordSet(element) }, faults };
}

/** The texts are those seen in hashicorp/terraform-provider-aws#1668, boto/boto#2887 and other public reports. */
function shapeFaults(element: Element): string[] {
  const faults: string[] = [];
  const hasValues = element.TTL !== undefined && listOf(element.ResourceRecords, "ResourceRecord").length > 0;
  const contents = [element.AliasTarget !== undefined, hasValues, element.TrafficPolicyInstanceId !== undefined].filter(Boolean).length;
  const mixed = element.AliasTarget !== undefined && (element.TTL !== undefined || element.ResourceRecords !== undefined);
  const expected = "Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found";
  if (contents === 0) faults.push(`${expected} none`);
  else if (contents > 1 || mixed) faults.push(`${expected} more than one`);

  const policies = ["Weight", "Region", "Failover", "GeoLocation", "MultiValueAnswer"].filter((name) => element[name] !== undefined);
  const identified = textOf(element.SetIdentifier) !== undefined;
  if (policies.length > 0 && !identified) faults.push("Missing field 'SetIdentifier'");
  if (policies.length > 1 || (identified && policies.length === 0)) {
    const count = policies.length === 0 ? "none" : "more than one";
    faults.push(`Expected exactly one of [Weight, Region, Failover, GeoLocation, or MultiValueAnswer], but found ${count}`);
  }
  return faults;
}

function readRecordSet(element: Element): LabRecordSet {
  const alias = element.AliasTarget === undefined ? undefined : childrenOf(element.AliasTarget);
  const geo = childrenOf(element.GeoLocation);
  return withoutAbsent({
    name: listedName(textOf(element.Name) ?? ""),
    type: textOf(element.Type) ?? "",
    setIdentifier: textOf(element.SetIdentifier),
    weight: wholeNumber(element.Weight, "Weight", 255),
    region: textOf(element.Region),
    geoLocation: element.GeoLocation && {
      continentCode: textOf(geo.ContinentCode),
      countryCode: textOf(geo.CountryCode),
      subdivisionCode: textOf(geo.SubdivisionCode),
    },
    failover: textOf(element.Failover) as LabRecordSet["failover"],
    multiValueAnswer: element.MultiValueAnswer === undefined ? undefined : textOf(element.MultiValueAnswer) === "true",
    ttlSeconds: wholeNumber(element.TTL, "TTL", 2_147_483_647),
    values: listOf(element.ResourceRecords, "ResourceRecord").map((record) => textOf(childrenOf(record).Value) ?? ""),
    alias: alias && {
      zoneId: bareId(textOf(alias.HostedZoneId) ?? ""),
      name: listedName(textOf(alias.DNSName) ?? ""),
      evaluateTargetHealth: textOf(alias.EvaluateTargetHealth) === "true",
    },
    healthCheckId: textOf(element.HealthCheckId) || undefined,
  }) as unknown as LabRecordSet;
}

function withoutAbsent(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, child]) => child !== undefined));
}

function wholeNumber(node: XmlNode | XmlNode[] | undefined, name: string, most: number): number | undefined {
  if (node === undefined) return undefined;
  const found = textOf(node) ?? "";
  if (!/^\d+$/.test(found) || Number(found) > most)
    throw invalidInput(`Invalid request: ${name} must be between 0 and ${most}, but was ${found}`);
  return Number(found);
}

/** The wording of AWS's own request validation, common to its services. */
export function oneOf(value: string | undefined, allowed: readonly string[], at: string): string {
  if (value !== undefined && allowed.includes(value)) return value;
  const what = `Value '${value ?? ""}' at '${at}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(", ")}]`;
  throw new AwsError("InvalidInput", `1 validation error detected: ${what}`);
}
