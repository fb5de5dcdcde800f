/** The account's queues, found by name, ARN or URL; and the way in for the lab's event-source mapping. */
import { createHash } from "node:crypto";
import { AwsError } from "../aws/aws-error.ts";
import type { LabTime, Random } from "../types.ts";
import { type MessageAttribute, type NewMessage, received, type SourceMessage } from "./message.ts";
import { Queue, type QueueSettings } from "./queue.ts";

export type { SourceMessage } from "./message.ts";

export const account = "123456789012";

export interface QueueSource {
  readonly arn: string;
  /** Long poll: 1 to `max` messages, or none after `waitMs` or when aborted. Real milliseconds. */
  receive(options: { max: number; waitMs: number; visibilityMs?: number; signal?: AbortSignal }): Promise<SourceMessage[]>;
  delete(receiptHandle: string): void;
  /** Makes it visible again after `delayMs`, 0 unless told. A message that is no longer in flight is left alone. */
  release(receiptHandle: string, delayMs?: number): void;
}

export interface QueueFacts {
  name: string;
  arn: string;
  fifo: boolean;
  visible: number;
  inFlight: number;
  delayed: number;
}

export interface SqsState {
  /** Throws QueueDoesNotExist. By name, ARN or URL. */
  queue(reference: string): Queue;
  find(reference: string): Queue | undefined;
  /** The known one when name and attributes are the same (SQS API reference, CreateQueue). */
  create(name: string, attributes: Record<string, string>, region: string): Queue;
  remove(reference: string): void;
  /** Puts a message in as SNS and tests do. */
  send(reference: string, message: NewMessage): void;
  source(reference: string): QueueSource;
  queues(): readonly QueueFacts[];
  list(): readonly Queue[];
  close(): void;
}

export type { MessageAttribute };

export function createSqsState(deps: { time: LabTime; random: Random }): SqsState {
  const queues = new Map<string, Queue>();
  const find = (reference: string) => queues.get(nameOf(reference));
  const get = (reference: string): Queue => {
    const queue = find(reference);
    if (!queue) throw new AwsError("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.", 400);
    return queue;
  };
  return {
    queue: get,
    find,
    create(name, attributes, region) {
      const known = queues.get(name);
      if (known) return sameOrThrow(known, attributes);
      if (!/^[a-zA-Z0-9_-]{1,75}(\.fifo)?$/.test(name))
        throw new AwsError("InvalidParameterValue", "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
      if (name.endsWith(".fifo") !== (attributes.FifoQueue === "true"))
        throw new AwsError("InvalidParameterValue", "The name of a FIFO queue can only end with .fifo, and FifoQueue must be true.");
      const init = { name, arn: `arn:aws:sqs:${region}:${account}:${name}`, settings: settingsOf(attributes), given: { ...attributes } };
      const queue = new Queue(init, { ...deps, deadLetters: find });
      queues.set(name, queue);
      return queue;
    },
    remove(reference) {
      get(reference).close();
      queues.delete(nameOf(reference));
    },
    send: (reference, message) => void get(reference).send(withDeduplication(get(reference), message)),
    source: (reference) => sourceOf(get(reference)),
    queues: () => [...queues.values()].map((queue) => ({ name: queue.name, arn: queue.arn, fifo: queue.fifo, ...queue.counts() })),
    list: () => [...queues.values()],
    close() {
      for (const queue of queues.values()) queue.close();
    },
  };
}

/** `arn:aws:sqs:r:a:name`, `http://host/account/name` and `name` are one. */
function nameOf(reference: string): string {
  return reference.split(/[:/]/).at(-1) ?? "";
}

function sameOrThrow(queue: Queue, attributes: Record<string, string>): Queue {
  const differs = Object.entries(attributes).some(([name, value]) => queue.given[name] !== value);
  if (!differs) return queue;
  throw new AwsError("QueueAlreadyExists", "A queue already exists with the same name and a different value for an attribute.");
}

/** Defaults and limits as documented (SQS API reference, SetQueueAttributes). */
export function settingsOf(attributes: Record<string, string>): QueueSettings {
  const seconds = (name: string, otherwise: number, most: number) => {
    const value = attributes[name] === undefined ? otherwise : Number(attributes[name]);
    if (!Number.isInteger(value) || value < 0 || value > most)
      throw new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
    return value;
  };
  const redrive = redriveOf(attributes.RedrivePolicy);
  return {
    visibilitySeconds: seconds("VisibilityTimeout", 30, 43_200),
    delaySeconds: seconds("DelaySeconds", 0, 900),
    waitSeconds: seconds("ReceiveMessageWaitTimeSeconds", 0, 20),
    retentionSeconds: seconds("MessageRetentionPeriod", 345_600, 1_209_600),
    contentBasedDeduplication: attributes.ContentBasedDeduplication === "true",
    ...(redrive ? { redrive } : {}),
  };
}

function redriveOf(policy: string | undefined): QueueSettings["redrive"] {
  if (!policy) return undefined;
  const invalid = new AwsError("InvalidAttributeValue", "Invalid value for the parameter RedrivePolicy.");
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy) as { deadLetterTargetArn?: unknown; maxReceiveCount?: unknown };
    const count = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn !== "string" || !Number.isInteger(count) || count < 1 || count > 1_000) throw invalid;
    return { targetArn: deadLetterTargetArn, maxReceiveCount: count };
  } catch (error) {
    throw error instanceof SyntaxError ? invalid : error;
  }
}

/** A FIFO queue needs a group and a deduplication id, or derives the latter from the body when told to. */
export function withDeduplication(queue: Queue, message: NewMessage): NewMessage {
  if (!queue.fifo) return message;
  if (!message.group) throw new AwsError("MissingParameter", "The request must contain the parameter MessageGroupId.");
  if (message.deduplicationId) return message;
  if (!queue.settings.contentBasedDeduplication) {
    throw new AwsError(
      "InvalidParameterValue",
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
  return { ...message, deduplicationId: createHash("sha256").update(message.body).digest("hex") };
}

function sourceOf(queue: Queue): QueueSource {
  return {
    arn: queue.arn,
    receive: async (options) => (await queue.receive(options)).map(received),
    delete: (receiptHandle) => void queue.delete(receiptHandle),
    release(receiptHandle, delayMs = 0) {
      try {
        queue.changeVisibility(receiptHandle, delayMs);
      } catch (error) {
        // It became visible by itself in the meantime, which is what was wanted.
        if (!(error instanceof AwsError)) throw error;
      }
    },
  };
}
