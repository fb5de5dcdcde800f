/** Frames an event's words as a Slack message: one mark for the severity, the title, the text, a link. Decides no words itself. */
import type { FlipwatchEvent } from "@flipwatch/core";
import { alertText } from "@flipwatch/core/wording";

/** A section's text holds 3,000 characters (Slack reference, block kit); escapes count as written. */
const TEXT_LIMIT = 3_000;

const MARKS: Record<FlipwatchEvent["severity"], string> = {
  critical: ":red_circle:",
  warning: ":large_orange_circle:",
  info: ":large_green_circle:",
  record: ":white_circle:",
};

export interface SlackPayload {
  /** What notifications show, and clients without blocks. */
  text: string;
  blocks: readonly object[];
  unfurl_links: false;
}

export function slackPayload(event: FlipwatchEvent, options: { possibleRepeat: boolean; dashboardUrl?: string }): SlackPayload {
  const words = alertText(event);
  const repeat = options.possibleRepeat ? "_possible repeat_ " : "";
  const title = `${MARKS[event.severity]} ${repeat}*${escaped(words.subject)}*`;
  return {
    text: cut(title),
    blocks: [section(`${title}\n${escaped(words.text)}`), ...linkTo(options.dashboardUrl)],
    unfurl_links: false,
  };
}

/** Slack's three control characters; with them escaped no text can mention people or forge a link. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function section(text: string): object {
  return { type: "section", text: { type: "mrkdwn", text: cut(text) } };
}

function linkTo(dashboardUrl: string | undefined): object[] {
  return dashboardUrl ? [{ type: "context", elements: [{ type: "mrkdwn", text: `<${escaped(dashboardUrl)}|Open Flipwatch>` }] }] : [];
}

/** Not inside an escape, which would show as `&am`. */
function cut(text: string): string {
  return text.length <= TEXT_LIMIT ? text : `${text.slice(0, TEXT_LIMIT - 1).replace(/(&[a-z]{0,3}|[\uD800-\uDBFF])$/, "")}…`;
}
