/** Reads what CloudWatch knows of health checks, many checks a call. What missing data means is decided in core. */
import { CloudWatchClient, type CloudWatchClientConfig, GetMetricDataCommand, type MetricDataResult } from "@aws-sdk/client-cloudwatch";
import { type CheckDatum, FlipwatchError, type Metrics, type Ms } from "@flipwatch/core";
import { awsFailure } from "./failure.ts";

/** GetMetricData takes at most 500 queries (CloudWatch API Reference); each check needs two. */
const CHECKS_A_CALL = 250;
/** One batch's pages. 100,800 points fit in one, so more than a few mean that something is wrong. */
const PAGE_LIMIT = 50;
/** On the wire always 60, whatever it means in real time. */
const PERIOD_SECONDS = 60;
const TIMEOUT_MS = 15_000;

/** Route 53's metrics exist in us-east-1 only (Route 53 Developer Guide, page monitoring-cloudwatch). */
export function cloudwatchClient(overrides: CloudWatchClientConfig = {}): CloudWatchClient {
  return new CloudWatchClient({
    requestHandler: { connectionTimeout: 3_000, requestTimeout: TIMEOUT_MS, throwOnRequestTimeout: true },
    maxAttempts: 3,
    ...overrides,
    region: "us-east-1",
  });
}

export interface MetricsOptions {
  client?: CloudWatchClient;
  /** What a period of 60 means in real milliseconds: 60,000 divided by the speed. */
  periodMs: number;
}

/** Errors: `cloudwatch-failed`, retryable unless CloudWatch refused the request. */
export function createMetrics(options: MetricsOptions): Metrics {
  const client = options.client ?? cloudwatchClient();
  return {
    async readings(checks, from, to) {
      const found = new Map<string, CheckDatum[]>(checks.map((check) => [check, []]));
      for (let first = 0; first < checks.length; first += CHECKS_A_CALL) {
        const batch = checks.slice(first, first + CHECKS_A_CALL);
        const results = await fetchBatch(client, batch, alignedWindow(from, to, options.periodMs));
        batch.forEach((check, index) => {
          found.set(check, dataOf(results.get(`s${index}`), results.get(`p${index}`)));
        });
      }
      return found;
    },
  };
}

interface Window {
  start: Date;
  /** Exclusive (CloudWatch API Reference, GetMetricData). */
  end: Date;
}

/** Whole periods, so that the first and last of them are not cut. */
function alignedWindow(from: Ms, to: Ms, periodMs: number): Window {
  return { start: new Date(Math.floor(from / periodMs) * periodMs), end: new Date(Math.ceil(to / periodMs) * periodMs) };
}

type Series = Map<Ms, number>;

async function fetchBatch(client: CloudWatchClient, checks: readonly string[], window: Window): Promise<Map<string, Series>> {
  const series = new Map<string, Series>();
  let next: string | undefined;
  for (let page = 0; page < PAGE_LIMIT; page++) {
    const reply = await getMetricData(client, checks, window, next);
    for (const result of reply.MetricDataResults ?? []) collect(series, result);
    next = reply.NextToken;
    if (!next) return series;
  }
  throw new FlipwatchError("cloudwatch-failed", `CloudWatch gave more than ${PAGE_LIMIT} pages for ${checks.length} health checks`);
}

async function getMetricData(client: CloudWatchClient, checks: readonly string[], window: Window, next: string | undefined) {
  const command = new GetMetricDataCommand({
    MetricDataQueries: checks.flatMap((check, index) => [
      query(`s${index}`, check, "HealthCheckStatus", "Minimum"),
      query(`p${index}`, check, "HealthCheckPercentageHealthy", "Average"),
    ]),
    StartTime: window.start,
    EndTime: window.end,
    ScanBy: "TimestampAscending",
    NextToken: next,
  });
  try {
    return await client.send(command, { abortSignal: AbortSignal.timeout(3 * TIMEOUT_MS) });
  } catch (error) {
    const failure = awsFailure(error);
    const message = `CloudWatch GetMetricData for ${checks.length} health checks failed: ${failure.code}: ${failure.message}`;
    throw new FlipwatchError("cloudwatch-failed", message, { retryable: failure.kind !== "refused", cause: error });
  }
}

function query(id: string, check: string, metric: string, statistic: string) {
  const dimensions = [{ Name: "HealthCheckId", Value: check }];
  return {
    Id: id,
    MetricStat: {
      Metric: { Namespace: "AWS/Route53", MetricName: metric, Dimensions: dimensions },
      Period: PERIOD_SECONDS,
      Stat: statistic,
    },
  };
}

/** Pages may split a query's points, and a failed query has none: it then reads like missing data, which is never healthy. */
function collect(series: Map<string, Series>, result: MetricDataResult): void {
  if (!result.Id) return;
  const points = series.get(result.Id) ?? new Map<Ms, number>();
  result.Timestamps?.forEach((at, index) => {
    const value = result.Values?.[index];
    if (value !== undefined) points.set(at.getTime(), value);
  });
  series.set(result.Id, points);
}

/** The status decides which periods there are. The percentage stops when a check is disabled (Route 53 Developer Guide, page monitoring-health-checks). */
function dataOf(statuses: Series = new Map(), percentages: Series = new Map()): CheckDatum[] {
  return [...statuses]
    .sort(([one], [other]) => one - other)
    .map(([period, value]) => ({ period, status: value >= 1 ? "healthy" : "unhealthy", percentage: percentages.get(period) }));
}
