/**
 * Who watches the watchers: CloudWatch's own alarms on what CloudWatch itself counts, each in the region of its metric with a topic of that region.
 * None of it passes through Flipwatch's code, its table or its home region, so the loss of the home is told from every other region.
 */
import type { Config } from "@flipwatch/core";
import { createAlarm, createPost, type Post } from "./alarm.ts";
import type { Alerts } from "./alerts.ts";
import type { Dashboard } from "./dashboard.ts";
import type { Monitor } from "./monitor.ts";
import type { HandlerName } from "./needs.ts";
import { pascal, type RegionProbe } from "./probes.ts";
import type { QueuePlace, Storage } from "./storage.ts";
import { logOf, MINUTES, watchBallots, watchFunction, watchSchedule } from "./watch-function.ts";

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

/** What waited so long was not told in time. */
const OLD_WAKE_UP_SECONDS = 120;
const OLD_ALERT_SECONDS = 300;

export function createSelfWatch(config: Config, watched: Watched): SelfWatch {
  const { monitor, alerts, dashboard, storage } = watched;
  const addresses = config.deploy?.alarms ?? [];
  const home = createPost(config.home, addresses);
  const posts = new Map<string, Post>([[config.home, home]]);
  for (const { region, provider } of watched.probes) if (!posts.has(region)) posts.set(region, createPost(region, addresses, provider));
  for (const { region, fn } of watched.probes) {
    const post = posts.get(region) ?? home;
    const probe = { handler: "probe", fn } as const;
    watchFunction(`Probe${pascal(region)}`, probe, post);
    watchSchedule(`Probe${pascal(region)}`, probe, post);
    watchBallots(region, fn, post);
  }
  for (const [name, fn] of Object.entries({ ...monitor, ...alerts })) {
    if (fn === undefined) continue;
    const step = { handler: name as HandlerName, fn };
    watchFunction(pascal(name), step, home);
    watchSchedule(pascal(name), step, home);
  }
  watchFunction("Api", { handler: "api", fn: dashboard.api }, home);
  if (dashboard.interact !== undefined) watchFunction("Interact", { handler: "interact", fn: dashboard.interact }, home);
  watchQueue(
    "Wake",
    { place: storage.wake, oldSeconds: OLD_WAKE_UP_SECONDS, fn: monitor.tally, late: "Failovers are decided late." },
    home,
  );
  watchQueue("Deliver", { place: storage.deliver, oldSeconds: OLD_ALERT_SECONDS, fn: alerts.deliver, late: "Alerts are told late." }, home);
  watchUnsettled(monitor.tally, home);
  return { topics: Object.fromEntries([...posts].map(([region, { topic }]) => [region, topic])) };
}

interface WatchedQueue {
  place: QueuePlace;
  oldSeconds: number;
  /** Who takes from it. */
  fn: sst.aws.Function;
  /** What it means that nobody does. */
  late: string;
}

/** Messages that wait too long, and those that nobody could take. */
function watchQueue(name: string, { place: { arn, dead }, oldSeconds, fn, late }: WatchedQueue, post: Post): void {
  const common = { namespace: "AWS/SQS", statistic: "Maximum", period: MINUTES, comparisonOperator: "GreaterThanThreshold" };
  const log = logOf(fn);
  createAlarm(`${name}Old`, post, {
    ...common,
    metricName: "ApproximateAgeOfOldestMessage",
    dimensions: { QueueName: nameOf(arn) },
    threshold: oldSeconds,
    evaluationPeriods: 3,
    treatMissingData: "notBreaching",
    means: `A message waits for more than ${oldSeconds} s. ${late}`,
    todo: $interpolate`Its function's schedule does the same work each minute, if it runs: see its alarms, and its log: ${log}.`,
  });
  createAlarm(`${name}Dead`, post, {
    ...common,
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: nameOf(dead.arn) },
    threshold: 0,
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
    means: "Messages were given up after five tries.",
    todo: $interpolate`The schedule of each minute has made up for them if it runs. They lie in ${nameOf(dead.arn)} for 14 days, and why is in the log: ${log}. Once that is understood, purge the queue: the alarm ends with it.`,
  });
}

/** What was decided and could not be recorded or published to its end; tally says how old the oldest is, and what it does not say is missed. */
function watchUnsettled(tally: sst.aws.Function, post: Post): void {
  const name = "OldestUnsettledSeconds";
  const namespace = `${$app.name}/${$app.stage}`;
  new aws.cloudwatch.LogMetricFilter("Unsettled", {
    logGroupName: logOf(tally),
    pattern: '{ $.message = "tallied" }',
    metricTransformation: { name, namespace, value: "$.oldestUnsettledSeconds" },
  });
  createAlarm("UnsettledOld", post, {
    namespace,
    metricName: name,
    statistic: "Maximum",
    comparisonOperator: "GreaterThanThreshold",
    threshold: OLD_ALERT_SECONDS,
    period: 5 * MINUTES,
    evaluationPeriods: 1,
    treatMissingData: "breaching",
    means: "Events that were decided on are not recorded or published for more than five minutes, or tally says nothing. Alerts are late.",
    todo: $interpolate`See whether AWS's health dashboard tells of SNS or DynamoDB here; tally's log names the pair and the reason: ${logOf(tally)}. Nothing is lost: what waits is told once they are back.`,
  });
}

function nameOf(arn: Output<string>): Output<string> {
  return arn.apply((text) => text.slice(text.lastIndexOf(":") + 1));
}
