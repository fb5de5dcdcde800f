/** Reads what Slack sends when somebody presses a button of ours. What comes of it is the step's. */
import type { Ms } from "@flipwatch/core";
import * as z from "zod";
import { ACKNOWLEDGE, MUTE } from "./actions.ts";

export interface Press {
  asked: { kind: "acknowledge"; pair: string; incident?: string } | { kind: "mute"; pairs: string };
  /** The name that Slack knows the presser by. */
  by: string;
  /** When, by Slack's clock, with the presser's id: the same for every copy of this press. */
  id: string;
  at: Ms;
  channel: string;
  /** The message's thread: where an answer for all to see belongs. */
  thread: string;
  /** Where an answer may be sent, for half an hour. */
  responseUrl?: string;
}

const NAME_LENGTH = 80;

const payloadSchema = z.object({
  type: z.literal("block_actions"),
  user: z.object({ id: z.string(), username: z.string().optional(), name: z.string().optional() }),
  channel: z.object({ id: z.string() }),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }),
  response_url: z.url({ protocol: /^https?$/ }).optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional(), action_ts: z.string().regex(/^\d{1,12}\.\d{1,9}$/) })),
});
/** Without an incident it is for all that are open by then: of a health check's pairs. */
const acknowledgeValue = z.object({ pair: z.string().min(1).max(300), incident: z.string().min(1).max(400).optional() });
const muteValue = z.object({ pairs: z.string().min(1).max(300) });

/** The body of a request that is signed. Undefined for what asks nothing of us: a link that was followed, another app's button, another kind of payload. */
export function pressIn(body: string): Press | undefined {
  const payload = payloadSchema.safeParse(jsonIn(new URLSearchParams(body).get("payload") ?? ""));
  const action = payload.data?.actions[0];
  const asked = action && askedBy(action.action_id, jsonIn(action.value ?? ""));
  if (!payload.success || !action || !asked) return undefined;
  const { user, channel, message, response_url: responseUrl } = payload.data;
  return {
    asked,
    by: (user.username ?? user.name ?? user.id).slice(0, NAME_LENGTH),
    id: `slack:${user.id}:${action.action_ts}`,
    at: Math.floor(Number(action.action_ts) * 1_000),
    channel: channel.id,
    thread: message.thread_ts ?? message.ts,
    ...(responseUrl === undefined ? {} : { responseUrl }),
  };
}

function askedBy(action: string, value: unknown): Press["asked"] | undefined {
  if (action === ACKNOWLEDGE) {
    const found = acknowledgeValue.safeParse(value);
    return found.success ? { kind: "acknowledge", ...found.data } : undefined;
  }
  const found = action === MUTE ? muteValue.safeParse(value) : undefined;
  return found?.success ? { kind: "mute", ...found.data } : undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
