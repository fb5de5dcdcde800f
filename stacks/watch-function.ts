/** CloudWatch's alarms on a function: that it fails, is not let run, is not started; and on a probe, that its region has no say. */
import { createAlarm, inRegion, type Post } from "./alarm.ts";
import type { HandlerName } from "./needs.ts";
import { pascal } from "./probes.ts";

type Output<T> = $util.Output<T>;

export const MINUTES = 60;

/** What stands still without it. */
const lost: Readonly<Record<HandlerName, string>> = {
  discover: "Changes in Route 53 go unseen; the pairs that are known are watched on.",
  probe: "This region loses its say; pairs are decided on as long as a majority of regions votes.",
  health: "Readings of health checks grow old: alerts say less, and an end is not told as recovered.",
  tally: "Nothing is decided: no failover is noticed.",
  deliver: "Alerts are late or missing.",
  heartbeat: "The dead man's switch is not pinged, and will go off.",
  api: "The dashboard and the command line get no answer. Watching and alerts go on.",
  interact: "Slack's buttons do nothing. Watching and alerts go on.",
};

export interface WatchedFunction {
  handler: HandlerName;
  fn: sst.aws.Function;
}

/** `name`: of the function among the app's. */
export function watchFunction(name: string, { handler, fn }: WatchedFunction, post: Post): void {
  const common = { namespace: "AWS/Lambda", dimensions: { FunctionName: fn.name }, statistic: "Sum", period: 5 * MINUTES };
  const above = { comparisonOperator: "GreaterThanThreshold", threshold: 0, evaluationPeriods: 2, treatMissingData: "notBreaching" };
  createAlarm(`${name}Errors`, post, {
    ...{ ...common, ...above, metricName: "Errors" },
    means: `${handler} keeps failing, for ten minutes by now. ${lost[handler]}`,
    todo: $interpolate`Its log says why: ${logOf(fn)}. If it began with a deployment, read *Upgrading* in docs/deploy.md before going back.`,
  });
  createAlarm(`${name}Throttles`, post, {
    ...{ ...common, ...above, metricName: "Throttles" },
    means: `${handler} is throttled: what the account may run at once in this region is used up. ${lost[handler]}`,
    todo: "See in Lambda's console what else runs, and ask for more: Service Quotas, AWS Lambda, Concurrent executions.",
  });
}

export function watchSchedule(name: string, { handler, fn }: WatchedFunction, post: Post): void {
  createAlarm(`${name}Silent`, post, {
    namespace: "AWS/Lambda",
    metricName: "Invocations",
    dimensions: { FunctionName: fn.name },
    statistic: "Sum",
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    period: 5 * MINUTES,
    evaluationPeriods: 2,
    treatMissingData: "breaching",
    means: `${handler} was not started for ten minutes. ${lost[handler]}`,
    todo: `See whether AWS's health dashboard tells of Lambda or EventBridge Scheduler, and whether the schedule is there and enabled; \`npx sst refresh --stage ${$app.stage}\` and \`npx sst deploy --stage ${$app.stage}\` make it anew.`,
  });
}

/** A region whose probe is not invoked, or fails, casts no ballots: missed within minutes, also when nothing at all is reported. */
export function watchBallots(region: string, fn: sst.aws.Function, post: Post): void {
  const namespace = `${$app.name}/${$app.stage}`;
  const filter = new aws.cloudwatch.LogMetricFilter(
    `Ballots${pascal(region)}`,
    {
      logGroupName: logOf(fn),
      pattern: '{ $.message = "probed" }',
      metricTransformation: { name: "BallotsCast", namespace, value: "$.ballots" },
    },
    inRegion(post),
  );
  // Where no pair is watched yet there is nothing to vote on, and nothing wrong.
  new aws.cloudwatch.LogMetricFilter(
    `NothingWatched${pascal(region)}`,
    {
      logGroupName: logOf(fn),
      pattern: '{ $.message = "probed" && $.stoppedBy = "nothing-watched" }',
      metricTransformation: { name: "BallotsCast", namespace, value: "1" },
    },
    inRegion(post),
  );
  createAlarm(`NoBallots${pascal(region)}`, post, {
    namespace,
    metricName: filter.metricTransformation.apply(({ name }) => name),
    statistic: "Sum",
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    period: 5 * MINUTES,
    evaluationPeriods: 2,
    treatMissingData: "breaching",
    means: `No ballot came from ${region} for ten minutes. ${lost.probe}`,
    todo: $interpolate`If every region says so, the home region or the table is in trouble, and nothing is decided or told: look at AWS's health dashboard. If this one alone does, the probe's log says why: ${logOf(fn)}.`,
  });
}

export function logOf(fn: sst.aws.Function): Output<string> {
  return $output(fn.nodes.logGroup).apply((group) => (group as aws.cloudwatch.LogGroup).name);
}
