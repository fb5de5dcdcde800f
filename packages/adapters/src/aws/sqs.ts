/** Wakes tally through a FIFO queue: one group a shard, so that two tallies never work on one shard at once. Carries no facts. */
import { SendMessageCommand, SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import { FlipwatchError, type WakeUps } from "@flipwatch/core";
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
  /** Of a queue whose name ends in `.fifo`. */
  queueUrl: string;
  /** The queue's region, which is the home region wherever the caller runs. */
  region: string;
  /** From `sqsClient` with that region, unless one is to be made. */
  client?: SQSClient;
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
      try {
        await client.send(command, { abortSignal: AbortSignal.timeout(2 * TIMEOUT_MS) });
      } catch (error) {
        const failure = awsFailure(error);
        const message = `SQS did not take a wake-up for shard ${shard}: ${failure.code}: ${failure.message}`;
        throw new FlipwatchError("sqs-failed", message, { retryable: failure.kind !== "refused", cause: error });
      }
    },
  };
}
