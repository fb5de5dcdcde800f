/** What stays between the steps: the table, the wake-ups for tally, the topic that every event goes to, and the queue from it to deliver. */
import { EXPIRES_AT, projections } from "@flipwatch/adapters/store/table-schema";
import { indexes } from "@flipwatch/core";
import { isProduction } from "./configuration.ts";
import { type PolicyStatement, policyOf, tlsOnly } from "./tls-only.ts";
import { createEncryptedTopic } from "./topic.ts";

type Output<T> = $util.Output<T>;

export interface QueuePlace {
  arn: Output<string>;
  url: Output<string>;
  /** What nobody could take, for people to look at. */
  dead: sst.aws.Queue;
}

export interface Storage {
  tableArn: Output<string>;
  tableName: Output<string>;
  wake: QueuePlace;
  deliver: QueuePlace;
  topicArn: Output<string>;
}

/** Above six times the longest of their functions' timeouts, as Lambda's guide asks. */
const VISIBILITY = "370 seconds";
const MOST_RECEIVES = 5;
/** Dead letters are kept as long as SQS keeps anything. */
const DEAD_SECONDS = 14 * 86_400;

export function createStorage(): Storage {
  const table = createTable();
  const topic = createEncryptedTopic("Events");
  const wake = createQueue("WakeQueue", { fifo: true });
  const deliver = createQueue("DeliverQueue", { fifo: false, topic: topic.arn });
  new aws.sns.TopicSubscription("EventsToDeliver", { topic: topic.arn, protocol: "sqs", endpoint: deliver.arn });
  return { tableArn: table.arn, tableName: table.name, wake, deliver, topicArn: topic.arn };
}

/** A table of our own shape; TTL removes what nobody reads any more, and nothing relies on it. */
function createTable(): sst.aws.Dynamo {
  const keys = ["pk", "sk", ...Object.values(indexes).flatMap(({ pk, sk }) => [pk, sk])];
  return new sst.aws.Dynamo("Table", {
    fields: Object.fromEntries(keys.map((key) => [key, "string" as const])),
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    globalIndexes: {
      day: { hashKey: indexes.day.pk, rangeKey: indexes.day.sk, projection: projections.day === "ALL" ? "all" : "keys-only" },
      due: { hashKey: indexes.due.pk, rangeKey: indexes.due.sk, projection: projections.due === "KEYS_ONLY" ? "keys-only" : "all" },
    },
    ttl: EXPIRES_AT,
    deletionProtection: isProduction($app.stage),
    transform: { table: { serverSideEncryption: { enabled: true } } },
  });
}

/** `topic`: may put messages into it. */
function createQueue(name: string, { fifo, topic }: { fifo: boolean; topic?: Output<string> }): QueuePlace {
  const encrypted = { sqsManagedSseEnabled: true };
  const dead = new sst.aws.Queue(`${name}Dead`, {
    fifo,
    transform: { queue: { ...encrypted, messageRetentionSeconds: DEAD_SECONDS } },
  });
  const queue = new sst.aws.Queue(name, {
    fifo,
    visibilityTimeout: VISIBILITY,
    dlq: { queue: dead.arn, retry: MOST_RECEIVES },
    transform: { queue: encrypted },
  });
  new aws.sqs.QueuePolicy(`${name}DeadPolicy`, { queueUrl: dead.url, policy: policyOf([tlsOnly(dead.arn, "sqs:*")]) });
  const policy = policyOf([tlsOnly(queue.arn, "sqs:*"), ...(topic === undefined ? [] : [fromTopic(queue.arn, topic)])]);
  new aws.sqs.QueuePolicy(`${name}Policy`, { queueUrl: queue.url, policy });
  return { arn: queue.arn, url: queue.url, dead };
}

function fromTopic(queue: Output<string>, topic: Output<string>): PolicyStatement {
  return {
    principals: [{ type: "Service", identifiers: ["sns.amazonaws.com"] }],
    actions: ["sqs:SendMessage"],
    resources: [queue],
    conditions: [{ test: "ArnEquals", variable: "aws:SourceArn", values: [topic] }],
  };
}
