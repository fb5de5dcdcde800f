/** A button pressed on the page: the request that Slack would send for it, signed as Slack signs (v0). */
import { createHmac } from "node:crypto";
import type { Ms } from "@flipwatch/core";
import type { Block } from "./block-kit.ts";
import { attachmentsOf, blocksOf } from "./block-kit.ts";
import type { SlackMessage } from "./channel.ts";
import { shown } from "./web-api.ts";

export interface Pressed {
  message: SlackMessage;
  actionId: string;
  channelId: string;
  signingSecret: string;
  /** Who pressed. */
  user: string;
  now: Ms;
  responseUrl: string;
}

export interface SignedRequest {
  headers: Record<string, string>;
  body: string;
}

/** Undefined where the message has no such button. */
export function signedPress(pressed: Pressed): SignedRequest | undefined {
  const { message, actionId, channelId, signingSecret, user, now, responseUrl } = pressed;
  const button = buttonsOf(message).find(({ action_id: id }) => id === actionId);
  if (!button) return undefined;
  const payload = {
    type: "block_actions",
    user: { id: `U0${user.toUpperCase()}`, username: user, name: user, team_id: "T0LAB" },
    container: { type: "message", message_ts: message.ts, channel_id: channelId },
    channel: { id: channelId, name: "alerts" },
    message: shown(message, true),
    response_url: responseUrl,
    actions: [{ ...button, type: "button", action_ts: (now / 1_000).toFixed(6) }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return { headers: signatureHeaders(signingSecret, Math.floor(now / 1_000), body), body };
}

export function signatureHeaders(secret: string, seconds: number, body: string): Record<string, string> {
  const signature = createHmac("sha256", secret).update(`v0:${seconds}:${body}`).digest("hex");
  return {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": String(seconds),
    "x-slack-signature": `v0=${signature}`,
  };
}

function buttonsOf({ payload }: SlackMessage): NonNullable<Block["elements"]> {
  const blocks = [...blocksOf(payload), ...attachmentsOf(payload).flatMap((one) => one.blocks ?? [])];
  return blocks.filter(({ type }) => type === "actions").flatMap(({ elements = [] }) => elements);
}
