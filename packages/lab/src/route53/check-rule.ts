/** Which health check settings Route 53 takes (API reference, HealthCheckConfig; Developer Guide, page health-checks-creating-values). */
import { isIP } from "node:net";
import { invalidInput } from "../aws/aws-error.ts";
import { type CheckConfig, checkerRegions, checkTypes, type HealthCheck, isEndpoint } from "./check.ts";

export interface CheckContext {
  /** Another check of this account. */
  find(id: string): HealthCheck | undefined;
}

/** Throws InvalidInput with the first thing that is wrong. */
export function judgeConfig(config: CheckConfig, context: CheckContext): void {
  if (!checkTypes.includes(config.type)) {
    throw invalidInput(
      `1 validation error detected: Value '${config.type}' at 'healthCheckConfig.type' failed to satisfy constraint: Member must satisfy enum value set: [${checkTypes.join(", ")}]`,
    );
  }
  if (config.type === "RECOVERY_CONTROL")
    throw invalidInput("RECOVERY_CONTROL health checks need Application Recovery Controller, which the lab does not have.");
  if (isEndpoint(config.type)) judgeEndpoint(config);
  else judgeOther(config);
  if (config.type === "CALCULATED") judgeCalculated(config, context);
  if (config.type === "CLOUDWATCH_METRIC" && !config.alarm)
    throw invalidInput("Invalid parameter : AlarmIdentifier is required for CLOUDWATCH_METRIC");
}

function judgeEndpoint(config: CheckConfig): void {
  const { ipAddress, fullyQualifiedDomainName: name, type } = config;
  if (ipAddress === undefined && name === undefined)
    throw invalidInput("Invalid parameter : either IPAddress or FullyQualifiedDomainName is required");
  if (ipAddress !== undefined && isIP(ipAddress) === 0)
    throw invalidInput(`Invalid parameter : IPAddress ${ipAddress} is not a valid address`);
  if (type === "TCP" && config.port === undefined) throw invalidInput("Invalid parameter : Port is required for TCP health checks");
  between(config.port, 1, 65_535, "Port");
  between(config.failureThreshold, 1, 10, "FailureThreshold");
  if (![10, 30].includes(config.requestInterval ?? 30)) throw invalidInput("Invalid parameter : RequestInterval must be 10 or 30");
  atMost(config.resourcePath, 255, "ResourcePath");
  atMost(name, 255, "FullyQualifiedDomainName");
  judgeSearch(config);
  if (config.children || config.healthThreshold !== undefined)
    throw invalidInput("Invalid parameter : ChildHealthChecks and HealthThreshold are for CALCULATED");
  if (config.alarm || config.insufficientData) throw invalidInput("Invalid parameter : AlarmIdentifier is for CLOUDWATCH_METRIC");
  judgeRegions(config.regions);
}

function judgeSearch({ type, searchString, resourcePath }: CheckConfig): void {
  const matches = type.endsWith("_STR_MATCH");
  if (matches && !searchString) throw invalidInput(`Invalid parameter : SearchString is required for ${type}`);
  if (!matches && searchString !== undefined) throw invalidInput(`Invalid parameter : SearchString is not valid for ${type}`);
  atMost(searchString, 255, "SearchString");
  if (type === "TCP" && resourcePath !== undefined) throw invalidInput("Invalid parameter : ResourcePath is not valid for TCP");
}

function judgeRegions(regions: readonly string[] | undefined): void {
  if (!regions) return;
  const strange = regions.find((region) => !(checkerRegions as readonly string[]).includes(region));
  if (strange !== undefined) throw invalidInput(`Invalid parameter : Regions contains ${strange}, which has no health checkers`);
  if (new Set(regions).size !== regions.length) throw invalidInput("Invalid parameter : Regions must not repeat");
  if (regions.length < 3) throw invalidInput("Invalid parameter : at least three Regions are required");
}

function judgeOther(config: CheckConfig): void {
  const foreign = (
    [
      "ipAddress",
      "port",
      "fullyQualifiedDomainName",
      "resourcePath",
      "searchString",
      "requestInterval",
      "failureThreshold",
      "regions",
    ] as const
  ).find((field) => config[field] !== undefined);
  if (foreign) throw invalidInput(`Invalid parameter : ${foreign[0]?.toUpperCase()}${foreign.slice(1)} is not valid for ${config.type}`);
}

/** At most 255 children, no calculated ones among them; threshold 0 is always healthy, above the children never. */
function judgeCalculated(config: CheckConfig, { find }: CheckContext): void {
  between(config.healthThreshold, 0, 256, "HealthThreshold");
  if (config.healthThreshold === undefined) throw invalidInput("Invalid parameter : HealthThreshold is required for CALCULATED");
  const children = config.children ?? [];
  if (children.length > 255) throw invalidInput("Invalid parameter : ChildHealthChecks must have at most 255 members");
  if (new Set(children).size !== children.length) throw invalidInput("Invalid parameter : ChildHealthChecks must not repeat");
  for (const id of children) {
    const child = find(id);
    if (!child) throw invalidInput(`Invalid parameter : child health check ${id} does not exist`);
    if (child.config.type === "CALCULATED") throw invalidInput(`Invalid parameter : child health check ${id} is itself CALCULATED`);
  }
}

function between(value: number | undefined, least: number, most: number, name: string): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || value < least || value > most)
    throw invalidInput(`Invalid parameter : ${name} must be between ${least} and ${most}`);
}

function atMost(value: string | undefined, most: number, name: string): void {
  if ((value?.length ?? 0) > most) throw invalidInput(`Invalid parameter : ${name} must have at most ${most} characters`);
}
