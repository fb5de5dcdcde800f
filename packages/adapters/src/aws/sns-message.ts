/** Writes an event as an SNS message: what e-mail and SMS readers get, and what queues, functions and web hooks get. */
import type { FlipwatchEvent, Language } from "@flipwatch/core";
import { alertText } from "@flipwatch/core/wording";
import { cut, withoutBulk } from "../channels/short-event.ts";

/** SNS takes 256 KB in all (SNS API Reference, Publish). */
export const MESSAGE_LIMIT_BYTES = 256 * 1024;
/** For the subject and the attributes, which count too. */
const RESERVED_BYTES = 4_096;
/** UTF-8 without line breaks or control characters, fewer than 100 characters (SNS API Reference, Publish). */
const SUBJECT_LIMIT = 99;
/** One SMS. */
const SHORT_LIMIT = 160;
const TEXT_LIMIT = 4_000;
/** An attribute counts towards the message; a long name is cut rather than refused. */
const ATTRIBUTE_LIMIT = 256;

export interface SnsMessage {
  subject: string;
  /** For MessageStructure `json`: one text for each protocol. */
  message: string;
  /** At most six. A filter policy may use five (SNS Developer Guide, "Filter policy constraints"); raw delivery to queues takes ten ("Raw message delivery"). */
  attributes: Record<string, string>;
}

export interface SnsOptions {
  possibleRepeat: boolean;
  dashboardUrl?: string;
  /** Of what people read. English unless told. */
  language?: Language;
}

export function snsMessage(event: FlipwatchEvent, options: SnsOptions): SnsMessage {
  const words = alertText(event, options);
  const told = { text: words.text, short: cut(words.short, SHORT_LIMIT) };
  const full = byProtocol(told, event);
  const fits = Buffer.byteLength(full) <= MESSAGE_LIMIT_BYTES - RESERVED_BYTES;
  return {
    subject: cut(words.subject, SUBJECT_LIMIT),
    message: fits ? full : byProtocol({ ...told, text: cut(told.text, TEXT_LIMIT) }, withoutBulk(event)),
    attributes: attributesOf(event, options.possibleRepeat),
  };
}

/**
 * Queues, functions, streams and web hooks are machines and get the event itself; whoever else subscribes gets the words. `email-json`
 * stands for programs that read mail (SNS API Reference, Subscribe).
 */
function byProtocol({ text, short }: { text: string; short: string }, event: FlipwatchEvent): string {
  const json = JSON.stringify(event);
  const machines = { sqs: json, lambda: json, https: json, http: json, firehose: json, "email-json": json };
  return JSON.stringify({ default: text, email: text, sms: short, ...machines });
}

/** For filter policies. Absent rather than empty, since SNS takes no empty value; `{"drill": [{"exists": false}]}` leaves drills out. */
function attributesOf(event: FlipwatchEvent, possibleRepeat: boolean): Record<string, string> {
  return {
    pair: cut(event.pair, ATTRIBUTE_LIMIT),
    kind: event.kind,
    severity: event.severity,
    ...(event.to && { role: event.to }),
    ...(event.drill && { drill: cut(event.drill, ATTRIBUTE_LIMIT) }),
    ...(possibleRepeat && { possibleRepeat: "true" }),
  };
}
