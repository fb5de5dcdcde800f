/** Record sets over the API: listing in pages, and change batches. */
import { AwsError, invalidInput } from "../aws/aws-error.ts";
import type { Reply } from "../aws/call.ts";
import { childrenOf, parseXml, textOf, type XmlValue } from "../aws/xml.ts";
import type { LabRecordSet, LabZone } from "../types.ts";
import { applyBatch } from "./change-batch.ts";
import { readChanges } from "./change-input.ts";
import { ascii, listedName, sortKey } from "./name.ts";
import { changeInfo, document, pageSize } from "./reply.ts";
import type { RouteContext } from "./route.ts";

/** From name, type and identifier on; shows PENDING changes (API reference, ListResourceRecordSets). */
export function listResourceRecordSets({ state, id, query }: RouteContext): Reply {
  const zone = state.zone(id);
  const size = pageSize(query, 300);
  const rest = zone.recordSets.slice(startOf(zone, query));
  const next = rest[size];
  return document("ListResourceRecordSetsResponse", {
    ResourceRecordSets: { ResourceRecordSet: rest.slice(0, size).map(recordSet) },
    IsTruncated: next !== undefined,
    NextRecordName: next?.name,
    NextRecordType: next?.type,
    NextRecordIdentifier: next?.setIdentifier,
    MaxItems: size,
  });
}

function startOf(zone: LabZone, query: URLSearchParams): number {
  const name = query.get("name");
  const type = query.get("type");
  const identifier = query.get("identifier");
  if (type && !name) throw invalidInput("Invalid request: the type parameter cannot be given without the name parameter");
  if (identifier && !(name && type)) throw invalidInput("Invalid request: the identifier parameter needs the name and the type parameter");
  if (!name) return 0;
  const key = sortKey(listedName(name));
  const found = zone.recordSets.findIndex((set) => {
    const order = ascii(sortKey(set.name), key) || (type ? ascii(set.type, type) : 0);
    return (order || (identifier ? ascii(set.setIdentifier ?? "", identifier) : 0)) >= 0;
  });
  return found < 0 ? zone.recordSets.length : found;
}

function recordSet(set: LabRecordSet): XmlValue {
  const { alias, geoLocation: geo } = set;
  return {
    Name: set.name,
    Type: set.type,
    SetIdentifier: set.setIdentifier,
    Weight: set.weight,
    Region: set.region,
    GeoLocation: geo && { ContinentCode: geo.continentCode, CountryCode: geo.countryCode, SubdivisionCode: geo.subdivisionCode },
    Failover: set.failover,
    MultiValueAnswer: set.multiValueAnswer,
    TTL: set.ttlSeconds,
    ResourceRecords: alias ? undefined : { ResourceRecord: set.values.map((value) => ({ Value: value })) },
    AliasTarget: alias && { HostedZoneId: alias.zoneId, DNSName: alias.name, EvaluateTargetHealth: alias.evaluateTargetHealth },
    HealthCheckId: set.healthCheckId,
  };
}

/**
 * All or nothing. While one batch for a zone is worked on, another is refused with PriorRequestNotComplete
 * (Developer Guide, DNSLimitations); how long that takes is an assumption.
 */
export async function changeResourceRecordSets(context: RouteContext): Promise<Reply> {
  const { state, checks, id, body, busy, assumptions } = context;
  const zone = state.zone(id);
  const root = parseChangeRequest(body);
  const batch = childrenOf(root.ChangeBatch);
  const changes = readChanges(batch);
  if (busy.has(zone.id)) {
    const message = `The request was rejected because Route 53 was still processing a prior request.`;
    throw new AwsError("PriorRequestNotComplete", message, 400);
  }
  const zoneIds = state.current().map((other) => other.id);
  const sets = applyBatch(changes, { zone, zoneIds, checkExists: (check) => checks.has(check), assumptions });
  const change = state.write(zone.id, sets, textOf(batch.Comment));
  const reply = document("ChangeResourceRecordSetsResponse", { ChangeInfo: changeInfo(state, change) });
  busy.add(zone.id);
  try {
    await context.pause(assumptions.changeProcessingSeconds);
  } finally {
    busy.delete(zone.id);
  }
  return reply;
}

/** AWS's words for another document, seen in stalwartlabs/dns-update#44. */
function parseChangeRequest(body: Buffer) {
  try {
    return parseXml(body, "ChangeResourceRecordSetsRequest");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError("MalformedInput", "ChangeBatch is not valid, expected ChangeResourceRecordSetsRequest");
  }
}
