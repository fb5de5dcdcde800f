/** A message of the Slack look-alike as plain lines: as much of Block Kit and of Slack's markup as Flipwatch writes. */
import type { Ms } from "@flipwatch/core/time";

export interface SlackMessage {
  at: Ms;
  ts: string;
  threadTs?: string;
  editedAt?: Ms;
  text: string;
  payload: { blocks?: readonly SlackBlock[]; attachments?: readonly { blocks?: readonly SlackBlock[]; text?: string }[] };
}

export interface SlackBlock {
  type: string;
  text?: { text: string };
  fields?: readonly { text: string }[];
  elements?: readonly { text?: string | { text: string }; url?: string; action_id?: string }[];
}

export function blocksIn({ payload: { blocks = [], attachments = [] } }: SlackMessage): SlackBlock[] {
  return [...blocks, ...attachments.flatMap((attached) => attached.blocks ?? [])];
}

/** Each of its texts, one line or more. */
export function linesIn({ text, fields = [], elements = [] }: SlackBlock): string[] {
  const inside = elements.flatMap((element) => (typeof element.text === "string" ? [element.text] : []));
  return [...(text === undefined ? [] : [text.text]), ...fields.map((field) => field.text), ...inside].map(marked);
}

const emoji: Readonly<Record<string, string>> = {
  red_circle: "🔴",
  large_orange_circle: "🟠",
  large_green_circle: "🟢",
  white_circle: "⚪",
  white_check_mark: "✅",
  eyes: "👀",
};

/** Without Slack's signs: links by their words, emoji as characters, its escapes undone last so that what they hide stays text. */
export function marked(text: string): string {
  return text
    .replace(/<https?:[^<>|]+\|([^<>]+)>/g, "$1")
    .replace(/<!date\^[^|>]+\|([^>]+)>/g, "$1")
    .replace(/:([a-z_]+):/g, (whole, name: string) => emoji[name] ?? whole)
    .replace(/(^|\s)\*([^*\n]+)\*(?=\s|$)/g, "$1$2")
    .replace(/(^|\s)_([^_\n]+)_(?=\s|$)/g, "$1$2")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
