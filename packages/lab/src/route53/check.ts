/** A health check as Route 53 keeps it (API reference, HealthCheck and HealthCheckConfig). */

export const checkTypes = [
  "HTTP",
  "HTTPS",
  "HTTP_STR_MATCH",
  "HTTPS_STR_MATCH",
  "TCP",
  "CALCULATED",
  "CLOUDWATCH_METRIC",
  "RECOVERY_CONTROL",
] as const;
export type CheckType = (typeof checkTypes)[number];

/** The eight regions with checkers; at least three must be chosen. */
export const checkerRegions = [
  "us-east-1",
  "us-west-1",
  "us-west-2",
  "eu-west-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-northeast-1",
  "sa-east-1",
] as const;

export interface CheckConfig {
  type: CheckType;
  ipAddress?: string;
  port?: number;
  resourcePath?: string;
  fullyQualifiedDomainName?: string;
  searchString?: string;
  /** 10 or 30; endpoint checks only, as are the next two. */
  requestInterval?: number;
  failureThreshold?: number;
  measureLatency?: boolean;
  inverted: boolean;
  disabled: boolean;
  /** CALCULATED: how many children must be healthy. */
  healthThreshold?: number;
  children?: readonly string[];
  enableSni?: boolean;
  /** Absent: all eight. */
  regions?: readonly string[];
  alarm?: { region: string; name: string };
  insufficientData?: InsufficientData;
}

export type InsufficientData = "Healthy" | "Unhealthy" | "LastKnownStatus";

/** The alarm's settings at the time when the check was made or updated; later edits of the alarm don't reach the check. */
export interface CopiedAlarm {
  evaluationPeriods: number;
  threshold: number;
  comparisonOperator: string;
  /** Seconds, unscaled. */
  period: number;
  metricName: string;
  namespace: string;
  statistic: string;
  dimensions: readonly { name: string; value: string }[];
}

export interface HealthCheck {
  id: string;
  callerReference: string;
  version: number;
  config: CheckConfig;
  copiedAlarm?: CopiedAlarm;
}

export const isEndpoint = (type: CheckType): boolean => type === "TCP" || type.startsWith("HTTP");

/** What the port is when none was given (API reference, HealthCheckConfig). */
export function portOf(config: CheckConfig): number {
  return config.port ?? (config.type.startsWith("HTTPS") ? 443 : 80);
}
