/** Reads the configured zones, all those of a name, and says which of them could not be read. */
import {
  type Discovered,
  type Finding,
  FlipwatchError,
  normaliseName,
  pairsOf,
  type RecordSet,
  type Route53,
  type ZoneRef,
} from "@flipwatch/core";

/** A zone's record sets are held at once; more than this many is beyond any quota that AWS raises to. */
const RECORD_SET_LIMIT = 200_000;

export interface ZonesRead {
  found: (Discovered & { zone: ZoneRef; recordSets: number })[];
  troubles: ZoneTrouble[];
  /** Whether pairs discovered earlier in this zone must stay, because it could not be read this time. */
  isInTrouble(zone: ZoneRef): boolean;
}

export interface ZoneTrouble {
  /** The configured name. */
  name: string;
  /** Absent where no zone of the name was found, or none could be listed. */
  zoneId?: string;
  finding: Finding;
  error?: unknown;
}

/** Never throws for what Route 53 does: its trouble is in the result. Names are compared in normal form; one name may have several zones. */
export async function readZones(route53: Route53 | undefined, names: readonly string[]): Promise<ZonesRead> {
  const wanted = [...new Set(names.map((name) => normaliseName(name, "decimal")))];
  const read: ZonesRead = { found: [], troubles: [], isInTrouble: (zone) => isInTrouble(read.troubles, zone) };
  if (wanted.length === 0) return read;
  const listed = await listZones(route53);
  for (const name of wanted) {
    if (!Array.isArray(listed)) read.troubles.push(unreadable(name, listed));
    else await readZonesOf(name, listed, route53, read);
  }
  return read;
}

/** The zones of the account, or why they can't be listed. */
async function listZones(route53: Route53 | undefined): Promise<ZoneRef[] | FlipwatchError> {
  if (!route53) return new FlipwatchError("config-invalid", "zones are configured, but there is no access to Route 53");
  return orTrouble(() => route53.zones());
}

async function readZonesOf(name: string, listed: readonly ZoneRef[], route53: Route53 | undefined, read: ZonesRead): Promise<void> {
  const zones = listed.filter((zone) => normaliseName(zone.name, "decimal") === name);
  if (zones.length === 0) read.troubles.push({ name, finding: notFound(name) });
  for (const zone of zones) {
    const found = route53 && (await orTrouble(() => readZone(route53, zone)));
    if (found instanceof FlipwatchError) read.troubles.push(unreadable(name, found, zone));
    else if (found) read.found.push(found);
  }
}

/** A private zone has no delegation set, so only its records are asked for. */
async function readZone(route53: Route53, listed: ZoneRef): Promise<ZonesRead["found"][number]> {
  const zone = listed.private ? listed : await route53.zone(listed.id);
  const recordSets: RecordSet[] = [];
  for await (const recordSet of route53.recordSets(zone.id)) {
    recordSets.push(recordSet);
    if (recordSets.length > RECORD_SET_LIMIT) {
      throw new FlipwatchError("route53-failed", `the zone ${zone.name} (${zone.id}) has more than ${RECORD_SET_LIMIT} record sets`);
    }
  }
  return { zone, recordSets: recordSets.length, ...pairsOf(zone, recordSets) };
}

async function orTrouble<T>(work: () => Promise<T>): Promise<T | FlipwatchError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FlipwatchError) return error;
    throw error;
  }
}

/** A zone that is gone keeps its pairs too: clients still ask for its names, and somebody may have deleted it by mistake. */
function isInTrouble(troubles: readonly ZoneTrouble[], zone: ZoneRef): boolean {
  return troubles.some((trouble) =>
    trouble.zoneId === undefined ? trouble.name === normaliseName(zone.name, "decimal") : trouble.zoneId === zone.id,
  );
}

function notFound(name: string): Finding {
  return {
    id: `zone-not-found:${name}`,
    rule: "zone-not-found",
    severity: "critical",
    pair: name,
    message: `No hosted zone named ${name} is in this account, so none of its pairs can be discovered; those found earlier are still watched.`,
    why: "Route 53 lists the hosted zones of the account whose credentials are used, and of no other.",
    fix: "Correct the name under `zones`, use the account that has the zone, or name its pairs outright under `pairs`.",
  };
}

function unreadable(name: string, error: FlipwatchError, zone?: ZoneRef): ZoneTrouble {
  const what = zone ? `${name} (${zone.id})` : name;
  const finding: Finding = {
    id: `zone-unreadable:${zone ? `${name}@${zone.id}` : name}`,
    rule: "zone-unreadable",
    severity: "warning",
    pair: name,
    message: `The hosted zone ${what} could not be read, so changes to its pairs go unseen; those found earlier are still watched. ${error.message.replace(/\.?$/, ".")}`,
    why: `Discovery needs ${PERMISSIONS}.`,
    fix: fixOf(error),
  };
  return { name, zoneId: zone?.id, finding, error };
}

const PERMISSIONS = "route53:ListHostedZones, route53:GetHostedZone and route53:ListResourceRecordSets";
/** What reading health checks and their metrics takes besides, of whoever does so by the same credentials. */
const HEALTH_PERMISSIONS = "route53:ListHealthChecks, route53:GetHealthCheckStatus and cloudwatch:GetMetricData";

function fixOf(error: FlipwatchError): string {
  if (error.cause instanceof Error && error.cause.name === "CredentialsProviderError") {
    return `Give AWS credentials (AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role) that allow ${PERMISSIONS}, and for health ${HEALTH_PERMISSIONS}; or name the pairs outright under \`pairs\`.`;
  }
  if (error.retryable) return "Nothing, if it passes: the next run tries again.";
  return `Check what the credentials allow: ${PERMISSIONS}, and for \`flipwatch run\`, which reads health by the same, ${HEALTH_PERMISSIONS}. A deployment's role allows its part: if it is refused, a policy of your organization may forbid it.`;
}
