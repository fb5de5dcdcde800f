/** Hosted zones and changes over the API. */
import { AwsError, invalidInput } from "../aws/aws-error.ts";
import type { Reply } from "../aws/call.ts";
import { childrenOf, parseXml, textOf } from "../aws/xml.ts";
import { ascii, bareId, listedName, nameFault, sortKey } from "./name.ts";
import { changeInfo, document, hostedZone, pageFrom, pageSize } from "./reply.ts";
import type { RouteContext } from "./route.ts";

export function createHostedZone({ state, body }: RouteContext): Reply {
  const root = parseXml(body, "CreateHostedZoneRequest");
  const name = textOf(root.Name) ?? "";
  const callerReference = textOf(root.CallerReference) ?? "";
  const config = childrenOf(root.HostedZoneConfig);
  if (!callerReference) throw invalidInput("Invalid request: Missing field 'CallerReference' in CreateHostedZoneRequest");
  if (!name || nameFault(listedName(name))) throw new AwsError("InvalidDomainName", `The specified domain name is not valid: ${name}`);
  const isPrivate = root.VPC !== undefined || textOf(config.PrivateZone) === "true";
  if (isPrivate && root.VPC === undefined) throw invalidInput("When you're creating a private hosted zone, you must specify a VPC.");
  const comment = textOf(config.Comment);
  const { zone, change } = state.createZone({ name, callerReference, private: isPrivate, ...(comment === undefined ? {} : { comment }) });
  const content = {
    HostedZone: hostedZone(zone),
    ChangeInfo: changeInfo(state, change),
    DelegationSet: { NameServers: { NameServer: [...zone.nameservers] } },
  };
  return document("CreateHostedZoneResponse", content, { status: 201, location: `/2013-04-01/hostedzone/${zone.id}` });
}

export function listHostedZones({ state, query }: RouteContext): Reply {
  const size = pageSize(query, 100);
  const marker = query.get("marker");
  const wanted = query.get("hostedzonetype");
  const zones = state.current().filter((zone) => wanted !== "PrivateHostedZone" || zone.private);
  const page = pageFrom(
    zones,
    marker && bareId(marker),
    (zone) => zone.id,
    size,
    () => invalidInput("The specified marker is not valid."),
  );
  return document("ListHostedZonesResponse", {
    HostedZones: { HostedZone: page.items.map(hostedZone) },
    Marker: marker ?? undefined,
    IsTruncated: page.next !== undefined,
    NextMarker: page.next?.id,
    MaxItems: size,
  });
}

/** From `dnsname` on, by reversed labels, zones of one name by id (API reference, ListHostedZonesByName). */
export function listHostedZonesByName({ state, query }: RouteContext): Reply {
  const size = pageSize(query, 100);
  const from = query.get("dnsname");
  const fromId = query.get("hostedzoneid");
  if (fromId && !from) throw invalidInput("The HostedZoneId parameter cannot be given without the DNSName parameter.");
  const start = from ? sortKey(listedName(from)) : "";
  const sorted = state.current().toSorted((a, b) => ascii(sortKey(a.name), sortKey(b.name)) || ascii(a.id, b.id));
  const rest = sorted.filter((zone) => {
    const order = ascii(sortKey(zone.name), start);
    return order > 0 || (order === 0 && (!fromId || zone.id >= bareId(fromId)));
  });
  const next = rest[size];
  return document("ListHostedZonesByNameResponse", {
    HostedZones: { HostedZone: rest.slice(0, size).map(hostedZone) },
    DNSName: from ?? undefined,
    HostedZoneId: fromId ?? undefined,
    IsTruncated: next !== undefined,
    NextDNSName: next?.name,
    NextHostedZoneId: next?.id,
    MaxItems: size,
  });
}

export function getHostedZone({ state, id }: RouteContext): Reply {
  const zone = state.zone(id);
  const delegation = { DelegationSet: { NameServers: { NameServer: [...zone.nameservers] } } };
  const vpcs = { VPCs: { VPC: [{ VPCRegion: "us-east-1", VPCId: "vpc-0123456789abcdef0" }] } };
  return document("GetHostedZoneResponse", { HostedZone: hostedZone(zone), ...(zone.private ? vpcs : delegation) });
}

export function deleteHostedZone({ state, id }: RouteContext): Reply {
  return document("DeleteHostedZoneResponse", { ChangeInfo: changeInfo(state, state.deleteZone(id)) });
}

export function getHostedZoneCount({ state }: RouteContext): Reply {
  return document("GetHostedZoneCountResponse", { HostedZoneCount: state.current().length });
}

export function getChange({ state, id }: RouteContext): Reply {
  return document("GetChangeResponse", { ChangeInfo: changeInfo(state, state.change(id)) });
}
