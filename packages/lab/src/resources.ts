/** What a deployment would have made before the first event: queues with their dead-letter queues, the topic with its subscription, the table. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { ensureTable } from "@flipwatch/adapters/store/ensure-table";
import { LAB_ACCOUNT } from "./invoker/invoker.ts";

export const TABLE = "flipwatch";
export const WAKE_QUEUE = "flipwatch-wake.fifo";
export const DELIVER_QUEUE = "flipwatch-deliver";
const TOPIC = "flipwatch-events";

export interface Connection {
  endpoint: string;
  region: string;
}

/** Credentials that nobody checks; the SDK wants some. */
export function clientSettings({ endpoint, region }: Connection) {
  return { endpoint, region, credentials: { accessKeyId: "AKIALABLABLABLABLAB0", secretAccessKey: "lab" } };
}

/** After five receives a message goes to the dead-letter queue; six function timeouts of invisibility, as Lambda's guide asks. */
const MAX_RECEIVES = 5;
const VISIBILITY_SECONDS = 360;

export async function createResources(connection: Connection): Promise<{ topicArn: string }> {
  const sqs = new SQSClient(clientSettings(connection));
  const sns = new SNSClient(clientSettings(connection));
  const dynamo = new DynamoDBClient(clientSettings(connection));
  try {
    const [, , topic] = await Promise.all([
      createQueue(sqs, WAKE_QUEUE, connection.region),
      createQueue(sqs, DELIVER_QUEUE, connection.region),
      sns.send(new CreateTopicCommand({ Name: TOPIC })),
      ensureTable(dynamo, TABLE),
    ]);
    const topicArn = topic.TopicArn ?? "";
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: queueArn(DELIVER_QUEUE, connection.region) }));
    return { topicArn };
  } finally {
    for (const client of [sqs, sns, dynamo]) client.destroy();
  }
}

function queueArn(name: string, region: string): string {
  return `arn:aws:sqs:${region}:${LAB_ACCOUNT}:${name}`;
}

async function createQueue(sqs: SQSClient, name: string, region: string): Promise<void> {
  const fifo = name.endsWith(".fifo");
  const deadLetters = fifo ? name.replace(/\.fifo$/, "-dead.fifo") : `${name}-dead`;
  const kind = fifo ? { FifoQueue: "true" } : {};
  await sqs.send(new CreateQueueCommand({ QueueName: deadLetters, Attributes: kind }));
  const redrive = JSON.stringify({ deadLetterTargetArn: queueArn(deadLetters, region), maxReceiveCount: MAX_RECEIVES });
  const attributes = { ...kind, VisibilityTimeout: String(VISIBILITY_SECONDS), RedrivePolicy: redrive };
  await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
}
