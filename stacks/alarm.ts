/**
 * An alarm and where it goes: to a topic of its own region. Whoever is woken by its mail reads which app and stage it is about, what it means and what to
 * do; two stages of one account are told apart by the name alone.
 */
import { pascal } from "./probes.ts";
import { subscribe } from "./subscribe.ts";
import { restrict } from "./topic.ts";

type Output<T> = $util.Output<T>;

/** Where a region's alarms go. */
export interface Post {
  region: string;
  topic: Output<string>;
  /** Absent in the home region. */
  provider?: aws.Provider;
}

export interface AlarmSpec extends Omit<aws.cloudwatch.MetricAlarmArgs, "name" | "alarmDescription" | "alarmActions" | "okActions"> {
  /** A sentence. */
  means: string;
  /** What stands still meanwhile, and what to do: sentences. CloudWatch keeps 1,024 characters of all. */
  todo: string | Output<string>;
}

/** Alarms can't publish to a topic that SNS's own key encrypts; what they say is the alarm's name, its description and numbers. */
export function createPost(region: string, addresses: readonly string[], provider?: aws.Provider): Post {
  const options = provider === undefined ? {} : { provider };
  const name = `Alarms${pascal(region)}`;
  const topic = new aws.sns.Topic(name, { name: named(name) }, options);
  subscribe(name, topic.arn, addresses, options);
  const account = aws.getCallerIdentityOutput({}).accountId;
  const fromAlarms = {
    principals: [{ type: "Service", identifiers: ["cloudwatch.amazonaws.com"] }],
    actions: ["sns:Publish"],
    resources: [topic.arn],
    conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [account] }],
  };
  restrict(name, topic.arn, [fromAlarms], options);
  return { region, topic: topic.arn, ...options };
}

export function createAlarm(name: string, post: Post, { means, todo, ...args }: AlarmSpec): void {
  const actions = [post.topic];
  const alarmDescription = $interpolate`${$app.name} ${$app.stage}, ${post.region}: ${means} ${todo}`;
  const alarm = { ...args, name: named(name), alarmDescription, alarmActions: actions, okActions: actions };
  new aws.cloudwatch.MetricAlarm(`${name}Alarm`, alarm, inRegion(post));
}

export function inRegion({ provider }: Post): { provider?: aws.Provider } {
  return provider === undefined ? {} : { provider };
}

/** Lambda's limit of 64 characters for a function's name is met long before CloudWatch's 255 and SNS's 256. */
function named(name: string): string {
  return `${$app.name}-${$app.stage}-${name}`;
}
