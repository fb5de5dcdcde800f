/**
 * A look-alike of Slack: incoming webhooks and the Web API behind one channel, which it shows as a page with buttons that work. Says which
 * path is answered by which part. Status codes and limits: Slack's "Incoming webhooks", "Rate limits" and Web API reference.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { bodyOf, send, sendJson } from "../exchange.ts";
import type { LabTime } from "../types.ts";
import { complaint, textOf } from "./block-kit.ts";
import { createChannel, type SlackMessage } from "./channel.ts";
import { createMisbehaviour, type Misbehaviour, type SlackMode } from "./misbehaviour.ts";
import { slackPage } from "./page.ts";
import { signedPress } from "./press.ts";
import { callMethod, type Fields, type Workspace } from "./web-api.ts";

export type { SlackMessage } from "./channel.ts";
export type { SlackMode } from "./misbehaviour.ts";

export const LAB_SLACK = { botToken: "xoxb-lab-000000000000", channel: "C0LAB00001", signingSecret: "lab-signing-secret-0000000000" };

/** Slack gives up after 3 s; a function's first start on a busy machine may take longer. */
const PRESS_TIMEOUT_MS = 30_000;
const ALL_SCOPES = ["chat:write", "channels:read", "channels:history"];

export interface SlackLookAlike {
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  messages(): readonly SlackMessage[];
  mode(mode: SlackMode): void;
  currentMode(): SlackMode;
  clear(): void;
  /** Presses a button of a message as `user`; the status that Flipwatch answered. Throws where there is no such button. */
  press(ts: string, actionId: string, user?: string): Promise<number>;
  /** Somebody deletes a message. */
  remove(ts: string): void;
  /** What the app may do; everything that Flipwatch wants unless told. */
  scopes(scopes: readonly string[]): void;
  /** Somebody invites the app, removes it, archives the channel. */
  membership(state: ReturnType<Workspace["state"]>): void;
}

export interface SlackOptions {
  /** Where presses are sent, and where this look-alike is. */
  origin(): string;
}

interface Parts {
  workspace: Workspace;
  faults: Misbehaviour;
  press: SlackLookAlike["press"];
}

export function createSlack(time: LabTime, { origin }: SlackOptions): SlackLookAlike {
  const channel = createChannel(time.now);
  const faults = createMisbehaviour(time);
  let scopes = new Set(ALL_SCOPES);
  let state: ReturnType<Workspace["state"]> = "in";
  const workspace: Workspace = {
    token: LAB_SLACK.botToken,
    channelId: LAB_SLACK.channel,
    channel,
    scopes: () => scopes,
    state: () => state,
  };
  const press: SlackLookAlike["press"] = async (ts, actionId, user = "lab") => {
    const message = channel.find(ts);
    const { channel: channelId, signingSecret } = LAB_SLACK;
    const responseUrl = `${origin()}/slack/response/${ts}`;
    const request = message && signedPress({ message, actionId, channelId, signingSecret, user, now: time.now(), responseUrl });
    if (!request) throw new RangeError(`no button ${actionId} on ${ts}`);
    const response = await fetch(`${origin()}/slack/interactions`, {
      method: "POST",
      ...request,
      signal: AbortSignal.timeout(PRESS_TIMEOUT_MS),
    });
    await response.text();
    return response.status;
  };
  const parts: Parts = { workspace, faults, press };
  return {
    handle: (request, response, path) => route(parts, request, response, path),
    messages: channel.all,
    mode: faults.set,
    currentMode: faults.current,
    clear: channel.clear,
    press,
    remove: (ts) => void channel.remove(ts),
    scopes: (granted) => {
      scopes = new Set(granted);
    },
    membership: (now) => {
      state = now;
    },
  };
}

async function route(parts: Parts, request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const { channel } = parts.workspace;
  const webhook = /^\/slack\/services\/(.+)$/.exec(path)?.[1];
  const method = /^\/slack\/api\/([\w.]+)$/.exec(path)?.[1];
  const responding = /^\/slack\/response\/([\d.]+)$/.exec(path)?.[1];
  if (path === "/slack/messages") return sendJson(response, 200, { mode: parts.faults.current(), messages: channel.all() });
  if (path === "/slack" || path === "/slack/") {
    return send(response, 200, slackPage(channel.all()), { "content-type": "text/html; charset=utf-8" });
  }
  if (webhook === undefined && method === undefined && responding === undefined && path !== "/slack/press") {
    return send(response, 404, "no_service");
  }
  if (request.method !== "POST") return send(response, 405, "method_not_allowed", { allow: "POST" });
  const body = (await bodyOf(request))?.toString() ?? "";
  if (path === "/slack/press") return pressed(parts, response, body);
  if (responding !== undefined) return reply(response, answerPress(parts.workspace, responding, body));
  if (webhook !== undefined)
    return reply(
      response,
      misbehaving(parts, webhook, () => takeWebhook(parts.workspace, webhook, body)),
    );
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  const call = () => json(callMethod(parts.workspace, method ?? "", token, fieldsOf(request, body)));
  reply(response, misbehaving(parts, method ?? "", call));
}

interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

function reply(response: ServerResponse, answer: Answer | "hang" | "close"): void {
  if (answer === "hang") return;
  if (answer === "close") response.socket?.destroy();
  else send(response, answer.status, answer.body, answer.headers);
}

/** `name`: a method of the API, or a webhook, which has slashes. */
function misbehaving({ faults }: Parts, name: string, act: () => Answer): Answer | "hang" | "close" {
  const mode = faults.next(name);
  const isWebhook = name.includes("/");
  if ((mode.mode === "hang" || mode.mode === "close") && mode.after) act();
  if (mode.mode === "hang" || mode.mode === "close") return mode.mode;
  if (mode.mode === "error") return { status: mode.status ?? 500, body: mode.body ?? "rollup_error" };
  if (mode.mode === "rate-limit") return tooMany(mode.retryAfterSeconds ?? 1);
  if (mode.mode === "limit" && (isWebhook || name === "chat.postMessage") && !faults.taken(name)) return tooMany(1);
  if (mode.mode === "refuse") return isWebhook ? { status: 400, body: mode.error } : json({ ok: false, error: mode.error });
  return act();
}

function json(value: unknown): Answer {
  return { status: 200, body: JSON.stringify(value), headers: { "content-type": "application/json; charset=utf-8" } };
}

function tooMany(retryAfterSeconds: number): Answer {
  return { status: 429, body: "rate_limited", headers: { "retry-after": String(retryAfterSeconds) } };
}

function takeWebhook({ channel }: Workspace, webhook: string, body: string): Answer {
  const payload = parsed(body);
  const fault = payload ? complaint(payload) : "invalid_payload";
  if (!payload || fault) return { status: 400, body: fault ?? "invalid_payload" };
  channel.add({ by: webhook, text: textOf(payload), payload });
  return { status: 200, body: "ok" };
}

/** A button of the page. */
async function pressed({ press }: Parts, response: ServerResponse, body: string): Promise<void> {
  const form = new URLSearchParams(body);
  try {
    const status = await press(form.get("ts") ?? "", form.get("action") ?? "");
    if (status >= 400) return send(response, 502, `Flipwatch answered ${status}`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return send(response, 404, error.message);
  }
  send(response, 303, "", { location: "/slack" });
}

/** What an app answers to a press: it may replace the message, or say something to all in its thread. What only the presser would see is not kept. */
function answerPress({ channel }: Workspace, ts: string, body: string): Answer {
  const payload = parsed(body);
  if (!payload) return { status: 400, body: "invalid_payload" };
  const { replace_original: replaces, response_type: kind, thread_ts: threadTs, ...content } = payload;
  const fault = complaint(content);
  if (fault) return { status: 400, body: fault };
  const text = textOf(content);
  if (replaces === true) channel.edit(ts, { text, payload: content });
  else if (kind === "in_channel") channel.add({ by: "bot", text, payload: content, ...(typeof threadTs === "string" ? { threadTs } : {}) });
  return { status: 200, body: "ok" };
}

function fieldsOf(request: IncomingMessage, body: string): Fields {
  if ((request.headers["content-type"] ?? "").startsWith("application/json")) return parsed(body) ?? {};
  return Object.fromEntries(new URLSearchParams(body));
}

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
