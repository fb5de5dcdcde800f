/** Route 53's REST paths: which request is which operation, and what an operation gets. `…/rrset` and `…/rrset/` are the same. */
import type { Assumptions } from "../aws/assumptions.ts";
import { AwsError } from "../aws/aws-error.ts";
import type { Reply } from "../aws/call.ts";
import type { AwsRequest } from "../aws/request.ts";
import type { Throttle } from "../aws/throttle.ts";
import type { HealthFleet } from "../health/fleet.ts";
import * as checkApi from "./check-api.ts";
import type { CheckStore } from "./check-store.ts";
import * as recordApi from "./record-api.ts";
import type { Route53State } from "./state.ts";
import { changeTagsForResource, listTagsForResource, listTagsForResources, type TagStore } from "./tag.ts";
import { testDnsAnswer } from "./test-answer.ts";
import * as zoneApi from "./zone-api.ts";

export interface Route53Deps {
  state: Route53State;
  checks: CheckStore;
  tags: TagStore;
  health: HealthFleet;
  assumptions: Assumptions;
  throttle: Throttle;
  /** Waits so many lab seconds. */
  pause(seconds: number): Promise<void>;
}

export interface RouteContext extends Omit<Route53Deps, "throttle"> {
  /** The id in the path, prefix or not; empty where the path has none. */
  id: string;
  tagType: string;
  query: URLSearchParams;
  body: Buffer;
  /** Zones whose last change batch is still worked on. */
  busy: Set<string>;
}

type Handler = (context: RouteContext) => Reply | Promise<Reply>;

const routes: readonly [method: string, pattern: RegExp, name: string, handler: Handler][] = [
  ["POST", /^\/hostedzone$/, "CreateHostedZone", zoneApi.createHostedZone],
  ["GET", /^\/hostedzone$/, "ListHostedZones", zoneApi.listHostedZones],
  ["GET", /^\/hostedzonesbyname$/, "ListHostedZonesByName", zoneApi.listHostedZonesByName],
  ["GET", /^\/hostedzonecount$/, "GetHostedZoneCount", zoneApi.getHostedZoneCount],
  ["GET", /^\/hostedzone\/(?<id>[^/]+)$/, "GetHostedZone", zoneApi.getHostedZone],
  ["DELETE", /^\/hostedzone\/(?<id>[^/]+)$/, "DeleteHostedZone", zoneApi.deleteHostedZone],
  ["GET", /^\/hostedzone\/(?<id>[^/]+)\/rrset$/, "ListResourceRecordSets", recordApi.listResourceRecordSets],
  ["POST", /^\/hostedzone\/(?<id>[^/]+)\/rrset$/, "ChangeResourceRecordSets", recordApi.changeResourceRecordSets],
  ["GET", /^\/change\/(?<id>[^/]+)$/, "GetChange", zoneApi.getChange],
  ["POST", /^\/healthcheck$/, "CreateHealthCheck", checkApi.createHealthCheck],
  ["GET", /^\/healthcheck$/, "ListHealthChecks", checkApi.listHealthChecks],
  ["GET", /^\/healthcheckcount$/, "GetHealthCheckCount", checkApi.getHealthCheckCount],
  ["GET", /^\/healthcheck\/(?<id>[^/]+)$/, "GetHealthCheck", checkApi.getHealthCheck],
  ["POST", /^\/healthcheck\/(?<id>[^/]+)$/, "UpdateHealthCheck", checkApi.updateHealthCheck],
  ["DELETE", /^\/healthcheck\/(?<id>[^/]+)$/, "DeleteHealthCheck", checkApi.deleteHealthCheck],
  ["GET", /^\/healthcheck\/(?<id>[^/]+)\/status$/, "GetHealthCheckStatus", checkApi.getHealthCheckStatus],
  ["GET", /^\/healthcheck\/(?<id>[^/]+)\/lastfailurereason$/, "GetHealthCheckLastFailureReason", checkApi.getHealthCheckLastFailureReason],
  ["GET", /^\/checkeripranges$/, "GetCheckerIpRanges", checkApi.getCheckerIpRanges],
  ["GET", /^\/testdnsanswer$/, "TestDNSAnswer", testDnsAnswer],
  ["GET", /^\/tags\/(?<type>[^/]+)\/(?<id>[^/]+)$/, "ListTagsForResource", listTagsForResource],
  ["POST", /^\/tags\/(?<type>[^/]+)\/(?<id>[^/]+)$/, "ChangeTagsForResource", changeTagsForResource],
  ["POST", /^\/tags\/(?<type>[^/]+)$/, "ListTagsForResources", listTagsForResources],
];

export interface Route53Api {
  /** The operation's name, for faults and errors; undefined when there is none. */
  operation(method: string, path: string): string | undefined;
  handle(request: AwsRequest): Promise<Reply>;
}

export function createRoute53Api(deps: Route53Deps): Route53Api {
  const busy = new Set<string>();
  const { throttle, ...rest } = deps;
  return {
    operation: (method, path) => match(method, path)?.name,
    async handle({ method, path, query, body }) {
      const found = match(method, path);
      if (!found) throw new AwsError("UnknownOperationException", `The lab knows no Route 53 operation ${method} ${path}.`, 404);
      // Five requests a second and account, whatever the operation (Developer Guide, DNSLimitations).
      if (deps.assumptions.throttle && !throttle.take()) throw new AwsError("Throttling", "Rate exceeded", 400);
      return await found.handler({ ...rest, busy, id: decode(found.id), tagType: decode(found.type), query, body });
    },
  };
}

function match(method: string, path: string) {
  const rest = path.slice("/2013-04-01".length).replace(/(.)\/$/, "$1");
  for (const [routeMethod, pattern, name, handler] of routes) {
    const groups = routeMethod === method ? pattern.exec(rest) : null;
    if (groups) return { name, handler, id: groups.groups?.id ?? "", type: groups.groups?.type ?? "" };
  }
  return undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) throw new AwsError("InvalidInput", "The request path is not valid.");
    throw error;
  }
}
