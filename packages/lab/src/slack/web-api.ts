/** The Web API methods that Flipwatch calls, with the errors that Slack's documentation gives them. `{"ok":false}` comes with a 200, as from Slack. */
import { complaint, textOf } from "./block-kit.ts";
import type { SlackChannel, SlackMessage } from "./channel.ts";

export interface Workspace {
  token: string;
  channelId: string;
  channel: SlackChannel;
  /** What the token may do. */
  scopes(): ReadonlySet<string>;
  /** Whether the app is in the channel, and the channel in use. */
  state(): "in" | "out" | "archived";
}

export type Reply = Record<string, unknown> & { ok: boolean };
export type Fields = Record<string, unknown>;

interface Method {
  scope?: string;
  /** Of the workspace's one channel. */
  inChannel: boolean;
  run(workspace: Workspace, fields: Fields): Reply;
}

const methods: Record<string, Method> = {
  "auth.test": {
    inChannel: false,
    run: () => ({ ok: true, url: "https://lab.example.com/", team: "lab", user: "flipwatch", user_id: "U0FLIP", bot_id: "B0FLIP" }),
  },
  "chat.postMessage": { scope: "chat:write", inChannel: true, run: postMessage },
  "chat.update": { scope: "chat:write", inChannel: true, run: update },
  "conversations.info": { scope: "channels:read", inChannel: false, run: info },
  "conversations.history": { scope: "channels:history", inChannel: true, run: history },
  "conversations.replies": { scope: "channels:history", inChannel: true, run: replies },
};

/** Of a request with this token; `fields` as they came, lists and objects still as JSON text. */
export function callMethod(workspace: Workspace, name: string, token: string | undefined, fields: Fields): Reply {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!method) return refused("unknown_method");
  if (!token) return refused("not_authed");
  if (token !== workspace.token) return refused("invalid_auth");
  if (method.scope && !workspace.scopes().has(method.scope)) {
    return { ...refused("missing_scope"), needed: method.scope, provided: [...workspace.scopes()].join(",") };
  }
  if (name !== "auth.test" && fields.channel !== workspace.channelId) return refused("channel_not_found");
  if (method.inChannel && workspace.state() === "out") return refused("not_in_channel");
  const writes = method.scope === "chat:write";
  if (writes && workspace.state() === "archived") return refused("is_archived");
  return method.run(workspace, fields);
}

function refused(error: string): Reply {
  return { ok: false, error };
}

function postMessage({ channel, channelId }: Workspace, fields: Fields): Reply {
  const content = contentOf(fields);
  if ("error" in content) return refused(content.error);
  const { thread_ts: threadTs } = fields;
  const message = channel.add({
    by: "bot",
    ...content,
    ...(typeof threadTs === "string" ? { threadTs, broadcast: isTrue(fields.reply_broadcast) } : {}),
  });
  return { ok: true, channel: channelId, ts: message.ts, message: shown(message, true) };
}

function update({ channel, channelId }: Workspace, fields: Fields): Reply {
  const content = contentOf(fields);
  if ("error" in content) return refused(content.error);
  const ts = String(fields.ts);
  if (channel.find(ts)?.by !== "bot") return refused(channel.find(ts) ? "cant_update_message" : "message_not_found");
  channel.edit(ts, content);
  return { ok: true, channel: channelId, ts, text: content.text };
}

function contentOf(fields: Fields): { text: string; payload: Fields; metadata?: unknown } | { error: string } {
  const payload: Fields = {};
  for (const [name, value] of Object.entries(fields)) {
    const read = ["blocks", "attachments", "metadata"].includes(name) ? jsonIn(value) : value;
    if (read === undefined) return { error: name === "metadata" ? "invalid_metadata_format" : `invalid_${name}` };
    payload[name] = read;
  }
  const { metadata, ...rest } = payload;
  const error = complaint(rest);
  return error ? { error } : { text: textOf(rest), payload: rest, ...(metadata === undefined ? {} : { metadata }) };
}

function jsonIn(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function info(workspace: Workspace): Reply {
  const state = workspace.state();
  const channel = {
    id: workspace.channelId,
    name: "alerts",
    is_channel: true,
    is_archived: state === "archived",
    is_member: state !== "out",
  };
  return { ok: true, channel };
}

/** Newest first; replies only where they were shown in the channel, too. */
function history({ channel }: Workspace, fields: Fields): Reply {
  const found = channel.all().filter((message) => message.threadTs === undefined || message.broadcast);
  return page(found.toReversed(), fields);
}

/** The thread's first message, then its replies, oldest first. */
function replies({ channel }: Workspace, fields: Fields): Reply {
  const ts = String(fields.ts);
  if (!channel.find(ts)) return refused("thread_not_found");
  return page(
    channel.all().filter((message) => message.ts === ts || message.threadTs === ts),
    fields,
    ts,
  );
}

/** The cursor is a place in the list: nothing is added in the middle of it. */
function page(messages: readonly SlackMessage[], fields: Fields, always?: string): Reply {
  const { oldest = 0, latest = Number.POSITIVE_INFINITY, limit = 100, cursor = 0 } = fields;
  const within = messages.filter(({ ts }) => ts === always || (Number(ts) > Number(oldest) && Number(ts) < Number(latest)));
  const from = Number(cursor);
  const end = from + Math.min(999, Math.max(1, Number(limit)));
  const more = end < within.length;
  return {
    ok: true,
    messages: within.slice(from, end).map((message) => shown(message, isTrue(fields.include_all_metadata))),
    has_more: more,
    response_metadata: { next_cursor: more ? String(end) : "" },
  };
}

/** As Slack shows it to an app. */
export function shown({ ts, threadTs, text, payload, metadata, editedAt }: SlackMessage, withMetadata: boolean) {
  return {
    type: "message",
    ts,
    text,
    bot_id: "B0FLIP",
    ...(payload.blocks === undefined ? {} : { blocks: payload.blocks }),
    ...(payload.attachments === undefined ? {} : { attachments: payload.attachments }),
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    ...(editedAt === undefined ? {} : { edited: { user: "U0FLIP", ts: (editedAt / 1_000).toFixed(6) } }),
    ...(withMetadata && metadata !== undefined ? { metadata } : {}),
  };
}

function isTrue(value: unknown): boolean {
  return value === true || value === "true" || value === "1";
}
