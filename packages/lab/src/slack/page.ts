/** The look-alike's channel as a page: messages with their colour, fields and buttons, threads below them, as people read Slack. */
import { escapeHtml } from "../exchange.ts";
import { attachmentsOf, type Block, blocksOf } from "./block-kit.ts";
import type { SlackMessage } from "./channel.ts";

export function slackPage(messages: readonly SlackMessage[]): string {
  const roots = messages.filter(({ threadTs }) => threadTs === undefined);
  const items = roots.map((root) =>
    item(
      root,
      messages.filter(({ threadTs }) => threadTs === root.ts),
    ),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="2">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title># alerts</title>
<style>${style}</style>
</head>
<body>
<h1># alerts</h1>
${items.length > 0 ? `<ul class="channel">\n${items.join("\n")}\n</ul>` : "<p>No messages yet.</p>"}
</body>
</html>
`;
}

const style = `
  body { margin: 2rem auto; max-width: 50rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; color: #1d1c1d; }
  ul { list-style: none; padding: 0; margin: 0; } .channel > li { border-top: 1px solid #ddd; padding: .8rem 0; }
  time, small { color: #616061; font-size: .8rem; } p { margin: .2rem 0; white-space: pre-wrap; }
  h2 { font-size: 1rem; margin: .2rem 0; } .attached { border-left: 4px solid #ddd; padding-left: .8rem; margin: .3rem 0; }
  dl { display: grid; grid-template-columns: 1fr 1fr; gap: .4rem 1rem; margin: .4rem 0; } dl p { font-size: .9rem; overflow-wrap: anywhere; }
  .thread { border-left: 1px solid #ddd; margin: .5rem 0 0 1rem; padding-left: 1rem; } .thread li { padding: .4rem 0; }
  form { display: inline; } button, .button { font: inherit; font-size: .85rem; border: 1px solid #bbb; border-radius: 4px; background: #fff; padding: .2rem .7rem;
    color: inherit; text-decoration: none; cursor: pointer; } .primary { background: #007a5a; border-color: #007a5a; color: #fff; }
`;

function item(message: SlackMessage, replies: readonly SlackMessage[]): string {
  const { at, by, editedAt, broadcast } = message;
  const marks = [by === "bot" ? "" : escapeHtml(by), editedAt === undefined ? "" : "(edited)", broadcast ? "(also in the channel)" : ""];
  const head = `<time>${new Date(at).toISOString().slice(11, 19)}</time> <b>Flipwatch</b> <small>${marks.filter(Boolean).join(" ")}</small>`;
  const thread = replies.length === 0 ? "" : `<ul class="thread">${replies.map((reply) => item(reply, [])).join("\n")}</ul>`;
  return `<li>${head}${contentOf(message)}${thread}</li>`;
}

function contentOf({ payload, text, ts }: SlackMessage): string {
  const blocks = blocksOf(payload);
  const attachments = attachmentsOf(payload);
  if (blocks.length + attachments.length === 0) return `<p>${marked(text)}</p>`;
  const attached = attachments.map(({ color = "", blocks: inside = [], text: words = "" }) => {
    const colour = /^#[0-9a-f]{6}$/i.test(color) ? ` style="border-color: ${color}"` : "";
    return `<div class="attached"${colour}>${words === "" ? "" : `<p>${marked(words)}</p>`}${inside.map((block) => shown(block, ts)).join("")}</div>`;
  });
  return `${blocks.map((block) => shown(block, ts)).join("")}${attached.join("")}`;
}

function shown(block: Block, ts: string): string {
  const textIn = (part: { text?: unknown } | undefined) => (typeof part?.text === "string" ? part.text : "");
  switch (block.type) {
    case "header":
      return `<h2>${marked(textIn(block.text))}</h2>`;
    case "section": {
      const fields = (block.fields ?? []).map((field) => `<p>${marked(textIn(field))}</p>`).join("");
      return `${block.text ? `<p>${marked(textIn(block.text))}</p>` : ""}${fields === "" ? "" : `<dl>${fields}</dl>`}`;
    }
    case "context":
      return `<p><small>${(block.elements ?? []).map((element) => marked(textIn(element))).join(" ")}</small></p>`;
    case "actions":
      return `<p>${(block.elements ?? []).map((element) => button(element, ts)).join(" ")}</p>`;
    default:
      return "";
  }
}

function button({ text, url, action_id: action = "", style: look }: NonNullable<Block["elements"]>[number], ts: string): string {
  const label = escapeHtml(String((text as { text?: unknown } | undefined)?.text ?? ""));
  if (url !== undefined) return `<a class="button" href="${escapeHtml(url)}">${label}</a>`;
  const hidden = `<input type="hidden" name="ts" value="${escapeHtml(ts)}"><input type="hidden" name="action" value="${escapeHtml(action)}">`;
  return `<form method="post" action="/slack/press">${hidden}<button${look === "primary" ? ' class="primary"' : ""}>${label}</button></form>`;
}

const EMOJI: Record<string, string> = {
  red_circle: "🔴",
  large_orange_circle: "🟠",
  large_green_circle: "🟢",
  white_circle: "⚪",
  white_check_mark: "✅",
  eyes: "👀",
};

/** Slack's markup, as much of it as Flipwatch writes: bold, italics, links, emoji. Its own escapes are undone first. */
function marked(text: string): string {
  const plain = (part: string) => escapeHtml(part.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
  const parts = text.split(/(<https?:[^<>|]+\|[^<>]+>)/);
  const linked = parts.map((part) => {
    const link = /^<(https?:[^<>|]+)\|([^<>]+)>$/.exec(part);
    return link ? `<a href="${plain(link[1] ?? "")}">${plain(link[2] ?? "")}</a>` : plain(part);
  });
  return linked
    .join("")
    .replace(/:([a-z_]+):/g, (whole, name: string) => EMOJI[name] ?? whole)
    .replace(/(^|\s)\*([^*\n]+)\*(?=\s|$)/g, "$1<b>$2</b>")
    .replace(/(^|\s)_([^_\n]+)_(?=\s|$)/g, "$1<i>$2</i>");
}
