/** Messages as SQS keeps them, and the checksums that clients compare (SQS Developer Guide, message attributes). */
import { createHash } from "node:crypto";
import type { Ms } from "@flipwatch/core";

export interface MessageAttribute {
  dataType: string;
  stringValue?: string;
  /** Base64. */
  binaryValue?: string;
}

export interface Message {
  id: string;
  body: string;
  messageAttributes: Readonly<Record<string, MessageAttribute>>;
  group?: string;
  deduplicationId?: string;
  sequenceNumber?: string;
  sentAt: Ms;
  visibleAt: Ms;
  receiveCount: number;
  firstReceivedAt?: Ms;
  /** Set while in flight, or once it was. */
  receipt?: string;
}

export interface NewMessage {
  body: string;
  messageAttributes?: Readonly<Record<string, MessageAttribute>>;
  group?: string;
  deduplicationId?: string;
  delaySeconds?: number;
}

/** A message as a receiver gets it; attribute names as Lambda's SQS event has them. */
export interface SourceMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, MessageAttribute>;
}

export const md5 = (text: string | Buffer): string => createHash("md5").update(text).digest("hex");

export function received(message: Message): SourceMessage {
  return {
    messageId: message.id,
    receiptHandle: message.receipt ?? "",
    body: message.body,
    md5OfBody: md5(message.body),
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(Math.round(message.sentAt)),
      SenderId: "AIDAEXAMPLEEXAMPLEEX",
      ApproximateFirstReceiveTimestamp: String(Math.round(message.firstReceivedAt ?? message.sentAt)),
      ...(message.sequenceNumber === undefined ? {} : { SequenceNumber: message.sequenceNumber }),
      ...(message.group === undefined ? {} : { MessageGroupId: message.group }),
      ...(message.deduplicationId === undefined ? {} : { MessageDeduplicationId: message.deduplicationId }),
    },
    messageAttributes: { ...message.messageAttributes },
  };
}

/** Names in order, each as length and bytes of name, type and value; undefined without attributes. */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).toSorted();
  if (names.length === 0) return undefined;
  const parts = names.flatMap((name) => {
    const attribute = attributes[name] as MessageAttribute;
    const binary = attribute.dataType.startsWith("Binary");
    const value = binary ? Buffer.from(attribute.binaryValue ?? "", "base64") : Buffer.from(attribute.stringValue ?? "");
    return [sized(Buffer.from(name)), sized(Buffer.from(attribute.dataType)), Buffer.from([binary ? 2 : 1]), sized(value)];
  });
  return md5(Buffer.concat(parts));
}

function sized(value: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  return Buffer.concat([length, value]);
}
