/** Metric alarms, as far as health checks of type CLOUDWATCH_METRIC need them: settings, and what the data say now. Actions are kept, not run. */
import { AwsError } from "../aws/aws-error.ts";
import type { CopiedAlarm } from "../route53/check.ts";
import type { MetricStore } from "./metric-store.ts";
import { type Statistic, statisticOf } from "./series.ts";

export interface Alarm extends CopiedAlarm {
  region: string;
  name: string;
  description?: string;
  actionsEnabled: boolean;
  alarmActions: readonly string[];
  okActions: readonly string[];
  updatedAt: number;
}

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface AlarmStore {
  put(alarm: Alarm): void;
  get(region: string, name: string): Alarm | undefined;
  list(region: string): readonly Alarm[];
  delete(region: string, name: string): void;
}

/** Alarms the lab keeps. */
const alarmsAtMost = 1_000;

export function createAlarmStore(): AlarmStore {
  const alarms = new Map<string, Alarm>();
  return {
    put(alarm) {
      if (alarms.size >= alarmsAtMost) throw new AwsError("LimitExceeded", `The lab keeps at most ${alarmsAtMost} alarms.`, 400);
      alarms.set(`${alarm.region}/${alarm.name}`, alarm);
    },
    get: (region, name) => alarms.get(`${region}/${name}`),
    list: (region) => [...alarms.values()].filter((alarm) => alarm.region === region),
    delete: (region, name) => void alarms.delete(`${region}/${name}`),
  };
}

const comparisons: Record<string, (value: number, threshold: number) => boolean> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};
export const comparisonOperators: readonly string[] = Object.keys(comparisons);

/**
 * What the data stream says: breached when all of the newest periods are. Health checks follow this and not the alarm's state, so that SetAlarmState
 * would not move them (Route 53 Developer Guide, page dns-failover-determining-health-of-endpoints).
 */
export function evaluate(alarm: CopiedAlarm, region: string, metrics: MetricStore): AlarmState {
  const metric = { region, namespace: alarm.namespace, name: alarm.metricName, dimensions: alarm.dimensions };
  const points = metrics.newest(metric, alarm.evaluationPeriods, alarm.period);
  if (points.length < alarm.evaluationPeriods) return "INSUFFICIENT_DATA";
  const breaches = comparisons[alarm.comparisonOperator];
  const every = points.every((point) => breaches?.(statisticOf(point, alarm.statistic as Statistic), alarm.threshold));
  return every ? "ALARM" : "OK";
}
