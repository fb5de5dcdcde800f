/** Health checks over the API. Elements in the order of AWS's schema; what was not given and has no default is left out. */
import { AwsError, invalidInput } from "../aws/aws-error.ts";
import type { Reply } from "../aws/call.ts";
import { childrenOf, listOf, parseXml, textOf, type XmlNode, type XmlValue } from "../aws/xml.ts";
import type { CheckConfig, CheckType, CopiedAlarm, HealthCheck, InsufficientData } from "./check.ts";
import { isEndpoint, portOf } from "./check.ts";
import { checkerIpRanges } from "./checker-address.ts";
import { document, pageFrom, pageSize } from "./reply.ts";
import type { RouteContext } from "./route.ts";

type Element = Record<string, XmlNode | XmlNode[]>;

export function createHealthCheck({ checks, body }: RouteContext): Reply {
  const root = parseXml(body, "CreateHealthCheckRequest");
  const reference = textOf(root.CallerReference);
  if (!reference || reference.length > 64) throw invalidInput("Invalid parameter : CallerReference must have 1 to 64 characters");
  const { check, created } = checks.create(reference, newConfig(childrenOf(root.HealthCheckConfig)));
  const location = `/2013-04-01/healthcheck/${check.id}`;
  return document("CreateHealthCheckResponse", { HealthCheck: healthCheck(check) }, { status: created ? 201 : 200, location });
}

/** Defaults as documented: interval 30, threshold 3, SNI on for HTTPS, the type's port. */
function newConfig(element: Element): CheckConfig {
  const given = readSettings(element);
  const type = (textOf(element.Type) ?? "") as CheckType;
  const config: CheckConfig = { inverted: false, disabled: false, ...given, type };
  if (!isEndpoint(type)) return config;
  return {
    ...config,
    ...(type === "TCP" ? {} : { port: portOf(config) }),
    requestInterval: wholeNumber(element, "RequestInterval") ?? 30,
    failureThreshold: given.failureThreshold ?? 3,
    measureLatency: truth(element, "MeasureLatency") ?? false,
    ...(type.startsWith("HTTPS") ? { enableSni: given.enableSni ?? true } : {}),
  };
}

/** The settings that both Create and Update carry. */
function readSettings(element: Element): Partial<CheckConfig> {
  const alarm = element.AlarmIdentifier === undefined ? undefined : childrenOf(element.AlarmIdentifier);
  const settings: Partial<CheckConfig> = {
    ipAddress: textOf(element.IPAddress) || undefined,
    port: wholeNumber(element, "Port"),
    resourcePath: textOf(element.ResourcePath) || undefined,
    fullyQualifiedDomainName: textOf(element.FullyQualifiedDomainName) || undefined,
    searchString: textOf(element.SearchString),
    failureThreshold: wholeNumber(element, "FailureThreshold"),
    inverted: truth(element, "Inverted"),
    disabled: truth(element, "Disabled"),
    healthThreshold: wholeNumber(element, "HealthThreshold"),
    children: texts(element.ChildHealthChecks, "ChildHealthCheck"),
    enableSni: truth(element, "EnableSNI"),
    regions: texts(element.Regions, "Region"),
    alarm: alarm && { region: textOf(alarm.Region) ?? "", name: textOf(alarm.Name) ?? "" },
    insufficientData: textOf(element.InsufficientDataHealthStatus) as InsufficientData | undefined,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function texts(node: XmlNode | XmlNode[] | undefined, member: string): string[] | undefined {
  const found = listOf(node, member).map((child) => textOf(child) ?? "");
  return found.length > 0 ? found : undefined;
}

function wholeNumber(element: Element, name: string): number | undefined {
  const value = textOf(element[name]);
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw invalidInput(`Invalid parameter : ${name} is not a number`);
  return Number(value);
}

function truth(element: Element, name: string): boolean | undefined {
  const value = textOf(element[name]);
  return value === undefined ? undefined : value === "true" || value === "1";
}

export function listHealthChecks({ checks, query }: RouteContext): Reply {
  const size = pageSize(query, 1_000);
  const marker = query.get("marker");
  const unknown = () => new AwsError("NoSuchHealthCheck", `A health check with id ${marker} does not exist.`, 404);
  const page = pageFrom(checks.list(), marker, (check) => check.id, size, unknown);
  return document("ListHealthChecksResponse", {
    HealthChecks: { HealthCheck: page.items.map(healthCheck) },
    Marker: marker ?? undefined,
    IsTruncated: page.next !== undefined,
    NextMarker: page.next?.id,
    MaxItems: size,
  });
}

export function getHealthCheck({ checks, id }: RouteContext): Reply {
  return document("GetHealthCheckResponse", { HealthCheck: healthCheck(checks.get(id)) });
}

export function updateHealthCheck({ checks, id, body }: RouteContext): Reply {
  const root = parseXml(body, "UpdateHealthCheckRequest");
  const version = wholeNumber(root, "HealthCheckVersion");
  const reset = texts(root.ResetElements, "ResettableElementName");
  const check = checks.update(id, readSettings(root), { ...(version === undefined ? {} : { version }), ...(reset ? { reset } : {}) });
  return document("UpdateHealthCheckResponse", { HealthCheck: healthCheck(check) });
}

export function deleteHealthCheck({ checks, tags, id }: RouteContext): Reply {
  checks.delete(id);
  tags.forget("healthcheck", id);
  return document("DeleteHealthCheckResponse", {});
}

export function getHealthCheckCount({ checks }: RouteContext): Reply {
  return document("GetHealthCheckCountResponse", { HealthCheckCount: checks.list().length });
}

export function getCheckerIpRanges(_: RouteContext): Reply {
  return document("GetCheckerIpRangesResponse", { CheckerIpRanges: { member: checkerIpRanges() } });
}

/** One observation a checker, raw: before the 18 % rule, inversion and disabling (API reference, GetHealthCheckStatus). */
export function getHealthCheckStatus({ checks, health, id }: RouteContext): Reply {
  refuseOthers(checks.get(id));
  const observations = health.observations(id).map(({ region, address, last }) => observation(region, address, last));
  return document("GetHealthCheckStatusResponse", { HealthCheckObservations: { HealthCheckObservation: observations } });
}

export function getHealthCheckLastFailureReason({ checks, health, id }: RouteContext): Reply {
  refuseOthers(checks.get(id));
  const observations = health.observations(id).map(({ region, address, lastFailure }) => observation(region, address, lastFailure));
  return document("GetHealthCheckLastFailureReasonResponse", { HealthCheckObservations: { HealthCheckObservation: observations } });
}

type Seen = { text: string; at: number } | undefined;

/** A checker without a result (or without a failure) yet is listed without a report, which the schema allows; AWS's own way is undocumented. */
function observation(region: string, address: string, seen: Seen): XmlValue {
  return { Region: region, IPAddress: address, StatusReport: seen && { Status: seen.text, CheckedTime: new Date(seen.at) } };
}

/** Documented as unusable on CALCULATED; on the other kinds without checkers this is assumed. */
function refuseOthers({ config }: HealthCheck): void {
  if (!isEndpoint(config.type))
    throw invalidInput(`Invalid parameter : health checks of type ${config.type} have no health checker status`);
}

function healthCheck(check: HealthCheck): XmlValue {
  return {
    Id: check.id,
    CallerReference: check.callerReference,
    HealthCheckConfig: configXml(check.config),
    HealthCheckVersion: check.version,
    CloudWatchAlarmConfiguration: check.copiedAlarm && alarmXml(check.copiedAlarm),
  };
}

function configXml(config: CheckConfig): XmlValue {
  return {
    IPAddress: config.ipAddress,
    Port: config.port,
    Type: config.type,
    ResourcePath: config.resourcePath,
    FullyQualifiedDomainName: config.fullyQualifiedDomainName,
    SearchString: config.searchString,
    RequestInterval: config.requestInterval,
    FailureThreshold: config.failureThreshold,
    MeasureLatency: config.measureLatency,
    Inverted: config.inverted,
    Disabled: config.disabled,
    HealthThreshold: config.healthThreshold,
    ChildHealthChecks: config.children && { ChildHealthCheck: [...config.children] },
    EnableSNI: config.enableSni,
    Regions: config.regions && { Region: [...config.regions] },
    AlarmIdentifier: config.alarm && { Region: config.alarm.region, Name: config.alarm.name },
    InsufficientDataHealthStatus: config.insufficientData,
  };
}

function alarmXml(alarm: CopiedAlarm): XmlValue {
  return {
    EvaluationPeriods: alarm.evaluationPeriods,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparisonOperator,
    Period: alarm.period,
    MetricName: alarm.metricName,
    Namespace: alarm.namespace,
    Statistic: alarm.statistic,
    Dimensions: { Dimension: alarm.dimensions.map(({ name, value }) => ({ Name: name, Value: value })) },
  };
}
