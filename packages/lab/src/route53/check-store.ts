/** The account's health checks: made once per caller reference, versioned, changed only where Route 53 lets them change. */

import type { Assumptions } from "../aws/assumptions.ts";
import { AwsError, invalidInput } from "../aws/aws-error.ts";
import type { Random } from "../types.ts";
import { type CheckConfig, type CopiedAlarm, type HealthCheck, isEndpoint } from "./check.ts";
import { judgeConfig } from "./check-rule.ts";
import { newUuid } from "./name.ts";

export type Resettable = "ChildHealthChecks" | "FullyQualifiedDomainName" | "Regions" | "ResourcePath";

export interface CheckStore {
  /** False when the reference was used before with the same settings: the same check comes back. */
  create(callerReference: string, config: CheckConfig): { check: HealthCheck; created: boolean };
  /** Throws NoSuchHealthCheck. */
  get(id: string): HealthCheck;
  has(id: string): boolean;
  list(): readonly HealthCheck[];
  update(id: string, change: Partial<CheckConfig>, options?: { version?: number; reset?: readonly string[] }): HealthCheck;
  delete(id: string): void;
  /** Told of every new, changed (`check`) and deleted (`undefined`) health check. */
  onChange(listener: (id: string, check: HealthCheck | undefined) => void): void;
}

/** Developer Guide, DNSLimitations. */
const checksAtMost = 200;

export interface CheckStoreDeps {
  random: Random;
  assumptions: Assumptions;
  /** The settings of an alarm now, in that region's CloudWatch. */
  alarmOf(region: string, name: string): CopiedAlarm | undefined;
}

export function createCheckStore(deps: CheckStoreDeps): CheckStore {
  const checks = new Map<string, HealthCheck>();
  const references = new Map<string, { id: string; settings: string }>();
  const listeners: ((id: string, check: HealthCheck | undefined) => void)[] = [];
  const tell = (id: string, check: HealthCheck | undefined) => {
    for (const listener of listeners) listener(id, check);
  };
  function find(id: string): HealthCheck {
    const check = checks.get(id);
    if (!check) throw new AwsError("NoSuchHealthCheck", `A health check with id ${id} does not exist.`, 404);
    return check;
  }
  const judge = (config: CheckConfig) => judgeConfig(config, { find: (id) => checks.get(id) });

  return {
    create(callerReference, config) {
      judge(config);
      const settings = JSON.stringify(config);
      const before = references.get(callerReference);
      if (before) return { check: sameAgain(checks.get(before.id), before.settings === settings), created: false };
      if (checks.size >= checksAtMost)
        throw new AwsError("TooManyHealthChecks", `This account has ${checksAtMost} health checks already.`, 400);
      const check = { id: newUuid(deps.random), callerReference, version: 1, config, ...copiedAlarm(config, deps) };
      checks.set(check.id, check);
      references.set(callerReference, { id: check.id, settings });
      tell(check.id, check);
      return { check, created: true };
    },
    get: find,
    has: (id) => checks.has(id),
    list: () => [...checks.values()],
    update(id, change, options = {}) {
      const known = find(id);
      if (options.version !== undefined && options.version !== known.version) throw versionMismatch(options.version);
      const config = reset(merged(known.config, change), options.reset ?? []);
      judge(config);
      const check = { ...known, version: known.version + 1, config, ...copiedAlarm(config, deps) };
      checks.set(id, check);
      tell(id, check);
      return check;
    },
    delete(id) {
      find(id);
      // Allowed while record sets use it (Developer Guide, page health-checks-updating-deleting-tasks). The reference stays used up.
      checks.delete(id);
      tell(id, undefined);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

/** Same reference and settings give the check again; other settings or a deleted check's reference are refused (API reference, CreateHealthCheck). */
function sameAgain(check: HealthCheck | undefined, sameSettings: boolean): HealthCheck {
  if (check && sameSettings) return check;
  const message = "A health check with this caller reference already exists, with other settings or deleted since.";
  throw new AwsError("HealthCheckAlreadyExists", message, 409);
}

function versionMismatch(version: number): AwsError {
  return new AwsError(
    "HealthCheckVersionMismatch",
    `The value of HealthCheckVersion in the request, ${version}, doesn't match the health check's.`,
    409,
  );
}

/** By address stays by address and by name by name (Developer Guide, page health-checks-creating-values). */
function merged(config: CheckConfig, change: Partial<CheckConfig>): CheckConfig {
  if (isEndpoint(config.type) && change.ipAddress !== undefined && config.ipAddress === undefined) {
    throw invalidInput("Invalid parameter : a health check by domain name cannot become one by IP address");
  }
  return { ...config, ...change };
}

function reset(config: CheckConfig, names: readonly string[]): CheckConfig {
  const copy = { ...config };
  for (const name of names) {
    if (name === "ChildHealthChecks") delete copy.children;
    else if (name === "FullyQualifiedDomainName") delete copy.fullyQualifiedDomainName;
    else if (name === "Regions") delete copy.regions;
    else if (name === "ResourcePath") delete copy.resourcePath;
    else throw invalidInput(`Invalid parameter : ResetElements cannot contain ${name}`);
  }
  return copy;
}

function copiedAlarm(config: CheckConfig, { alarmOf, assumptions }: CheckStoreDeps): { copiedAlarm?: CopiedAlarm } {
  if (config.type !== "CLOUDWATCH_METRIC" || !config.alarm) return {};
  const alarm = alarmOf(config.alarm.region, config.alarm.name);
  if (!alarm) throw invalidInput(assumptions.unknownAlarmText(config.alarm.name, config.alarm.region));
  return { copiedAlarm: alarm };
}
