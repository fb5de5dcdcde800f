/** Frames an event's words as an Adaptive Card for Teams. Decides no words itself. */
import type { FlipwatchEvent } from "@flipwatch/core";
import { type AlertOptions, alertText } from "@flipwatch/core/wording";
import { cut } from "../short-event.ts";

/** A webhook's message may have 28 KB (Microsoft Teams, "Create an Incoming Webhook"); a little is left for what Teams adds. */
export const CARD_LIMIT_BYTES = 27 * 1024;
const LEAD_LIMIT = 4_000;
const FACT_LIMIT = 1_000;

const COLOURS = { critical: "attention", warning: "warning", info: "good", record: "default" } as const;

/** The message around the card, as workflows and incoming webhooks both take it. */
export function teamsMessage(event: FlipwatchEvent, options: AlertOptions): string {
  const words = alertText(event, options);
  const lines = [
    [{ text: words.title, weight: "bolder", size: "medium", color: COLOURS[event.severity] }],
    [{ text: cut(words.lead, LEAD_LIMIT) }],
    ...words.facts.map(({ label, value }) => [{ text: `${label}: `, weight: "bolder" }, { text: cut(value, FACT_LIMIT) }]),
  ];
  const actions = words.link ? [{ type: "Action.OpenUrl", title: words.link.label, url: words.link.url }] : [];
  let message = messageOf(lines.map(textBlock), actions);
  // The last facts say least.
  while (Buffer.byteLength(message) > CARD_LIMIT_BYTES && lines.length > 2) {
    lines.pop();
    message = messageOf(lines.map(textBlock), actions);
  }
  return message;
}

/** Rich text, whose runs are shown as they are: in a plain TextBlock Markdown would count, and a reason from outside could forge a link. */
function textBlock(runs: readonly object[]): object {
  return { type: "RichTextBlock", inlines: runs.map((run) => ({ type: "TextRun", ...run })) };
}

/** Version 1.4 is what workflows take. */
function messageOf(body: readonly object[], actions: readonly object[]): string {
  const card = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    body,
    ...(actions.length > 0 && { actions }),
  };
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: card };
  return JSON.stringify({ type: "message", attachments: [attachment] });
}
