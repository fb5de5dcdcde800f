/**
 * Wakes tally through a FIFO queue: one group a shard, so that two tallies never work on one shard at once. Wakes deliver through its own queue for
 * what it is to look at later. Neither carries facts.
 */
import { SendMessageCommand, SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import { FlipwatchError, type LogId, type Ms, type WakeUps } from "@flipwatch/core";
import { awsFailure } from "./failure.ts";
import { fifoId } from "./fifo-id.ts";

/** Short, because a lost wake-up costs at most a minute and a prober's round must not wait for one. */
const TIMEOUT_MS = 4_000;

export function sqsClient(region: string, overrides: SQSClientConfig = {}): SQSClient {
  return new SQSClient({
    requestHandler: { connectionTimeout: 2_000, requestTimeout: TIMEOUT_MS, throwOnRequestTimeout: true },
    maxAttempts: 2,
    ...overrides,
    region,
  });
}

export interface WakeUpOptions {
  /** Tally's, whose name ends in `.fifo`, or deliver's. */
  queueUrl: string;
  /** The queue's region, which is the home region wherever the caller runs. */
  region: string;
  /** From `sqsClient` with that region, unless one is to be made. */
  client?: SQSClient;
}

export interface LaterOptions extends WakeUpOptions {
  /** What one second of delay lasts: 1,000 outside the lab. */
  unitMs: number;
}

/** SQS delays a message by so much at most (SQS API Reference, SendMessage). */
const LONGEST_DELAY_SECONDS = 900;

/**
 * Wakes deliver for a log once so many milliseconds are over, in whole seconds, rounded up; after a quarter of an hour at the latest. The queue is a
 * standard one. Errors: as of `createWakeUps`.
 */
export function createLaterWakeUps({ queueUrl, region, unitMs, client = sqsClient(region) }: LaterOptions) {
  return async (log: LogId, afterMs: Ms): Promise<void> => {
    const command = new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify({ pair: log }),
      MessageAttributes: { pair: { DataType: "String", StringValue: log } },
      DelaySeconds: Math.min(Math.max(0, Math.ceil(afterMs / unitMs)), LONGEST_DELAY_SECONDS),
    });
    await sent(client, command, `for ${log}`);
  };
}

async function sent(client: SQSClient, command: SendMessageCommand, forWhat: string): Promise<void> {
  try {
    await client.send(command, { abortSignal: AbortSignal.timeout(2 * TIMEOUT_MS) });
  } catch (error) {
    const failure = awsFailure(error);
    const message = `SQS did not take a wake-up ${forWhat}: ${failure.code}: ${failure.message}`;
    throw new FlipwatchError("sqs-failed", message, { retryable: failure.kind !== "refused", cause: error });
  }
}

/** Errors: `sqs-failed`, retryable unless SQS refused the message. A second message with the same deduplication within 5 minutes is dropped by SQS. */
export function createWakeUps({ queueUrl, region, client = sqsClient(region) }: WakeUpOptions): WakeUps {
  return {
    async wake(shard, deduplication) {
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify({ shard }),
        MessageGroupId: String(shard),
        MessageDeduplicationId: fifoId(deduplication),
      });
      await sent(client, command, `for shard ${shard}`);
    },
  };
}
