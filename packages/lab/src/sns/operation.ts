/** SNS's operations (SNS API reference). */
import { AwsError } from "../aws/aws-error.ts";
import type { Operations, Output } from "../aws/call.ts";
import { type Fields, fieldsList, flag, isFields, list, requiredText, text } from "../aws/fields.ts";
import { account } from "../sqs/state.ts";
import { readFilterPolicy } from "./filter.ts";
import { invalidParameter, readPublication, sizeOf } from "./message.ts";
import { protocols, type SnsState, type Subscription } from "./state.ts";

type Out = { [name: string]: Output };

const pageSize = 100;
const batchAtMost = 10;
const batchBytesAtMost = 262_144;

export function snsOperations(state: SnsState): Operations {
  return {
    CreateTopic(input, call) {
      return {
        TopicArn: state.createTopic(requiredText(input, "Name", "InvalidParameter"), textEntries(input, "Attributes"), call.region).arn,
      };
    },
    DeleteTopic(input) {
      state.deleteTopic(requiredText(input, "TopicArn", "InvalidParameter"));
      return {};
    },
    ListTopics: (input) =>
      paged(
        state.topics().map((arn) => ({ TopicArn: arn })),
        "Topics",
        input,
      ),
    GetTopicAttributes: (input) => ({ Attributes: topicAttributes(state, requiredText(input, "TopicArn", "InvalidParameter")) }),
    Subscribe: (input, call) => subscribe(input, call.baseUrl, state),
    ConfirmSubscription: (input) => ({
      SubscriptionArn: state.confirm(requiredText(input, "TopicArn", "InvalidParameter"), requiredText(input, "Token", "InvalidParameter"))
        .arn,
    }),
    Unsubscribe(input) {
      state.unsubscribe(requiredText(input, "SubscriptionArn", "InvalidParameter"));
      return {};
    },
    GetSubscriptionAttributes(input) {
      const arn = requiredText(input, "SubscriptionArn", "InvalidParameter");
      return { Attributes: subscriptionAttributes(find(state, arn)) };
    },
    SetSubscriptionAttributes(input) {
      const subscription = find(state, requiredText(input, "SubscriptionArn", "InvalidParameter"));
      setAttribute(subscription, requiredText(input, "AttributeName", "InvalidParameter"), text(input, "AttributeValue") ?? "");
      return {};
    },
    ListSubscriptions: (input) => paged(state.subscriptions().map(listed), "Subscriptions", input),
    ListSubscriptionsByTopic(input) {
      const { arn } = state.topic(requiredText(input, "TopicArn", "InvalidParameter"));
      return paged(state.subscriptions(arn).map(listed), "Subscriptions", input);
    },
    Publish(input, call) {
      const arn = text(input, "TopicArn") ?? text(input, "TargetArn");
      if (!arn) throw invalidParameter("TopicArn or TargetArn Reason: no value for required parameter");
      state.topic(arn);
      return { MessageId: state.publish(arn, readPublication(input), call.baseUrl) };
    },
    PublishBatch: (input, call) => publishBatch(input, call.baseUrl, state),
  };
}

function find(state: SnsState, arn: string): Subscription {
  const found = state.subscriptions().find((subscription) => subscription.arn === arn);
  if (!found) throw new AwsError("NotFound", "Subscription does not exist", 404);
  return found;
}

function paged(all: readonly Out[], name: string, input: Fields): Out {
  const skip = Number(text(input, "NextToken") ?? 0);
  if (!Number.isInteger(skip) || skip < 0) throw invalidParameter("NextToken");
  const next = skip + pageSize < all.length ? { NextToken: String(skip + pageSize) } : {};
  return { [name]: all.slice(skip, skip + pageSize), ...next };
}

/** `Attributes.entry.1.key=…&Attributes.entry.1.value=…` */
function textEntries(input: Fields, name: string): Record<string, string> {
  return Object.fromEntries(
    list(input, name)
      .filter(isFields)
      .map((entry) => [text(entry, "key") ?? "", text(entry, "value") ?? ""]),
  );
}

function topicAttributes(state: SnsState, arn: string): Map<string, string> {
  const topic = state.topic(arn);
  const subscriptions = state.subscriptions(arn);
  const pending = subscriptions.filter((subscription) => subscription.token !== undefined).length;
  return new Map(
    Object.entries({
      TopicArn: arn,
      Owner: account,
      DisplayName: "",
      SubscriptionsConfirmed: String(subscriptions.length - pending),
      SubscriptionsPending: String(pending),
      SubscriptionsDeleted: "0",
      ...topic.attributes,
    }),
  );
}

function subscribe(input: Fields, baseUrl: string, state: SnsState): Out {
  const protocol = requiredText(input, "Protocol", "InvalidParameter");
  if (!protocols.includes(protocol)) throw invalidParameter(`Does not support this protocol string: ${protocol}`);
  const blank = {
    topicArn: requiredText(input, "TopicArn", "InvalidParameter"),
    protocol,
    endpoint: requiredText(input, "Endpoint", "InvalidParameter"),
    raw: false,
    given: {},
  };
  for (const [name, value] of Object.entries(textEntries(input, "Attributes"))) setAttribute(blank, name, value);
  const subscription = state.subscribe(blank, baseUrl);
  const shown = subscription.token === undefined || flag(input, "ReturnSubscriptionArn") === true;
  return { SubscriptionArn: shown ? subscription.arn : "pending confirmation" };
}

function setAttribute(subscription: Omit<Subscription, "arn">, name: string, value: string): void {
  if (name === "RawMessageDelivery") subscription.raw = value === "true";
  else if (name === "FilterPolicy") subscription.filter = value === "" ? {} : readFilterPolicy(value);
  else if (name !== "FilterPolicyScope" && name !== "RedrivePolicy" && name !== "DeliveryPolicy")
    throw invalidParameter(`AttributeName: ${name}`);
  if (name === "FilterPolicyScope" && value !== "MessageAttributes")
    throw invalidParameter("FilterPolicyScope: the lab filters by message attributes only");
  subscription.given[name] = value;
}

function subscriptionAttributes(subscription: Subscription): Map<string, string> {
  return new Map(
    Object.entries({
      SubscriptionArn: subscription.arn,
      TopicArn: subscription.topicArn,
      Protocol: subscription.protocol,
      Endpoint: subscription.endpoint,
      Owner: account,
      PendingConfirmation: String(subscription.token !== undefined),
      RawMessageDelivery: String(subscription.raw),
      ...subscription.given,
    }),
  );
}

function listed(subscription: Subscription): Out {
  return {
    SubscriptionArn: subscription.token === undefined ? subscription.arn : "PendingConfirmation",
    Owner: account,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: subscription.topicArn,
  };
}

/** Ten entries and 256 KB together; an entry's error is its own, with HTTP status 200. */
function publishBatch(input: Fields, baseUrl: string, state: SnsState): Out {
  const arn = requiredText(input, "TopicArn", "InvalidParameter");
  const entries = fieldsList(input, "PublishBatchRequestEntries");
  const ids = entries.map((entry) => requiredText(entry, "Id", "InvalidParameter"));
  state.topic(arn);
  if (entries.length === 0) throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (entries.length > batchAtMost)
    throw new AwsError("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");
  if (new Set(ids).size < ids.length)
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > batchBytesAtMost)
    throw new AwsError("BatchRequestTooLong", "The length of all the batch messages put together is more than the limit.");
  const successful: Output[] = [];
  const failed: Output[] = [];
  for (const entry of entries) {
    const Id = requiredText(entry, "Id", "InvalidParameter");
    try {
      successful.push({ Id, MessageId: state.publish(arn, readPublication(entry), baseUrl) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id, Code: error.code, Message: error.message, SenderFault: error.type === "Sender" });
    }
  }
  return { Successful: successful, Failed: failed };
}
