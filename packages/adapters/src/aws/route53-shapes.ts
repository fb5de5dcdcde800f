/** Turns Route 53's shapes into ours, field by field. It decides nothing but how a checker's text is read. */
import type { HealthCheck, HealthCheckObservation, HostedZone, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { assert, type CheckerReport, type Health, type HealthCheckRef, type RecordSet, type ZoneRef } from "@flipwatch/core";
import { normaliseName } from "@flipwatch/core/names";

export function zoneOf(zone: HostedZone | undefined, nameservers?: readonly string[]): ZoneRef {
  assert(zone?.Id && zone.Name, "Route 53 gives every hosted zone an id and a name");
  return {
    id: zone.Id.replace(/^\/hostedzone\//, ""),
    name: normaliseName(zone.Name),
    private: zone.Config?.PrivateZone ?? false,
    ...(nameservers && { nameservers }),
  };
}

export function recordSetOf(set: ResourceRecordSet): RecordSet {
  assert(set.Name && set.Type, "Route 53 gives every record set a name and a type");
  const alias = set.AliasTarget;
  return {
    name: set.Name,
    type: set.Type,
    ttlSeconds: set.TTL,
    values: (set.ResourceRecords ?? []).map((record) => record.Value ?? ""),
    failover: set.Failover,
    setIdentifier: set.SetIdentifier,
    healthCheckId: set.HealthCheckId,
    ...(alias && {
      alias: { zoneId: alias.HostedZoneId ?? "", name: alias.DNSName ?? "", evaluateTargetHealth: alias.EvaluateTargetHealth ?? false },
    }),
  };
}

export function healthCheckOf(check: HealthCheck): HealthCheckRef {
  const config = check.HealthCheckConfig;
  assert(check.Id && config?.Type, "Route 53 gives every health check an id and a type");
  return {
    id: check.Id,
    version: check.HealthCheckVersion ?? 1,
    type: config.Type,
    disabled: config.Disabled ?? false,
    inverted: config.Inverted ?? false,
    ...(config.RequestInterval !== undefined &&
      config.FailureThreshold !== undefined && {
        checking: { intervalSeconds: config.RequestInterval, failureThreshold: config.FailureThreshold },
      }),
  };
}

/** Regions are taken as they come: the documented list has grown before, and AWS's own sample names one that is not on it. */
export function checkerReportOf(observation: HealthCheckObservation): CheckerReport {
  const report = observation.StatusReport;
  const text = report?.Status ?? "";
  return {
    region: observation.Region ?? "unknown",
    address: observation.IPAddress ?? "",
    status: checkerStatus(text),
    text,
    checkedAt: report?.CheckedTime?.getTime(),
  };
}

/** Only the prefix is stable; the words after it differ between AWS's documentation and what its API really sends. */
function checkerStatus(text: string): Health {
  if (/^success\b/i.test(text)) return "healthy";
  if (/^failure\b/i.test(text)) return "unhealthy";
  return "unknown";
}

/** Whether Route 53 lists this name for that one in normal form. */
export function isListedAs(normal: string, listed: string): boolean {
  return normaliseName(listed) === normaliseName(normal, "decimal");
}

/** A name in normal form as Route 53 writes it: every byte beyond letters, digits, `-`, `_` and `*` in octal (Route 53 Developer Guide, page DomainNameFormat). */
export function route53Name(normal: string): string {
  const octal = (byte: number) => `\\${byte.toString(8).padStart(3, "0")}`;
  const escapesDone = normal.replace(/\\(\d{3}|.)/g, (_all, after: string) =>
    octal(after.length === 3 ? Number(after) : after.charCodeAt(0)),
  );
  return escapesDone.replace(/[^\\a-z0-9_*.-]/gi, (character) => octal(character.charCodeAt(0)));
}
