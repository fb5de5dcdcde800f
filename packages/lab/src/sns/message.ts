/** What SNS accepts and how it puts a message into an envelope (SNS API reference, Publish; Developer Guide, page sns-message-and-json-formats). */
import type { Ms } from "@flipwatch/core";
import { AwsError } from "../aws/aws-error.ts";
import { type Fields, fields, isFields, list, requiredText, text } from "../aws/fields.ts";

export interface SnsAttribute {
  dataType: string;
  value: string;
}

export interface Publication {
  message: string;
  subject?: string;
  /** With MessageStructure=json: what each protocol gets, `default` for the others. */
  byProtocol?: Readonly<Record<string, string>>;
  attributes: Readonly<Record<string, SnsAttribute>>;
  group?: string;
  deduplicationId?: string;
}

const bytesAtMost = 262_144;

export function invalidParameter(what: string): AwsError {
  return new AwsError("InvalidParameter", `Invalid parameter: ${what}`);
}

export function readPublication(input: Fields): Publication {
  const message = requiredText(input, "Message", "InvalidParameter");
  const subject = text(input, "Subject");
  if (sizeOf(input) > bytesAtMost) throw invalidParameter("Message too long");
  // Under 100 characters, no line breaks or control characters (API reference, Publish).
  if (subject !== undefined && (subject.length < 1 || subject.length >= 100 || hasControl(subject))) throw invalidParameter("Subject");
  return {
    message,
    ...(subject === undefined ? {} : { subject }),
    ...(text(input, "MessageStructure") === "json" ? { byProtocol: readStructure(message) } : {}),
    attributes: readAttributes(input),
    group: text(input, "MessageGroupId"),
    deduplicationId: text(input, "MessageDeduplicationId"),
  };
}

/** What counts towards the 256 KB: the message with its attributes. */
export function sizeOf(input: Fields): number {
  const attributes = readAttributes(input);
  const sizes = Object.entries(attributes).map(([name, { dataType, value }]) => Buffer.byteLength(name + dataType + value));
  return Buffer.byteLength(text(input, "Message") ?? "") + sizes.reduce((sum, size) => sum + size, 0);
}

function hasControl(subject: string): boolean {
  return [...subject].some((character) => character < " " || character === "\u007f");
}

function readStructure(message: string): Record<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidParameter("Message Structure - JSON message body failed to parse");
  }
  if (!isFields(parsed) || typeof parsed.default !== "string")
    throw invalidParameter("Message Structure - No default entry in JSON message body");
  return Object.fromEntries(Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function readAttributes(input: Fields): Record<string, SnsAttribute> {
  const entries = list(input, "MessageAttributes").filter(isFields);
  return Object.fromEntries(
    entries.map((entry) => {
      const value = fields(entry, "Value") ?? {};
      const dataType = requiredText(value, "DataType", "InvalidParameterValue");
      const content = text(value, "StringValue") ?? text(value, "BinaryValue");
      if (content === undefined || content === "")
        throw new AwsError("InvalidParameterValue", `The message attribute must contain non-empty message attribute value.`);
      return [requiredText(entry, "Name", "InvalidParameterValue"), { dataType, value: content }];
    }),
  );
}

export interface Sent {
  messageId: string;
  topicArn: string;
  at: Ms;
  publication: Publication;
}

export function textFor(protocol: string, { message, byProtocol }: Publication): string {
  return byProtocol ? (byProtocol[protocol] ?? byProtocol.default ?? "") : message;
}

/** The lab does not sign: `Signature` is there so that the shape is whole, and verifies with no key. */
export function envelope(sent: Sent, protocol: string, links: { unsubscribe: string; certificate: string }): string {
  const { publication, messageId, topicArn, at } = sent;
  const attributes = Object.entries(publication.attributes).map(([name, { dataType, value }]) => [name, { Type: dataType, Value: value }]);
  return JSON.stringify({
    Type: "Notification",
    MessageId: messageId,
    TopicArn: topicArn,
    ...(publication.subject === undefined ? {} : { Subject: publication.subject }),
    Message: textFor(protocol, publication),
    Timestamp: new Date(at).toISOString(),
    SignatureVersion: "1",
    Signature: "bm90IHNpZ25lZCBieSB0aGUgbGFi",
    SigningCertURL: links.certificate,
    UnsubscribeURL: links.unsubscribe,
    ...(attributes.length > 0 ? { MessageAttributes: Object.fromEntries(attributes) } : {}),
  });
}
