/**
 * A look-alike of Slack's incoming webhooks: checks a message as Slack does, keeps it with the time it came, shows the channel, and can
 * misbehave on request. Status codes and limits: Slack's "Incoming webhooks", "Rate limits" and Block Kit reference.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Ms } from "@flipwatch/core";
import { bodyOf, send, sendJson } from "./exchange.ts";
import { slackPage } from "./slack-page.ts";
import type { LabTime } from "./types.ts";

export interface SlackMessage {
  at: Ms;
  /** The path behind `/slack/services/`, which stands for the channel. */
  webhook: string;
  /** What a notification would show: `text`, or the blocks' texts. */
  text: string;
  payload: Record<string, unknown>;
}

/** `limit`: one message a lab second and channel with bursts of four; beyond, 429. */
export type SlackMode =
  | { mode: "ok" }
  | { mode: "limit" }
  | { mode: "rate-limit"; retryAfterSeconds?: number; count?: number }
  | { mode: "error"; status?: number; body?: string; count?: number }
  | { mode: "hang"; count?: number };

export interface SlackLookAlike {
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  messages(): readonly SlackMessage[];
  mode(mode: SlackMode): void;
  currentMode(): SlackMode;
  clear(): void;
}

/** The channel forgets its oldest messages beyond this. */
const MAX_MESSAGES = 1_000;
const BURST = 4;

export function createSlack(time: LabTime): SlackLookAlike {
  let kept: SlackMessage[] = [];
  let current: SlackMode = { mode: "ok" };
  const buckets = new Map<string, { tokens: number; at: Ms }>();

  const post = async (request: IncomingMessage, response: ServerResponse, webhook: string) => {
    const body = await bodyOf(request);
    const mode = current;
    if ("count" in mode && mode.count !== undefined && --mode.count <= 0) current = { mode: "ok" };
    if (mode.mode === "hang") return;
    if (mode.mode === "error") return send(response, mode.status ?? 500, mode.body ?? "rollup_error");
    if (mode.mode === "rate-limit") return tooMany(response, mode.retryAfterSeconds ?? 1);
    if (mode.mode === "limit" && !taken(buckets, webhook, time)) return tooMany(response, 1);
    const payload = parsed(body);
    const fault = payload ? complaint(payload) : "invalid_payload";
    if (!payload || fault) return send(response, 400, fault ?? "invalid_payload");
    kept = [...kept, { at: time.now(), webhook, text: textOf(payload), payload }].slice(-MAX_MESSAGES);
    send(response, 200, "ok");
  };

  return {
    handle: async (request, response, path) => {
      const webhook = /^\/slack\/services\/(.+)$/.exec(path)?.[1];
      if (webhook && request.method === "POST") return post(request, response, webhook);
      if (webhook) return send(response, 405, "method_not_allowed", { allow: "POST" });
      if (path === "/slack/messages") return sendJson(response, 200, { mode: current, messages: kept });
      if (path === "/slack" || path === "/slack/")
        return send(response, 200, slackPage(kept), { "content-type": "text/html; charset=utf-8" });
      send(response, 404, "no_service");
    },
    messages: () => kept,
    mode: (mode) => {
      current = { ...mode };
    },
    currentMode: () => current,
    clear: () => {
      kept = [];
    },
  };
}

function tooMany(response: ServerResponse, retryAfterSeconds: number): void {
  send(response, 429, "rate_limited", { "retry-after": String(retryAfterSeconds) });
}

function taken(buckets: Map<string, { tokens: number; at: Ms }>, webhook: string, time: LabTime): boolean {
  const now = time.now();
  const bucket = buckets.get(webhook) ?? { tokens: BURST, at: now };
  const tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) / time.unitMs);
  buckets.set(webhook, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
  return tokens >= 1;
}

function parsed(body: Buffer | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body?.toString() ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface Block {
  type?: unknown;
  text?: { text?: unknown };
  fields?: { text?: unknown }[];
  elements?: { text?: unknown }[];
}

/** What Slack would answer instead of `ok`: the limits of Block Kit's reference pages. */
function complaint(payload: Record<string, unknown>): string | undefined {
  const blocks = payload.blocks ?? [];
  if (!Array.isArray(blocks) || blocks.length > 50) return "invalid_blocks";
  if (payload.text !== undefined && typeof payload.text !== "string") return "invalid_payload";
  if (!payload.text && blocks.length === 0 && !payload.attachments) return "no_text";
  return blocks.every((block) => wellFormed(block as Block | null)) ? undefined : "invalid_blocks";
}

function wellFormed(block: Block | null): boolean {
  if (typeof block?.type !== "string") return false;
  const length = (part: { text?: unknown } | undefined) => (typeof part?.text === "string" ? part.text.length : undefined);
  if (block.type === "header") return within(length(block.text), 150);
  if (block.type !== "section") return true;
  const fields = block.fields ?? [];
  if (!Array.isArray(fields) || fields.length > 10 || fields.some((field) => !within(length(field), 2_000))) return false;
  return block.text === undefined ? fields.length > 0 : within(length(block.text), 3_000);
}

function within(length: number | undefined, limit: number): boolean {
  return length !== undefined && length >= 1 && length <= limit;
}

function textOf(payload: Record<string, unknown>): string {
  if (typeof payload.text === "string" && payload.text) return payload.text;
  const blocks = Array.isArray(payload.blocks) ? (payload.blocks as Block[]) : [];
  const parts = blocks.flatMap((block) => [block.text, ...(block.fields ?? []), ...(block.elements ?? [])]);
  return parts.flatMap((part) => (typeof part?.text === "string" ? [part.text] : [])).join("\n");
}
