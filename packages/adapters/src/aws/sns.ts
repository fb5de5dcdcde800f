/** Publishes events to an SNS topic: words for people, the versioned JSON for machines, attributes for filters. */
import { GetTopicAttributesCommand, PublishCommand, type PublishCommandInput, SNSClient, type SNSClientConfig } from "@aws-sdk/client-sns";
import { FlipwatchError, type FlipwatchEvent, type Publisher } from "@flipwatch/core";
import { awsFailure } from "./failure.ts";
import { fifoId } from "./fifo-id.ts";
import { type SnsOptions, snsMessage } from "./sns-message.ts";
import { refusesMessage, regionOfTopic } from "./sns-rules.ts";

const TIMEOUT_MS = 8_000;

export function snsClient(region: string, overrides: SNSClientConfig = {}): SNSClient {
  return new SNSClient({
    requestHandler: { connectionTimeout: 3_000, requestTimeout: TIMEOUT_MS, throwOnRequestTimeout: true },
    maxAttempts: 3,
    ...overrides,
    region,
  });
}

export interface SnsPublisherOptions {
  client?: SNSClient;
  /** A topic whose name ends in `.fifo` gets its messages grouped by pair and deduplicated by event for 5 minutes. */
  topicArn: string;
}

/**
 * Errors: `sns-failed`. Never to be tried again only when SNS turns down the message itself; a missing topic or permission
 * is put right by people, and the event must still go out then.
 */
export function createSnsPublisher({ topicArn, client = snsClient(regionOfTopic(topicArn)) }: SnsPublisherOptions): Publisher {
  return {
    async publish(event) {
      try {
        await publishTo(client, topicArn, event, { possibleRepeat: false });
      } catch (error) {
        throw asFlipwatchError(event, error);
      }
    },
  };
}

/** One publish, any error as the SDK gives it. Resolves with the message's id. */
export async function publishTo(
  client: SNSClient,
  topicArn: string,
  event: FlipwatchEvent,
  options: SnsOptions & { timeoutMs?: number },
): Promise<string> {
  const { subject, message, attributes } = snsMessage(event, options);
  const input: PublishCommandInput = {
    TopicArn: topicArn,
    Subject: subject,
    Message: message,
    MessageStructure: "json",
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
    ),
    ...(topicArn.endsWith(".fifo") && { MessageGroupId: fifoId(event.pair), MessageDeduplicationId: fifoId(event.id) }),
  };
  const reply = await client.send(new PublishCommand(input), { abortSignal: AbortSignal.timeout(options.timeoutMs ?? 3 * TIMEOUT_MS) });
  // An XML page of something between us and SNS reads as a reply with nothing in it.
  if (!reply.MessageId) throw new FlipwatchError("sns-failed", "the reply has no message id", { retryable: true });
  return reply.MessageId;
}

/** Resolves where the topic is there; any error as the SDK gives it. */
export async function findTopic(client: SNSClient, topicArn: string, timeoutMs: number): Promise<void> {
  await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }), { abortSignal: AbortSignal.timeout(timeoutMs) });
}

function asFlipwatchError(event: FlipwatchEvent, error: unknown): FlipwatchError {
  const failure = awsFailure(error);
  const message = `SNS did not take event ${event.id}: ${failure.code}: ${failure.message}`;
  return new FlipwatchError("sns-failed", message, { retryable: !refusesMessage(failure.code), cause: error });
}
