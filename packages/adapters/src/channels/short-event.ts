/** Writes an event as JSON for a service that takes only so much. What is left out stays in the event log. */
import type { FlipwatchEvent } from "@flipwatch/core";

const MESSAGE_LIMIT = 2_000;

/** The whole event where it fits, else without what explains it. Either way an event of the schema. */
export function eventJson(event: FlipwatchEvent, limitBytes: number): string {
  const whole = JSON.stringify(event);
  return Buffer.byteLength(whole) <= limitBytes ? whole : JSON.stringify(withoutBulk(event));
}

/** What explains an event is left out before the event is. */
export function withoutBulk(event: FlipwatchEvent): FlipwatchEvent {
  const { evidence: _evidence, views: _views, detail: _detail, ...rest } = event;
  const detail = { shortened: "evidence, views and detail are in the event log" };
  return { ...rest, message: cut(event.message, MESSAGE_LIMIT), detail };
}

/** Never between the two halves of a surrogate pair. */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
