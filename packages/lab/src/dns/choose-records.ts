/**
 * Which record sets of one name and type Route 53 answers with, given what is healthy. Pure; whether a record set is healthy (its check,
 * its alias's target) and turning record sets into records are left to the caller.
 *
 * Rules: Route 53 Developer Guide, "How Amazon Route 53 chooses records when health checking is configured", "Values specific for failover
 * records", "Multivalue answer routing". Latencies are not measured: a latency record of the asker's own region is the nearest, then
 * one of the same area (`eu-…`), then the first. Traffic policies, CIDR and geoproximity routing are not supported.
 */
import type { LabRecordSet } from "../types.ts";

export interface Asker {
  /** Where the question comes from, for latency and geolocation; absent: nowhere in particular. */
  region?: string;
  /** In [0, 1): decides between equals, so that the caller owns the randomness. */
  draw: number;
}

type Healthy = (recordSet: LabRecordSet) => boolean;

/** More than one only for multivalue answers. Empty when nothing applies to the asker (a geolocation without default) or nothing is there. */
export function chooseRecords(
  recordSets: readonly LabRecordSet[],
  type: string,
  healthy: Healthy,
  asker: Asker = { draw: 0 },
): LabRecordSet[] {
  const group = recordSets.filter((recordSet) => recordSet.type === type);
  const first = group[0];
  if (!first) return [];
  if (first.failover) return one(failover(group, healthy));
  if (first.weight !== undefined) return one(weighted(group, healthy, asker.draw));
  if (first.region !== undefined) return one(latency(group, healthy, asker.region));
  if (first.geoLocation) return one(geolocation(group, healthy, asker.region));
  if (first.multiValueAnswer) return multivalue(group, healthy, asker.draw);
  return [first];
}

function one(chosen: LabRecordSet | undefined): LabRecordSet[] {
  return chosen ? [chosen] : [];
}

/** Both unhealthy: the primary, never nothing. */
function failover(group: readonly LabRecordSet[], healthy: Healthy): LabRecordSet | undefined {
  const primary = group.find((recordSet) => recordSet.failover === "PRIMARY");
  const secondary = group.find((recordSet) => recordSet.failover === "SECONDARY");
  if (primary && healthy(primary)) return primary;
  if (secondary && healthy(secondary)) return secondary;
  return primary ?? secondary;
}

/** Zero-weight records serve only when every other is unhealthy, or when all weights are zero. All unhealthy counts as all healthy. */
function weighted(group: readonly LabRecordSet[], healthy: Healthy, draw: number): LabRecordSet | undefined {
  const alive = group.filter(healthy);
  const candidates = alive.length > 0 ? alive : group;
  const heavy = candidates.filter((recordSet) => (recordSet.weight ?? 0) > 0);
  if (heavy.length === 0) return candidates[Math.floor(draw * candidates.length)];
  let left = draw * heavy.reduce((sum, recordSet) => sum + (recordSet.weight ?? 0), 0);
  return heavy.find((recordSet) => {
    left -= recordSet.weight ?? 0;
    return left < 0;
  });
}

function latency(group: readonly LabRecordSet[], healthy: Healthy, from: string | undefined): LabRecordSet | undefined {
  const alive = group.filter(healthy);
  const candidates = alive.length > 0 ? alive : group;
  const area = from?.split("-")[0];
  return (
    candidates.find((recordSet) => recordSet.region === from) ??
    candidates.find((recordSet) => recordSet.region?.split("-")[0] === area) ??
    candidates[0]
  );
}

/** Where the lab's regions lie; the others are nowhere in particular and get the default record. */
const places: Record<string, { country: string; continent: string }> = {
  "us-east-1": { country: "US", continent: "NA" },
  "us-east-2": { country: "US", continent: "NA" },
  "us-west-1": { country: "US", continent: "NA" },
  "us-west-2": { country: "US", continent: "NA" },
  "eu-west-1": { country: "IE", continent: "EU" },
  "eu-central-1": { country: "DE", continent: "EU" },
  "ap-northeast-1": { country: "JP", continent: "AS" },
  "ap-northeast-2": { country: "KR", continent: "AS" },
  "ap-southeast-1": { country: "SG", continent: "AS" },
  "ap-southeast-2": { country: "AU", continent: "OC" },
  "sa-east-1": { country: "BR", continent: "SA" },
};

/** The smallest place first; an unhealthy one gives way to the next larger. All unhealthy counts as all healthy. */
function geolocation(group: readonly LabRecordSet[], healthy: Healthy, from: string | undefined): LabRecordSet | undefined {
  const place = places[from ?? ""];
  const fitting = [
    group.find(({ geoLocation }) => place && geoLocation?.countryCode === place.country && !geoLocation.subdivisionCode),
    group.find(({ geoLocation }) => place && geoLocation?.continentCode === place.continent),
    group.find(({ geoLocation }) => geoLocation?.countryCode === "*"),
  ].filter((recordSet) => recordSet !== undefined);
  return fitting.find(healthy) ?? fitting[0];
}

/** Up to eight healthy ones; all unhealthy: up to eight unhealthy ones. */
function multivalue(group: readonly LabRecordSet[], healthy: Healthy, draw: number): LabRecordSet[] {
  const alive = group.filter(healthy);
  const candidates = alive.length > 0 ? alive : group;
  const start = Math.floor(draw * candidates.length);
  return [...candidates.slice(start), ...candidates.slice(0, start)].slice(0, 8);
}
