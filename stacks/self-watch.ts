/**
 * Who watches the watchers: CloudWatch's own alarms on what CloudWatch itself counts, each in the region of its metric with a topic of that region.
 * None of it passes through Flipwatch's code, its table or its home region, so the loss of the home is told from every other region.
 */
import type { Config } from "@flipwatch/core";
import type { Alerts } from "./alerts.ts";
import type { Dashboard } from "./dashboard.ts";
import type { Monitor } from "./monitor.ts";
import { pascal, type RegionProbe } from "./probes.ts";
import type { QueuePlace, Storage } from "./storage.ts";
import { subscribe } from "./subscribe.ts";

type Output<T> = $util.Output<T>;

export interface Watched {
  storage: Storage;
  probes: RegionProbe[];
  monitor: Monitor;
  alerts: Alerts;
  dashboard: Dashboard;
}

export interface SelfWatch {
  /** By region: topics to which people subscribe; the configured addresses are subscribed already. */
  topics: Record<string, Output<string>>;
}

/** Where a region's alarms go. */
interface Post {
  topic: Output<string>;
  /** Absent in the home region. */
  provider?: aws.Provider;
}

const MINUTES = 60;
/** What waited so long was not told in time. */
const OLD_WAKE_UP_SECONDS = 120;
const OLD_ALERT_SECONDS = 300;

export function createSelfWatch(config: Config, watched: Watched): SelfWatch {
  const addresses = config.deploy?.alarms ?? [];
  const posts = new Map<string, Post>([[config.home, createPost(config.home, addresses)]]);
  for (const { region, provider } of watched.probes) if (!posts.has(region)) posts.set(region, createPost(region, addresses, provider));
  const home = posts.get(config.home) as Post;
  for (const { region, fn } of watched.probes) watchProbe(region, fn, posts.get(region) ?? home);
  const { monitor, alerts, dashboard, storage } = watched;
  for (const [name, fn] of Object.entries({ ...monitor, ...alerts })) if (fn !== undefined) watchFunction(pascal(name), fn, home, true);
  watchFunction("Api", dashboard.api, home, false);
  if (dashboard.interact !== undefined) watchFunction("Interact", dashboard.interact, home, false);
  watchQueue("Wake", storage.wake, OLD_WAKE_UP_SECONDS, home);
  watchQueue("Deliver", storage.deliver, OLD_ALERT_SECONDS, home);
  watchUnsettled(monitor.tally, home);
  return { topics: Object.fromEntries([...posts].map(([region, { topic }]) => [region, topic])) };
}

/** Alarms can't publish to a topic that SNS's own key encrypts; what they say is the alarm's name and numbers. */
function createPost(region: string, addresses: readonly string[], provider?: aws.Provider): Post {
  const options = provider === undefined ? {} : { provider };
  const topic = new aws.sns.Topic(`Alarms${pascal(region)}`, {}, options);
  subscribe(`Alarms${pascal(region)}`, topic.arn, addresses, options);
  const account = aws.getCallerIdentityOutput({}).accountId;
  const policy = aws.iam.getPolicyDocumentOutput({
    statements: [
      {
        principals: [{ type: "Service", identifiers: ["cloudwatch.amazonaws.com"] }],
        actions: ["sns:Publish"],
        resources: [topic.arn],
        conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [account] }],
      },
    ],
  });
  new aws.sns.TopicPolicy(`Alarms${pascal(region)}Policy`, { arn: topic.arn, policy: policy.json }, options);
  return { topic: topic.arn, ...options };
}

/** A region whose probe is not invoked, or fails, casts no ballots: both are missed within minutes, also when nothing at all is reported. */
function watchProbe(region: string, fn: sst.aws.Function, post: Post): void {
  watchFunction(`Probe${pascal(region)}`, fn, post, true);
  const filter = new aws.cloudwatch.LogMetricFilter(
    `Ballots${pascal(region)}`,
    {
      logGroupName: logOf(fn),
      pattern: '{ $.message = "probed" }',
      metricTransformation: { name: "BallotsCast", namespace: `flipwatch/${$app.stage}`, value: "$.ballots" },
    },
    inRegion(post),
  );
  // Where no pair is watched yet there is nothing to vote on, and nothing wrong.
  new aws.cloudwatch.LogMetricFilter(
    `NothingWatched${pascal(region)}`,
    {
      logGroupName: logOf(fn),
      pattern: '{ $.message = "probed" && $.stoppedBy = "nothing-watched" }',
      metricTransformation: { name: "BallotsCast", namespace: `flipwatch/${$app.stage}`, value: "1" },
    },
    inRegion(post),
  );
  alarm(`NoBallots${pascal(region)}`, post, {
    alarmDescription: `Flipwatch's probe in ${region} cast no ballots for ten minutes: this region has no say. Its log says why: /aws/lambda/${$app.name}-${$app.stage}-probe.`,
    namespace: `flipwatch/${$app.stage}`,
    metricName: filter.metricTransformation.apply(({ name }) => name),
    statistic: "Sum",
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    period: 5 * MINUTES,
    evaluationPeriods: 2,
    treatMissingData: "breaching",
  });
}

function watchFunction(name: string, fn: sst.aws.Function, post: Post, isScheduled: boolean): void {
  const dimensions = { FunctionName: fn.name };
  const common = { namespace: "AWS/Lambda", dimensions, statistic: "Sum", period: 5 * MINUTES };
  const above = { comparisonOperator: "GreaterThanThreshold", threshold: 0, evaluationPeriods: 2, treatMissingData: "notBreaching" };
  alarm(`${name}Errors`, post, { ...common, ...above, alarmDescription: `Flipwatch's ${name} fails.`, metricName: "Errors" });
  alarm(`${name}Throttles`, post, {
    ...{ ...common, ...above, metricName: "Throttles" },
    alarmDescription: `Flipwatch's ${name} is throttled: the account's concurrency in this region is used up.`,
  });
  if (!isScheduled) return;
  alarm(`${name}Silent`, post, {
    ...common,
    alarmDescription: `Flipwatch's ${name} was not invoked for ten minutes.`,
    metricName: "Invocations",
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    evaluationPeriods: 2,
    treatMissingData: "breaching",
  });
}

/** Messages that wait too long, and those that nobody could take. */
function watchQueue(name: string, { arn, dead }: QueuePlace, oldSeconds: number, post: Post): void {
  const common = { namespace: "AWS/SQS", statistic: "Maximum", period: MINUTES, comparisonOperator: "GreaterThanThreshold" };
  alarm(`${name}Old`, post, {
    ...common,
    alarmDescription: `A message waits in Flipwatch's ${name} queue for more than ${oldSeconds} s: events are decided or told late.`,
    metricName: "ApproximateAgeOfOldestMessage",
    dimensions: { QueueName: nameOf(arn) },
    threshold: oldSeconds,
    evaluationPeriods: 3,
    treatMissingData: "notBreaching",
  });
  alarm(`${name}Dead`, post, {
    ...common,
    alarmDescription: `Flipwatch's ${name} queue gave messages up; they lie in its dead-letter queue for 14 days.`,
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: nameOf(dead.arn) },
    threshold: 0,
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
  });
}

/** What was decided and could not be recorded or published to its end; tally says how old the oldest is, and what it does not say is missed. */
function watchUnsettled(tally: sst.aws.Function, post: Post): void {
  const name = "OldestUnsettledSeconds";
  const namespace = `flipwatch/${$app.stage}`;
  new aws.cloudwatch.LogMetricFilter("Unsettled", {
    logGroupName: logOf(tally),
    pattern: '{ $.message = "tallied" }',
    metricTransformation: { name, namespace, value: "$.oldestUnsettledSeconds" },
  });
  alarm("UnsettledOld", post, {
    alarmDescription: "A pair has had events for more than five minutes that could not be recorded or published to their end.",
    namespace,
    metricName: name,
    statistic: "Maximum",
    comparisonOperator: "GreaterThanThreshold",
    threshold: OLD_ALERT_SECONDS,
    period: 5 * MINUTES,
    evaluationPeriods: 1,
    treatMissingData: "breaching",
  });
}

function alarm(name: string, post: Post, args: Omit<aws.cloudwatch.MetricAlarmArgs, "alarmActions" | "okActions">): void {
  const actions = [post.topic];
  new aws.cloudwatch.MetricAlarm(`${name}Alarm`, { ...args, alarmActions: actions, okActions: actions }, inRegion(post));
}

function inRegion({ provider }: Post): { provider?: aws.Provider } {
  return provider === undefined ? {} : { provider };
}

function logOf(fn: sst.aws.Function): Output<string> {
  return $output(fn.nodes.logGroup).apply((group) => (group as aws.cloudwatch.LogGroup).name);
}

function nameOf(arn: Output<string>): Output<string> {
  return arn.apply((text) => text.slice(text.lastIndexOf(":") + 1));
}
