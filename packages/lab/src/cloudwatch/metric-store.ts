/**
 * The account's metrics: those of health checks, made here from their status (AWS/Route53, us-east-1 only, each minute, readable with a lag),
 * and those that clients put. Operations and protocols are elsewhere.
 */
import type { Ms } from "@flipwatch/core";
import type { Assumptions } from "../aws/assumptions.ts";
import { AwsError } from "../aws/aws-error.ts";
import type { HealthFleet, StatusChange } from "../health/fleet.ts";
import type { LabTime } from "../types.ts";
import { createLevel, createSamples, gather, type Level, minuteMs, type Point, type Samples, startOfMinute } from "./series.ts";

export interface Metric {
  region: string;
  namespace: string;
  name: string;
  dimensions: readonly { name: string; value: string }[];
}

export interface MetricStore {
  put(metric: Metric, at: Ms, sample: { min: number; max: number; sum: number; count: number }): void;
  /** Periods of `periodSeconds` as the wire says it, which is divided by the speed. Oldest first. */
  read(metric: Metric, range: { from: Ms; to: Ms; periodSeconds: number }): Point[];
  /** The newest whole periods that can be read, oldest first. */
  newest(metric: Metric, periods: number, periodSeconds: number): Point[];
  list(region: string): readonly Metric[];
}

/** Health checks' metrics exist there and nowhere else (Developer Guide, page monitoring-health-checks). */
export const healthMetricRegion = "us-east-1";
const healthNamespace = "AWS/Route53";
/** The lab's bound on metrics that clients make up. */
const metricsAtMost = 10_000;

type HealthMetricName = "HealthCheckStatus" | "HealthCheckPercentageHealthy" | "ChildHealthCheckHealthyCount";
type HealthLevels = Partial<Record<HealthMetricName, Level>>;

export function createMetricStore(deps: { time: LabTime; assumptions: Assumptions; health: Pick<HealthFleet, "onStatus"> }): MetricStore {
  const { time, assumptions, health } = deps;
  const levels = new Map<string, HealthLevels>();
  const put = new Map<string, { metric: Metric; samples: Samples }>();
  health.onStatus((change) => note(levels, change, time.unitMs));

  function pointsOf(metric: Metric): readonly Point[] {
    if (metric.namespace !== healthNamespace) return put.get(keyOf(metric))?.samples.points() ?? [];
    const level = healthLevel(levels, metric);
    if (!level) return [];
    const readable = time.now() - assumptions.metricLagSeconds * time.unitMs - minuteMs(time.unitMs);
    return level.points(time.now()).filter((point) => point.start <= readable);
  }
  const periodMs = (seconds: number) => Math.max(1, Math.round(seconds / 60)) * minuteMs(time.unitMs);

  return {
    put(metric, at, sample) {
      const key = keyOf(metric);
      const known = put.get(key);
      if (!known && put.size >= metricsAtMost) throw new AwsError("LimitExceeded", `The lab keeps at most ${metricsAtMost} metrics.`, 400);
      const entry = known ?? { metric, samples: createSamples(time.unitMs) };
      put.set(key, entry);
      entry.samples.add(at, sample);
    },
    read(metric, { from, to, periodSeconds }) {
      // The start is rounded down to the whole minute, the end is exclusive (API reference, GetMetricData).
      return gather(pointsOf(metric), { from: startOfMinute(from, time.unitMs), to, periodMs: periodMs(periodSeconds) });
    },
    newest(metric, periods, periodSeconds) {
      const lengthMs = periodMs(periodSeconds);
      const to = Math.floor(time.now() / lengthMs) * lengthMs;
      // Two periods more than asked for, so that the lag does not read as missing data.
      return gather(pointsOf(metric), { from: to - (periods + 2) * lengthMs, to, periodMs: lengthMs }).slice(-periods);
    },
    list: (region) => [
      ...healthMetrics(levels, region),
      ...[...put.values()].map(({ metric }) => metric).filter((metric) => metric.region === region),
    ],
  };
}

function keyOf({ region, namespace, name, dimensions }: Metric): string {
  const sorted = dimensions
    .map((dimension) => [dimension.name, dimension.value])
    .toSorted((a, b) => ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1));
  return JSON.stringify([region, namespace, name, sorted]);
}

function note(levels: Map<string, HealthLevels>, change: StatusChange, unitMs: number): void {
  const known = levels.get(change.checkId) ?? {};
  levels.set(change.checkId, known);
  const set = (name: HealthMetricName, value: number | undefined) => {
    if (value === undefined && !known[name]) return;
    known[name] ??= createLevel(unitMs);
    known[name].set(change.at, value);
  };
  set("HealthCheckStatus", change.healthy ? 1 : 0);
  set("HealthCheckPercentageHealthy", change.percentage);
  set("ChildHealthCheckHealthyCount", change.healthyChildren);
}

function healthLevel(levels: Map<string, HealthLevels>, metric: Metric): Level | undefined {
  const only = metric.dimensions.length === 1 ? metric.dimensions[0] : undefined;
  if (metric.region !== healthMetricRegion || only?.name !== "HealthCheckId") return undefined;
  return levels.get(only.value)?.[metric.name as HealthMetricName];
}

function healthMetrics(levels: Map<string, HealthLevels>, region: string): Metric[] {
  if (region !== healthMetricRegion) return [];
  return [...levels].flatMap(([id, metrics]) =>
    Object.keys(metrics).map((name) => ({ region, namespace: healthNamespace, name, dimensions: [{ name: "HealthCheckId", value: id }] })),
  );
}
