/**
 * An SQS event source mapping: polls a queue, invokes the function with Lambda's record shapes, deletes what was handled. What failed stays
 * in flight until its visibility timeout ends, and so comes back, or ends in the dead-letter queue (the queue's own business).
 *
 * Shapes: Lambda Developer Guide, "Using Lambda with Amazon SQS" and "Implementing partial batch responses".
 */
import type { LabTime } from "../types.ts";
import type { Outcome } from "./invoker.ts";

/** A message as the lab's queues hand it out. */
export interface QueueMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, { dataType: string; stringValue?: string; binaryValue?: string }>;
}

export interface Queue {
  readonly arn: string;
  /** Long poll: between 1 and `max` messages, or none after `waitMs` or on abort. For FIFO queues one group's messages, in order. */
  receive(options: { max: number; waitMs: number; signal?: AbortSignal }): Promise<QueueMessage[]>;
  delete(receiptHandle: string): void;
  release(receiptHandle: string, delayMs?: number): void;
}

export interface QueueMappingOptions {
  queue: Queue;
  functionName: string;
  region: string;
  time: LabTime;
  invoke(functionName: string, region: string, event: unknown): Promise<Outcome>;
  /** Invocations at the same time. A FIFO queue never has more than one a message group anyway. */
  maxConcurrency: number;
  /** 10 unless told, as Lambda does. */
  batchSize?: number;
  onOutcome?(outcome: Outcome): void;
  /** Told of what the mapping itself meets: a queue that is gone, the lab closing. The poller waits a lab second and goes on. */
  onError?(error: unknown): void;
}

export interface QueueMapping {
  /** Resolves when every poller has stopped; messages being handled come back by their visibility timeout. */
  stop(): Promise<void>;
}

const WAIT_SECONDS = 20;

export function startQueueMapping(options: QueueMappingOptions): QueueMapping {
  const lifetime = new AbortController();
  const pollers = Array.from({ length: options.maxConcurrency }, () => poll(options, lifetime.signal));
  return {
    stop: async () => {
      lifetime.abort();
      await Promise.all(pollers);
    },
  };
}

async function poll(options: QueueMappingOptions, signal: AbortSignal): Promise<void> {
  const { queue, time, batchSize = 10 } = options;
  while (!signal.aborted) {
    try {
      const messages = await queue.receive({ max: batchSize, waitMs: WAIT_SECONDS * time.unitMs, signal });
      if (messages.length > 0) await handle(messages, options, signal);
    } catch (error) {
      if (!signal.aborted) options.onError?.(error);
      await pause(time.unitMs, signal);
    }
  }
}

async function handle(messages: readonly QueueMessage[], options: QueueMappingOptions, signal: AbortSignal): Promise<void> {
  const { queue, functionName, region, time } = options;
  const outcome = await options.invoke(functionName, region, { Records: messages.map((message) => recordOf(message, queue.arn, region)) });
  options.onOutcome?.(outcome);
  if (outcome.status === "throttled") {
    for (const message of messages) queue.release(message.receiptHandle, time.unitMs);
    return pause(time.unitMs, signal);
  }
  const failed = outcome.status === "ok" ? failedOf(outcome.payload, messages) : new Set(messages.map(({ messageId }) => messageId));
  for (const message of messages) if (!failed.has(message.messageId)) queue.delete(message.receiptHandle);
}

/** Nothing or an empty list: all handled. A null, empty or unknown identifier, or another shape: the whole batch failed. */
function failedOf(payload: unknown, messages: readonly QueueMessage[]): ReadonlySet<string> {
  const all = new Set(messages.map(({ messageId }) => messageId));
  const failures = (payload as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return all;
  const named = failures.map((failure) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  return named.every((id): id is string => typeof id === "string" && all.has(id)) ? new Set(named) : all;
}

function recordOf(message: QueueMessage, arn: string, region: string) {
  const attributes = Object.entries(message.messageAttributes).map(([name, value]) => [
    name,
    { ...value, stringListValues: [], binaryListValues: [] },
  ]);
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.attributes,
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: message.md5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: arn,
    awsRegion: region,
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
