/** Reads zones, record sets, health checks and checkers' reports from Route 53, below the account's rate. It writes nothing there. */
import {
  GetHealthCheckStatusCommand,
  type GetHealthCheckStatusCommandOutput,
  GetHostedZoneCommand,
  ListHealthChecksCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  ListTagsForResourcesCommand,
  Route53Client,
  type Route53ClientConfig,
} from "@aws-sdk/client-route-53";
import { assert, type Clock, type HealthCheckRef, type RecordSet, type Route53, type ZoneRef } from "@flipwatch/core";
import { checkerReportOf, healthCheckOf, isListedAs, recordSetOf, route53Name, zoneOf } from "./route53-shapes.ts";
import { createSender, type Send } from "./sender.ts";

/** Pages of one listing: 100 hosted zones, 300 record sets or 100 health checks each. A zone holds 10,000 records unless AWS raised it. */
const PAGE_LIMIT = 1_000;
/** ListTagsForResources takes at most 10 ids (Route 53 API Reference). */
const TAG_BATCH = 10;
const TIMEOUT_MS = 10_000;

/**
 * The SDK's own retries are off, because they would go round the limiter. Route 53 is signed for us-east-1 whatever the region.
 */
export function route53Client(overrides: Route53ClientConfig = {}): Route53Client {
  return new Route53Client({
    requestHandler: { connectionTimeout: 3_000, requestTimeout: TIMEOUT_MS, throwOnRequestTimeout: true },
    ...overrides,
    region: "us-east-1",
    maxAttempts: 1,
  });
}

export interface Route53Options {
  /** From `route53Client`, so that the SDK does not retry by itself. */
  client?: Route53Client;
  /** Discover 2, health's diagnostics 1, tally's re-read 1: together below the account's 5. */
  requestsPerSecond: number;
  clock: Clock;
  /** Spreads the waits after a throttled request; a number in [0, 1). */
  random?: () => number;
  /** Tries of one request, 5 unless told. */
  maxAttempts?: number;
}

/** Errors: `route53-throttled` when every try was throttled, else `route53-failed`, retryable unless AWS refused the request itself. */
export function createRoute53(options: Route53Options): Route53 {
  const client = options.client ?? route53Client();
  const send = createSender(options);
  return {
    zones: () => listZones(client, send),
    zone: (id) => getZone(client, send, id),
    recordSets: (zoneId) => listRecordSets(client, send, zoneId),
    recordSetsOf: (zoneId, name) => recordSetsOfName(client, send, zoneId, name),
    healthChecks: (wanted) => listHealthChecks(client, send, wanted?.names ?? false),
    async checkers(healthCheckId) {
      const reply: GetHealthCheckStatusCommandOutput = await send("GetHealthCheckStatus", (abortSignal) =>
        client.send(new GetHealthCheckStatusCommand({ HealthCheckId: healthCheckId }), { abortSignal }),
      );
      return (reply.HealthCheckObservations ?? []).map(checkerReportOf);
    },
  };
}

async function listZones(client: Route53Client, send: Send): Promise<ZoneRef[]> {
  const zones: ZoneRef[] = [];
  let marker: string | undefined;
  for (let page = 0; page < PAGE_LIMIT; page++) {
    const reply = await send("ListHostedZones", (abortSignal) =>
      client.send(new ListHostedZonesCommand({ Marker: marker, MaxItems: 100 }), { abortSignal }),
    );
    zones.push(...(reply.HostedZones ?? []).map((zone) => zoneOf(zone)));
    if (!reply.IsTruncated) return zones;
    marker = reply.NextMarker;
    assert(marker, "a truncated page of hosted zones names the next");
  }
  throw tooManyPages("hosted zones");
}

async function getZone(client: Route53Client, send: Send, id: string): Promise<ZoneRef> {
  const reply = await send("GetHostedZone", (abortSignal) => client.send(new GetHostedZoneCommand({ Id: id }), { abortSignal }));
  return zoneOf(reply.HostedZone, reply.DelegationSet?.NameServers);
}

/** Pages of 300, the most that Route 53 gives. A page's end can split a name, so the next starts at name, type and identifier. */
async function* listRecordSets(client: Route53Client, send: Send, zoneId: string, startAt?: string): AsyncGenerator<RecordSet> {
  let start: Partial<ListResourceRecordSetsCommandInput> = { StartRecordName: startAt };
  for (let page = 0; page < PAGE_LIMIT; page++) {
    const input = { HostedZoneId: zoneId, MaxItems: 300, ...start };
    const reply = await send("ListResourceRecordSets", (abortSignal) =>
      client.send(new ListResourceRecordSetsCommand(input), { abortSignal }),
    );
    for (const recordSet of reply.ResourceRecordSets ?? []) yield recordSetOf(recordSet);
    if (!reply.IsTruncated) return;
    assert(reply.NextRecordName, "a truncated page of record sets names the next");
    start = {
      StartRecordName: reply.NextRecordName,
      StartRecordType: reply.NextRecordType,
      StartRecordIdentifier: reply.NextRecordIdentifier,
    };
  }
  throw tooManyPages("record sets");
}

/** The listing has no "only this name": it starts there and goes on through the zone, so we stop at the first other name. */
async function recordSetsOfName(client: Route53Client, send: Send, zoneId: string, name: string): Promise<RecordSet[]> {
  const found: RecordSet[] = [];
  for await (const recordSet of listRecordSets(client, send, zoneId, route53Name(name))) {
    if (!isListedAs(name, recordSet.name)) break;
    found.push(recordSet);
  }
  return found;
}

async function listHealthChecks(client: Route53Client, send: Send, names: boolean): Promise<HealthCheckRef[]> {
  const checks: HealthCheckRef[] = [];
  let marker: string | undefined;
  for (let page = 0; page < PAGE_LIMIT; page++) {
    const reply = await send("ListHealthChecks", (abortSignal) =>
      client.send(new ListHealthChecksCommand({ Marker: marker, MaxItems: 1_000 }), { abortSignal }),
    );
    checks.push(...(reply.HealthChecks ?? []).map(healthCheckOf));
    if (!reply.IsTruncated) return names ? named(client, send, checks) : checks;
    marker = reply.NextMarker;
    assert(marker, "a truncated page of health checks names the next");
  }
  throw tooManyPages("health checks");
}

/** A health check's name in the console is its tag `Name`. */
async function named(client: Route53Client, send: Send, checks: readonly HealthCheckRef[]): Promise<HealthCheckRef[]> {
  const nameOf = new Map<string, string>();
  for (let first = 0; first < checks.length; first += TAG_BATCH) {
    const ids = checks.slice(first, first + TAG_BATCH).map((check) => check.id);
    const reply = await send("ListTagsForResources", (abortSignal) =>
      client.send(new ListTagsForResourcesCommand({ ResourceType: "healthcheck", ResourceIds: ids }), { abortSignal }),
    );
    for (const set of reply.ResourceTagSets ?? []) {
      const name = set.Tags?.find((tag) => tag.Key === "Name")?.Value;
      if (set.ResourceId && name) nameOf.set(set.ResourceId, name);
    }
  }
  return checks.map((check) => ({ ...check, name: nameOf.get(check.id) }));
}

function tooManyPages(what: string): Error {
  return new Error(`invariant broken: Route 53 listed more than ${PAGE_LIMIT} pages of ${what}`);
}
