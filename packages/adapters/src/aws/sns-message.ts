/** Writes an event as an SNS message: what e-mail and SMS readers get, and what queues, functions and web hooks get. */
import type { FlipwatchEvent } from "@flipwatch/core";
import { alertText } from "@flipwatch/core/wording";

/** SNS takes 256 KB in all (SNS API Reference, Publish). */
export const MESSAGE_LIMIT_BYTES = 256 * 1024;
/** Fewer than 100 characters (SNS API Reference, Publish). */
const SUBJECT_LIMIT = 99;
/** One SMS. */
const SHORT_LIMIT = 160;
/** An attribute counts towards the message; a long name is cut rather than refused. */
const ATTRIBUTE_LIMIT = 256;

export interface SnsMessage {
  subject: string;
  /** For MessageStructure `json`: one text for each protocol. */
  message: string;
  /** At most five, as many as a filter policy may use (SNS Developer Guide, page subscription-filter-policy-constraints). */
  attributes: Record<string, string>;
}

export function snsMessage(event: FlipwatchEvent, options: { possibleRepeat: boolean; dashboardUrl?: string }): SnsMessage {
  const words = alertText(event, { dashboardUrl: options.dashboardUrl });
  const repeat = options.possibleRepeat ? "Possible repeat: " : "";
  const told = { text: `${repeat}${words.text}`, short: cut(`${repeat}${words.short}`, SHORT_LIMIT) };
  const full = byProtocol(told, event);
  const fits = Buffer.byteLength(full) <= MESSAGE_LIMIT_BYTES - 4_096;
  return {
    subject: cut(`${repeat}${words.subject}`, SUBJECT_LIMIT),
    message: fits ? full : byProtocol({ ...told, text: cut(told.text, 4_000) }, withoutBulk(event)),
    attributes: attributesOf(event, options.possibleRepeat),
  };
}

/** Queues, functions and web hooks are machines and get the event itself in its place; whoever else subscribes gets the words. */
function byProtocol({ text, short }: { text: string; short: string }, event: FlipwatchEvent): string {
  const json = JSON.stringify(event);
  return JSON.stringify({ default: text, email: text, sms: short, sqs: json, lambda: json, https: json, http: json });
}

/** What explains an event is left out before the event is: the log keeps all of it. */
function withoutBulk(event: FlipwatchEvent): FlipwatchEvent {
  const { evidence: _evidence, views: _views, detail: _detail, ...rest } = event;
  return { ...rest, message: cut(event.message, 2_000), detail: { shortened: "evidence, views and detail are in the event log" } };
}

function attributesOf(event: FlipwatchEvent, possibleRepeat: boolean): Record<string, string> {
  return {
    pair: cut(event.pair, ATTRIBUTE_LIMIT),
    kind: event.kind,
    severity: event.severity,
    ...(event.to && { role: event.to }),
    ...(possibleRepeat && { possibleRepeat: "true" }),
  };
}

/** Never between the two halves of a surrogate pair. */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
