/**
 * TestDNSAnswer: what Route 53 would answer, from the record settings, without a DNS query (Developer Guide, page dns-test).
 * Whether it looks at live health is undocumented, hence `testDnsAnswerFollowsHealth`.
 */
import { invalidInput } from "../aws/aws-error.ts";
import type { Reply } from "../aws/call.ts";
import type { LabRecordSet, LabZone } from "../types.ts";
import { inZone, listedName } from "./name.ts";
import { document } from "./reply.ts";
import type { RouteContext } from "./route.ts";

/** Aliases to aliases, at most so many. */
const aliasDepth = 8;

export function testDnsAnswer(context: RouteContext): Reply {
  const { state, query } = context;
  const zone = state.zone(query.get("hostedzoneid") ?? "");
  const name = listedName(query.get("recordname") ?? "");
  const type = query.get("recordtype") ?? "";
  if (name === "." || !type) throw invalidInput("Invalid request: recordname and recordtype are required");
  if (zone.private) throw invalidInput("TestDNSAnswer supports only public hosted zones.");
  if (!inZone(name, zone.name)) throw invalidInput(`${name} does not lie within zone ${zone.name}`);
  const { values, exists } = answer(zone, name, type, context, aliasDepth);
  return document("TestDNSAnswerResponse", {
    Nameserver: zone.nameservers[0],
    RecordName: name.replace(/\.$/, ""),
    RecordType: type,
    RecordData: { RecordDataEntry: [...values] },
    ResponseCode: exists ? "NOERROR" : "NXDOMAIN",
    Protocol: "UDP",
  });
}

function answer(
  zone: LabZone,
  name: string,
  type: string,
  context: RouteContext,
  depth: number,
): { values: readonly string[]; exists: boolean } {
  const named = atOrWildcard(zone, name);
  if (named.length === 0) return { values: [], exists: zone.recordSets.some((set) => inZone(set.name, name)) };
  const candidates = named.filter((set) => set.type === type);
  const chosen = choose(candidates.length > 0 ? candidates : named.filter((set) => set.type === "CNAME"), context);
  if (!chosen) return { values: [], exists: true };
  if (!chosen.alias) return { values: chosen.values, exists: true };
  if (depth === 0 || chosen.alias.zoneId !== zone.id) return { values: [], exists: true };
  return answer(zone, chosen.alias.name, type, context, depth - 1);
}

function atOrWildcard(zone: LabZone, name: string): LabRecordSet[] {
  const exact = zone.recordSets.filter((set) => set.name === name);
  if (exact.length > 0 || name === zone.name) return exact;
  const wildcard = `\\052.${name.slice(name.indexOf(".") + 1)}`;
  return zone.recordSets.filter((set) => set.name === wildcard);
}

/** Both sides down answers the primary (Developer Guide, page health-checks-how-route-53-chooses-records). */
function choose(sets: readonly LabRecordSet[], { health, assumptions }: RouteContext): LabRecordSet | undefined {
  const passes = (set: LabRecordSet) =>
    !assumptions.testDnsAnswerFollowsHealth || !set.healthCheckId || health.status(set.healthCheckId)?.healthy !== false;
  const primaryFirst = sets.toSorted((a, b) => Number(a.failover === "SECONDARY") - Number(b.failover === "SECONDARY"));
  return primaryFirst.find(passes) ?? primaryFirst[0];
}
