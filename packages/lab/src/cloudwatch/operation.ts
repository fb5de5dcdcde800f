/** CloudWatch's operations, whichever of its three protocols carried them (CloudWatch API reference). */
import { AwsError } from "../aws/aws-error.ts";
import type { Call, Operations, Output } from "../aws/call.ts";
import { type Fields, fields, fieldsList, flag, list, moment, number, requiredText, text } from "../aws/fields.ts";
import type { LabTime } from "../types.ts";
import { type AlarmStore, comparisonOperators, evaluate } from "./alarm.ts";
import type { Metric, MetricStore } from "./metric-store.ts";
import { type Statistic, statisticOf, statistics } from "./series.ts";

export interface CloudWatchDeps {
  time: LabTime;
  metrics: MetricStore;
  alarms: AlarmStore;
}

const queriesAtMost = 500;
const pointsAtMost = 100_800;
const account = "123456789012";

export function cloudWatchOperations(deps: CloudWatchDeps): Operations {
  return {
    GetMetricData: (input, call) => getMetricData(input, call, deps),
    GetMetricStatistics: (input, call) => getMetricStatistics(input, call, deps),
    ListMetrics: (input, call) => listMetrics(input, call, deps),
    PutMetricData: (input, call) => putMetricData(input, call, deps),
    PutMetricAlarm: (input, call) => putMetricAlarm(input, call, deps),
    DescribeAlarms: (input, call) => describeAlarms(input, call, deps),
    DeleteAlarms(input, call) {
      for (const name of list(input, "AlarmNames")) deps.alarms.delete(call.region, String(name));
      return {};
    },
  };
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}

function metricOf(input: Fields, region: string): Metric {
  return {
    region,
    namespace: requiredText(input, "Namespace"),
    name: requiredText(input, "MetricName"),
    dimensions: fieldsList(input, "Dimensions").map((dimension) => ({
      name: requiredText(dimension, "Name"),
      value: requiredText(dimension, "Value"),
    })),
  };
}

function rangeOf(input: Fields): { from: number; to: number } {
  const from = moment(input, "StartTime");
  const to = moment(input, "EndTime");
  if (from === undefined || to === undefined) throw new AwsError("MissingParameter", "The request must contain StartTime and EndTime.");
  if (from >= to) throw invalid("The parameter StartTime must be less than the parameter EndTime.");
  return { from, to };
}

function periodOf(input: Fields): number {
  const period = number(input, "Period");
  if (period === undefined) throw new AwsError("MissingParameter", "The parameter Period is required.");
  if (![1, 5, 10, 20, 30].includes(period) && (period <= 0 || period % 60 !== 0)) {
    throw invalid("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
  }
  return period;
}

function statisticNamed(name: string): Statistic {
  const found = statistics.find((statistic) => statistic === name);
  if (!found) throw invalid(`The lab has the statistics ${statistics.join(", ")}, not ${name}.`);
  return found;
}

/** 500 queries, 100,800 points a page, newest first unless told (API reference, GetMetricData). */
function getMetricData(input: Fields, call: Call, { metrics }: CloudWatchDeps): { [name: string]: Output } {
  const queries = fieldsList(input, "MetricDataQueries");
  if (queries.length > queriesAtMost)
    throw new AwsError("ValidationError", `The collection MetricDataQueries must not have a size greater than ${queriesAtMost}.`);
  const range = rangeOf(input);
  const ascending = text(input, "ScanBy") === "TimestampAscending";
  const most = Math.min(number(input, "MaxDatapoints") ?? pointsAtMost, pointsAtMost);
  const skip = Number(text(input, "NextToken") ?? 0);
  if (!Number.isInteger(skip) || skip < 0) throw new AwsError("InvalidNextToken", "The parameter NextToken is not valid.");
  const results = queries
    .filter((query) => flag(query, "ReturnData") !== false)
    .map((query) => ({ ...series(query, range, call.region, metrics), id: requiredText(query, "Id") }));
  return page(results, { skip, most, ascending });
}

function series(query: Fields, range: { from: number; to: number }, region: string, metrics: MetricStore) {
  const stat = fields(query, "MetricStat");
  if (!stat) throw new AwsError("ValidationError", "The lab takes MetricStat queries only, no expressions.");
  const metric = metricOf(fields(stat, "Metric") ?? {}, region);
  const statistic = statisticNamed(requiredText(stat, "Stat"));
  const points = metrics.read(metric, { ...range, periodSeconds: periodOf(stat) });
  return {
    label: text(query, "Label") ?? metric.name,
    values: points.map((point) => ({ at: point.start, value: statisticOf(point, statistic) })),
  };
}

interface Result {
  id: string;
  label: string;
  values: readonly { at: number; value: number }[];
}

function page(
  results: readonly Result[],
  { skip, most, ascending }: { skip: number; most: number; ascending: boolean },
): { [name: string]: Output } {
  let position = 0;
  const total = results.reduce((sum, result) => sum + result.values.length, 0);
  const shown = results.map((result) => {
    const ordered = ascending ? result.values : result.values.toReversed();
    const from = Math.max(0, skip - position);
    const to = Math.max(0, skip + most - position);
    position += ordered.length;
    const values = ordered.slice(from, to);
    return {
      Id: result.id,
      Label: result.label,
      Timestamps: values.map(({ at }) => new Date(at)),
      Values: values.map(({ value }) => value),
      StatusCode: to < ordered.length ? "PartialData" : "Complete",
    };
  });
  return { MetricDataResults: shown, Messages: [], ...(skip + most < total ? { NextToken: String(skip + most) } : {}) };
}

function getMetricStatistics(input: Fields, call: Call, { metrics }: CloudWatchDeps): { [name: string]: Output } {
  const metric = metricOf(input, call.region);
  const wanted = list(input, "Statistics").map((name) => statisticNamed(String(name)));
  if (wanted.length === 0) throw new AwsError("MissingParameter", "The lab needs the parameter Statistics.");
  const points = metrics.read(metric, { ...rangeOf(input), periodSeconds: periodOf(input) });
  if (points.length > 1_440) throw new AwsError("InvalidParameterCombination", "You have requested more than 1,440 datapoints.");
  const datapoints = points.map((point) => ({
    Timestamp: new Date(point.start),
    ...Object.fromEntries(wanted.map((statistic) => [statistic, statisticOf(point, statistic)])),
    Unit: metric.name === "HealthCheckPercentageHealthy" ? "Percent" : "None",
  }));
  return { Label: metric.name, Datapoints: datapoints };
}

function listMetrics(input: Fields, call: Call, { metrics }: CloudWatchDeps): { [name: string]: Output } {
  const namespace = text(input, "Namespace");
  const name = text(input, "MetricName");
  const dimensions = fieldsList(input, "Dimensions").map((dimension) => ({
    name: requiredText(dimension, "Name"),
    value: text(dimension, "Value"),
  }));
  const has = (metric: Metric) =>
    dimensions.every((wanted) =>
      metric.dimensions.some((found) => found.name === wanted.name && (wanted.value ?? found.value) === found.value),
    );
  const found = metrics
    .list(call.region)
    .filter((metric) => metric.namespace === (namespace ?? metric.namespace) && metric.name === (name ?? metric.name) && has(metric));
  const skip = Number(text(input, "NextToken") ?? 0) || 0;
  const shown = found.slice(skip, skip + 500);
  return {
    Metrics: shown.map((metric) => ({
      Namespace: metric.namespace,
      MetricName: metric.name,
      Dimensions: dimensionsOut(metric.dimensions),
    })),
    ...(skip + 500 < found.length ? { NextToken: String(skip + 500) } : {}),
  };
}

function dimensionsOut(dimensions: Metric["dimensions"]): Output {
  return dimensions.map(({ name, value }) => ({ Name: name, Value: value }));
}

function putMetricData(input: Fields, call: Call, { time, metrics }: CloudWatchDeps): { [name: string]: Output } {
  const namespace = requiredText(input, "Namespace");
  if (namespace.startsWith("AWS/")) throw invalid("The value AWS/ for parameter Namespace is invalid.");
  const data = fieldsList(input, "MetricData");
  if (data.length > 1_000) throw new AwsError("ValidationError", "MetricData must have at most 1,000 members.");
  for (const datum of data) {
    const metric = metricOf({ ...datum, Namespace: namespace }, call.region);
    for (const sample of samplesOf(datum)) metrics.put(metric, moment(datum, "Timestamp") ?? time.now(), sample);
  }
  return {};
}

function samplesOf(datum: Fields): { min: number; max: number; sum: number; count: number }[] {
  const set = fields(datum, "StatisticValues");
  if (set) {
    const part = (name: string) => number(set, name) ?? 0;
    return [{ min: part("Minimum"), max: part("Maximum"), sum: part("Sum"), count: part("SampleCount") }];
  }
  const single = number(datum, "Value");
  const values = single === undefined ? list(datum, "Values").map(Number) : [single];
  const counts = list(datum, "Counts").map(Number);
  if (values.length === 0) throw new AwsError("MissingParameter", "One of Value, Values and StatisticValues is required.");
  if (values.some((value) => !Number.isFinite(value))) throw invalid("A metric value must be a number.");
  return values.map((value, index) => ({ min: value, max: value, sum: value * (counts[index] ?? 1), count: counts[index] ?? 1 }));
}

function putMetricAlarm(input: Fields, call: Call, { time, alarms }: CloudWatchDeps): { [name: string]: Output } {
  if (input.Metrics !== undefined || input.ExtendedStatistic !== undefined)
    throw invalid("The lab has no alarms on metric math or extended statistics.");
  const comparisonOperator = requiredText(input, "ComparisonOperator");
  if (!comparisonOperators.includes(comparisonOperator)) throw invalid(`The lab does not have the comparison ${comparisonOperator}.`);
  const metric = metricOf(input, call.region);
  const description = text(input, "AlarmDescription");
  alarms.put({
    region: call.region,
    name: requiredText(input, "AlarmName"),
    ...(description === undefined ? {} : { description }),
    namespace: metric.namespace,
    metricName: metric.name,
    dimensions: metric.dimensions,
    statistic: statisticNamed(requiredText(input, "Statistic")),
    period: periodOf(input),
    evaluationPeriods: number(input, "EvaluationPeriods") ?? 1,
    threshold: number(input, "Threshold") ?? 0,
    comparisonOperator,
    actionsEnabled: flag(input, "ActionsEnabled") ?? true,
    alarmActions: list(input, "AlarmActions").map(String),
    okActions: list(input, "OKActions").map(String),
    updatedAt: time.now(),
  });
  return {};
}

function describeAlarms(input: Fields, call: Call, { metrics, alarms }: CloudWatchDeps): { [name: string]: Output } {
  const names = list(input, "AlarmNames").map(String);
  const prefix = text(input, "AlarmNamePrefix") ?? "";
  const state = text(input, "StateValue");
  const found = alarms
    .list(call.region)
    .filter((alarm) => (names.length === 0 || names.includes(alarm.name)) && alarm.name.startsWith(prefix))
    .map((alarm) => ({ alarm, state: evaluate(alarm, call.region, metrics) }))
    .filter((entry) => entry.state === (state ?? entry.state));
  return {
    CompositeAlarms: [],
    MetricAlarms: found.map(({ alarm, state: value }) => ({
      AlarmName: alarm.name,
      AlarmArn: `arn:aws:cloudwatch:${alarm.region}:${account}:alarm:${alarm.name}`,
      AlarmDescription: alarm.description,
      AlarmConfigurationUpdatedTimestamp: new Date(alarm.updatedAt),
      ActionsEnabled: alarm.actionsEnabled,
      OKActions: alarm.okActions,
      AlarmActions: alarm.alarmActions,
      InsufficientDataActions: [],
      StateValue: value,
      StateReason: "What the data say at this moment",
      StateUpdatedTimestamp: new Date(alarm.updatedAt),
      MetricName: alarm.metricName,
      Namespace: alarm.namespace,
      Statistic: alarm.statistic,
      Dimensions: dimensionsOut(alarm.dimensions),
      Period: alarm.period,
      EvaluationPeriods: alarm.evaluationPeriods,
      Threshold: alarm.threshold,
      ComparisonOperator: alarm.comparisonOperator,
    })),
  };
}
