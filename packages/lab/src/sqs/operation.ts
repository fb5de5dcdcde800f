/** SQS's operations, whichever of its two protocols carried them (SQS API reference). Seconds on the wire are divided by the speed. */
import { AwsError } from "../aws/aws-error.ts";
import type { Call, Operations, Output } from "../aws/call.ts";
import { type Fields, fields, fieldsList, isFields, list, number, requiredText, text } from "../aws/fields.ts";
import type { LabTime } from "../types.ts";
import { type MessageAttribute, md5, md5OfAttributes, type NewMessage, received } from "./message.ts";
import type { Queue } from "./queue.ts";
import { account, type SqsState, settingsOf, withDeduplication } from "./state.ts";

type Out = { [name: string]: Output };

/** One MiB a message and a batch (SQS Developer Guide, quotas). */
const bytesAtMost = 1_048_576;
const batchAtMost = 10;

export function sqsOperations({ time, state }: { time: LabTime; state: SqsState }): Operations {
  const queueOf = (input: Fields) => state.queue(requiredText(input, "QueueUrl"));
  const ms = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * time.unitMs);
  return {
    CreateQueue(input, call) {
      const queue = state.create(requiredText(input, "QueueName"), textMap(input, "Attributes"), call.region);
      return { QueueUrl: urlOf(queue.name, call) };
    },
    GetQueueUrl: (input, call) => ({ QueueUrl: urlOf(state.queue(requiredText(input, "QueueName")).name, call) }),
    ListQueues(input, call) {
      const prefix = text(input, "QueueNamePrefix") ?? "";
      return {
        QueueUrls: state
          .list()
          .filter((queue) => queue.name.startsWith(prefix))
          .map((queue) => urlOf(queue.name, call)),
      };
    },
    DeleteQueue(input) {
      state.remove(requiredText(input, "QueueUrl"));
      return {};
    },
    GetQueueAttributes: (input) => ({ Attributes: attributesOf(queueOf(input), list(input, "AttributeNames").map(String)) }),
    SetQueueAttributes(input) {
      const queue = queueOf(input);
      queue.given = { ...queue.given, ...textMap(input, "Attributes") };
      queue.settings = settingsOf(queue.given);
      return {};
    },
    PurgeQueue(input) {
      queueOf(input).purge();
      return {};
    },
    SendMessage: (input) => send(queueOf(input), input),
    SendMessageBatch: (input) => sendBatch(queueOf(input), input),
    ReceiveMessage: (input, call) => receive(queueOf(input), input, call, ms),
    DeleteMessage(input) {
      queueOf(input).delete(requiredText(input, "ReceiptHandle"));
      return {};
    },
    DeleteMessageBatch(input) {
      const queue = queueOf(input);
      return batch(input, (entry) => {
        queue.delete(requiredText(entry, "ReceiptHandle"));
        return {};
      });
    },
    ChangeMessageVisibility(input) {
      queueOf(input).changeVisibility(requiredText(input, "ReceiptHandle"), ms(visibilityIn(input)) ?? 0);
      return {};
    },
    ChangeMessageVisibilityBatch(input) {
      const queue = queueOf(input);
      return batch(input, (entry) => {
        queue.changeVisibility(requiredText(entry, "ReceiptHandle"), ms(visibilityIn(entry)) ?? 0);
        return {};
      });
    },
  };
}

export function urlOf(name: string, call: Call): string {
  return `${call.baseUrl}/${account}/${name}`;
}

function textMap(input: Fields, name: string): Record<string, string> {
  const found = fields(input, name) ?? {};
  return Object.fromEntries(Object.keys(found).map((key) => [key, text(found, key) ?? ""]));
}

function visibilityIn(input: Fields): number {
  const seconds = number(input, "VisibilityTimeout");
  if (seconds === undefined) throw new AwsError("MissingParameter", "The request must contain the parameter VisibilityTimeout.");
  if (seconds < 0 || seconds > 43_200) throw new AwsError("InvalidParameterValue", "VisibilityTimeout must be between 0 and 43200.");
  return seconds;
}

function attributesOf(queue: Queue, names: readonly string[]): Map<string, string> {
  const { visible, inFlight, delayed } = queue.counts();
  const all = new Map(
    Object.entries({
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      CreatedTimestamp: String(Math.floor(queue.createdAt / 1_000)),
      DelaySeconds: String(queue.settings.delaySeconds),
      MessageRetentionPeriod: String(queue.settings.retentionSeconds),
      QueueArn: queue.arn,
      ReceiveMessageWaitTimeSeconds: String(queue.settings.waitSeconds),
      VisibilityTimeout: String(queue.settings.visibilitySeconds),
      ...queue.given,
    }),
  );
  return names.includes("All") ? all : new Map([...all].filter(([name]) => names.includes(name)));
}

function readMessage(input: Fields): NewMessage {
  const body = requiredText(input, "MessageBody");
  const given = fields(input, "MessageAttributes") ?? {};
  const messageAttributes = Object.fromEntries(Object.keys(given).map((name) => [name, readAttribute(fields(given, name) ?? {})]));
  if (Object.keys(given).length > 10)
    throw new AwsError("InvalidParameterValue", "Number of message attributes exceeds the allowed maximum of 10.");
  if (Buffer.byteLength(body) > bytesAtMost)
    throw new AwsError(
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${bytesAtMost} bytes.`,
    );
  return {
    body,
    messageAttributes,
    group: text(input, "MessageGroupId"),
    deduplicationId: text(input, "MessageDeduplicationId"),
    delaySeconds: number(input, "DelaySeconds"),
  };
}

function readAttribute(input: Fields): MessageAttribute {
  const dataType = requiredText(input, "DataType");
  const stringValue = text(input, "StringValue");
  const binaryValue = text(input, "BinaryValue");
  return { dataType, ...(stringValue === undefined ? {} : { stringValue }), ...(binaryValue === undefined ? {} : { binaryValue }) };
}

function send(queue: Queue, input: Fields): Out {
  const wanted = withDeduplication(queue, readMessage(input));
  const message = queue.send(wanted);
  return {
    MessageId: message.id,
    MD5OfMessageBody: md5(wanted.body),
    MD5OfMessageAttributes: md5OfAttributes(wanted.messageAttributes ?? {}),
    SequenceNumber: message.sequenceNumber,
  };
}

function sendBatch(queue: Queue, input: Fields): Out {
  const size = fieldsList(input, "Entries").reduce((sum, entry) => sum + Buffer.byteLength(text(entry, "MessageBody") ?? ""), 0);
  if (size > bytesAtMost) {
    throw new AwsError(
      "AWS.SimpleQueueService.BatchRequestTooLong",
      `Batch requests cannot be longer than ${bytesAtMost} bytes. You have sent ${size} bytes.`,
    );
  }
  return batch(input, (entry) => send(queue, entry));
}

/** Ten entries at most, ids distinct; an entry's error is its own. */
function batch(input: Fields, act: (entry: Fields) => Out): Out {
  const entries = fieldsList(input, "Entries");
  const ids = entries.map((entry) => requiredText(entry, "Id"));
  if (entries.length === 0)
    throw new AwsError("AWS.SimpleQueueService.EmptyBatchRequest", "There should be at least one entry in the request.");
  if (entries.length > batchAtMost) {
    throw new AwsError(
      "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${batchAtMost}. You have sent ${entries.length}.`,
    );
  }
  if (new Set(ids).size < ids.length)
    throw new AwsError("AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  const successful: Output[] = [];
  const failed: Output[] = [];
  for (const entry of entries) {
    const Id = requiredText(entry, "Id");
    try {
      successful.push({ Id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id, SenderFault: error.type === "Sender", Code: error.code, Message: error.message });
    }
  }
  return { Successful: successful, Failed: failed };
}

async function receive(queue: Queue, input: Fields, call: Call, ms: (seconds: number | undefined) => number | undefined): Promise<Out> {
  const max = number(input, "MaxNumberOfMessages") ?? 1;
  const wait = number(input, "WaitTimeSeconds") ?? queue.settings.waitSeconds;
  if (max < 1 || max > 10)
    throw new AwsError(
      "InvalidParameterValue",
      `Value ${max} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
    );
  if (wait < 0 || wait > 20)
    throw new AwsError(
      "InvalidParameterValue",
      `Value ${wait} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.`,
    );
  const visibilityMs = ms(number(input, "VisibilityTimeout"));
  const messages = await queue.receive({
    max,
    waitMs: ms(wait) ?? 0,
    signal: call.signal(),
    ...(visibilityMs === undefined ? {} : { visibilityMs }),
  });
  const system = [...list(input, "AttributeNames"), ...list(input, "MessageSystemAttributeNames")].map(String);
  const named = list(input, "MessageAttributeNames").map(String);
  // No message: no member at all, as AWS answers.
  if (messages.length === 0) return {};
  return { Messages: messages.map((message) => messageOut(received(message), system, named)) };
}

function messageOut(message: ReturnType<typeof received>, system: readonly string[], named: readonly string[]): Output {
  const attributes = Object.entries(message.attributes).filter(([name]) => system.includes("All") || system.includes(name));
  const wants = (name: string) =>
    named.some((want) => want === "All" || want === ".*" || want === name || (want.endsWith(".*") && name.startsWith(want.slice(0, -2))));
  const chosen = Object.fromEntries(Object.entries(message.messageAttributes).filter(([name]) => wants(name)));
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(attributes.length > 0 ? { Attributes: new Map(attributes) } : {}),
    ...(Object.keys(chosen).length > 0
      ? {
          MD5OfMessageAttributes: md5OfAttributes(chosen),
          MessageAttributes: Object.fromEntries(Object.entries(chosen).map(([name, value]) => [name, attributeOut(value)])),
        }
      : {}),
  };
}

function attributeOut({ dataType, stringValue, binaryValue }: MessageAttribute): Output {
  return { DataType: dataType, StringValue: stringValue, BinaryValue: binaryValue };
}

/** The older Query protocol numbers its lists and calls their members by other names; this gives the input the JSON protocol's shape. */
export function fromQuery(input: Fields): Fields {
  const known = { ...input };
  const rename = (from: string, to: string, change: (value: unknown) => unknown = (value) => value) => {
    if (known[from] === undefined) return;
    known[to] = change(known[from]);
    delete known[from];
  };
  rename("Attribute", "Attributes", byName);
  rename("AttributeName", "AttributeNames");
  rename("MessageSystemAttributeName", "MessageSystemAttributeNames");
  rename("MessageAttributeName", "MessageAttributeNames");
  rename("MessageAttribute", "MessageAttributes", byName);
  for (const name of ["SendMessageBatchRequestEntry", "DeleteMessageBatchRequestEntry", "ChangeMessageVisibilityBatchRequestEntry"]) {
    rename(name, "Entries", (entries) =>
      (Array.isArray(entries) ? entries : [entries]).map((entry) => (isFields(entry) ? fromQuery(entry) : entry)),
    );
  }
  return known;
}

function byName(value: unknown): Fields {
  const entries = (Array.isArray(value) ? value : [value]).filter(isFields);
  return Object.fromEntries(entries.map((entry) => [text(entry, "Name") ?? "", entry.Value]));
}
