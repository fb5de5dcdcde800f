/** Topics, subscriptions and what was sent to people. Accepts a publication and hands it to each subscription whose filter it passes. */
import type { Ms } from "@flipwatch/core";
import { AwsError } from "../aws/aws-error.ts";
import { newUuid } from "../route53/name.ts";
import { account, type SqsState } from "../sqs/state.ts";
import type { LabTime, Random } from "../types.ts";
import { type FilterPolicy, passes } from "./filter.ts";
import type { HttpDelivery } from "./http-delivery.ts";
import { envelope, invalidParameter, type Publication, type Sent, textFor } from "./message.ts";

export interface Subscription {
  arn: string;
  topicArn: string;
  protocol: string;
  endpoint: string;
  raw: boolean;
  filter?: FilterPolicy;
  /** As given, for GetSubscriptionAttributes. */
  given: Record<string, string>;
  /** Set until an HTTP endpoint has confirmed. */
  token?: string;
}

export type NewSubscription = Omit<Subscription, "arn" | "token">;

export interface Topic {
  arn: string;
  name: string;
  attributes: Record<string, string>;
}

export interface Mail {
  protocol: string;
  endpoint: string;
  subject?: string;
  message: string;
  at: Ms;
  topicArn: string;
}

export interface SnsState {
  createTopic(name: string, attributes: Record<string, string>, region: string): Topic;
  deleteTopic(arn: string): void;
  /** Throws NotFound. */
  topic(arn: string): Topic;
  topics(): readonly string[];
  subscribe(input: NewSubscription, baseUrl: string): Subscription;
  confirm(topicArn: string, token: string): Subscription;
  unsubscribe(arn: string): void;
  subscriptions(topicArn?: string): readonly Subscription[];
  /** Gives the message id once accepted; deliveries go on by themselves. */
  publish(topicArn: string, publication: Publication, baseUrl: string): string;
  /** What went to subscriptions of protocols that reach people (email, sms), the newest last, bounded. */
  inbox(): readonly Mail[];
  /** The last accepted publications, bounded. */
  published(): readonly Sent[];
}

const kept = 1_000;
const toPeople: readonly string[] = ["email", "email-json", "sms"];
export const protocols: readonly string[] = [...toPeople, "sqs", "http", "https"];

export function createSnsState(deps: { time: LabTime; random: Random; sqs: SqsState; http: HttpDelivery }): SnsState {
  const { time, random, sqs, http } = deps;
  const topics = new Map<string, Topic>();
  const subscriptions = new Map<string, Subscription>();
  const mails: Mail[] = [];
  const log: Sent[] = [];

  function topic(arn: string): Topic {
    const found = topics.get(arn);
    if (!found) throw new AwsError("NotFound", "Topic does not exist", 404);
    return found;
  }
  const deliver = createDelivery({ sqs, http, mails });

  return {
    topic,
    topics: () => [...topics.keys()],
    createTopic(name, attributes, region) {
      if (!/^[a-zA-Z0-9_-]{1,256}(\.fifo)?$/.test(name)) throw invalidParameter("Topic Name");
      const arn = `arn:aws:sns:${region}:${account}:${name}`;
      const made = topics.get(arn) ?? { arn, name, attributes };
      topics.set(arn, made);
      return made;
    },
    deleteTopic(arn) {
      topics.delete(arn);
      for (const [key, subscription] of subscriptions) if (subscription.topicArn === arn) subscriptions.delete(key);
    },
    subscribe(input, baseUrl) {
      topic(input.topicArn);
      const known = [...subscriptions.values()].find((other) => sameTarget(other, input));
      if (known) return known;
      if (input.protocol === "sqs" && !sqs.find(input.endpoint)) throw invalidParameter("SQS endpoint ARN");
      const subscription = newSubscription(input, random);
      subscriptions.set(subscription.arn, subscription);
      if (subscription.token) http.confirm(subscription, baseUrl, newUuid(random));
      return subscription;
    },
    confirm(topicArn, token) {
      topic(topicArn);
      const found = [...subscriptions.values()].find((subscription) => subscription.topicArn === topicArn && subscription.token === token);
      if (!found) throw invalidParameter("Token");
      delete found.token;
      return found;
    },
    unsubscribe: (arn) => void subscriptions.delete(arn),
    subscriptions: (topicArn) =>
      [...subscriptions.values()].filter((subscription) => topicArn === undefined || subscription.topicArn === topicArn),
    publish(topicArn, publication, baseUrl) {
      const { name } = topic(topicArn);
      if (name.endsWith(".fifo") && !publication.group) throw invalidParameter("The MessageGroupId parameter is required for FIFO topics");
      const sent = { messageId: newUuid(random), topicArn, at: time.now(), publication };
      log.push(sent);
      if (log.length > kept) log.shift();
      for (const subscription of subscriptions.values()) {
        if (subscription.topicArn !== topicArn || subscription.token !== undefined) continue;
        if (passes(subscription.filter, publication.attributes)) deliver(subscription, sent, baseUrl);
      }
      return sent.messageId;
    },
    inbox: () => mails,
    published: () => log,
  };
}

/** HTTP endpoints must confirm before they get anything; the others need not in the lab. */
function newSubscription(input: NewSubscription, random: Random): Subscription {
  const arn = `${input.topicArn}:${newUuid(random)}`;
  return { ...input, arn, ...(input.protocol.startsWith("http") ? { token: newUuid(random) } : {}) };
}

const sameTarget = (a: NewSubscription, b: NewSubscription): boolean =>
  a.topicArn === b.topicArn && a.protocol === b.protocol && a.endpoint === b.endpoint;

/** Hands a publication to one subscription, in its protocol's shape. */
function createDelivery({ sqs, http, mails }: { sqs: SqsState; http: HttpDelivery; mails: Mail[] }) {
  return (subscription: Subscription, sent: Sent, baseUrl: string): void => {
    const { protocol, endpoint, raw, arn } = subscription;
    const { publication, messageId, topicArn } = sent;
    const links = {
      unsubscribe: `${baseUrl}/?Action=Unsubscribe&SubscriptionArn=${arn}`,
      certificate: `${baseUrl}/SimpleNotificationService.pem`,
    };
    const whole = raw ? textFor(protocol, publication) : envelope(sent, protocol, links);
    if (protocol === "sqs") {
      toQueue(sqs, endpoint, sent, whole, raw);
    } else if (protocol.startsWith("http")) {
      http.notify(endpoint, { type: "Notification", messageId, topicArn, subscriptionArn: arn, raw }, whole);
    } else {
      const mail = { protocol, endpoint, message: textFor(protocol, publication), at: sent.at, topicArn };
      mails.push(publication.subject === undefined ? mail : { ...mail, subject: publication.subject });
      if (mails.length > kept) mails.shift();
    }
  };
}

/** Raw delivery brings the attributes as the queue's own; a queue that is gone loses the message, as with AWS and no dead-letter queue. */
function toQueue(sqs: SqsState, arn: string, sent: Sent, body: string, raw: boolean): void {
  if (!sqs.find(arn)) return;
  const { attributes, group, deduplicationId } = sent.publication;
  const own = Object.entries(attributes).map(([name, { dataType, value }]) => [
    name,
    dataType.startsWith("Binary") ? { dataType, binaryValue: value } : { dataType, stringValue: value },
  ]);
  sqs.send(arn, {
    body,
    ...(raw ? { messageAttributes: Object.fromEntries(own) } : {}),
    ...(group === undefined ? {} : { group, deduplicationId: deduplicationId ?? sent.messageId }),
  });
}
