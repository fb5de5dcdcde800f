/** Alerts: deliver takes events from its queue and tells the configured channels; each minute it goes on with what could not be told. */
import type { Config } from "@flipwatch/core";
import { ALERTS_TOPIC } from "./configuration.ts";
import type { Handlers } from "./handlers.ts";
import type { Statement } from "./permissions.ts";
import { everyMinute } from "./schedule.ts";
import type { Storage } from "./storage.ts";
import { subscribe } from "./subscribe.ts";
import { takeFrom } from "./take-from.ts";
import { createEncryptedTopic } from "./topic.ts";

type Output<T> = $util.Output<T>;

export interface Alerts {
  deliver: sst.aws.Function;
  /** Absent where nobody expects a sign of life. */
  heartbeat?: sst.aws.Function;
}

/** Channels ask for patience, not for haste. */
const MOST_DELIVERIES = 2;

export function createAlerts(handlers: Handlers, storage: Storage): Alerts {
  const { config } = handlers;
  const topic = createTopic(config);
  const deliver = handlers.create("Deliver", "deliver", {
    environment: { FLIPWATCH_DELIVER_QUEUE_URL: storage.deliver.url, ...(topic === undefined ? {} : { [ALERTS_TOPIC]: topic }) },
    statements: channelStatements(config, topic),
  });
  everyMinute("DeliverSchedule", deliver);
  takeFrom("DeliverEvents", storage.deliver.arn, deliver, MOST_DELIVERIES);
  if (config.heartbeat === undefined) return { deliver };
  const heartbeat = handlers.create("Heartbeat", "heartbeat");
  everyMinute("HeartbeatSchedule", heartbeat);
  return { deliver, heartbeat };
}

/** People who are told by mail, phone or HTTPS, without a topic of their own. */
function createTopic({ deploy }: Config): Output<string> | undefined {
  const addresses = deploy?.alerts ?? [];
  if (addresses.length === 0) return undefined;
  const topic = createEncryptedTopic("Alerts");
  subscribe("Alerts", topic.arn, addresses);
  return topic.arn;
}

/** Channels inside AWS are told by permission, not by a secret. */
function channelStatements({ channels }: Config, own: Output<string> | undefined): Statement[] {
  const named = (channels.sns ?? []).map(({ topicArn }) => String(topicArn)).filter((arn) => arn.startsWith("arn:"));
  const topics = [...named, ...(own === undefined ? [] : [own])];
  const buses = (channels.eventbridge ?? []).map(({ busArn }) => String(busArn));
  return [
    ...(topics.length === 0 ? [] : [{ sid: "TellTopics", actions: ["sns:GetTopicAttributes", "sns:Publish"], resources: topics }]),
    ...(buses.length === 0 ? [] : [{ sid: "TellBuses", actions: ["events:DescribeEventBus", "events:PutEvents"], resources: buses }]),
  ];
}
