/** How the look-alike misbehaves on request: which request meets what. The limit is Slack's own: one message a second and channel, in short bursts. */
import type { Ms } from "@flipwatch/core";
import type { LabTime } from "../types.ts";

/** Which requests meet it, and how many; the others find Slack well. */
interface Met {
  /** Of the Web API: `chat.postMessage`. Absent: all of them, and webhooks. */
  method?: string;
  count?: number;
}

/** `limit`: one message a lab second and channel with bursts of four; beyond, 429. `after`: the message is kept, and only then nothing comes back. */
export type SlackMode =
  | { mode: "ok" }
  | { mode: "limit" }
  | ({ mode: "rate-limit"; retryAfterSeconds?: number } & Met)
  | ({ mode: "error"; status?: number; body?: string } & Met)
  /** The Web API's `{"ok":false}`; a webhook's 400. */
  | ({ mode: "refuse"; error: string } & Met)
  | ({ mode: "hang"; after?: boolean } & Met)
  | ({ mode: "close"; after?: boolean } & Met);

export interface Misbehaviour {
  /** What a request for this method, or to this webhook, meets; counts it. */
  next(name: string): SlackMode;
  current(): SlackMode;
  set(mode: SlackMode): void;
  /** Whether a message may be posted now, where that is limited. */
  taken(channel: string): boolean;
}

const BURST = 4;

export function createMisbehaviour(time: LabTime): Misbehaviour {
  let current: SlackMode = { mode: "ok" };
  const buckets = new Map<string, { tokens: number; at: Ms }>();
  return {
    next: (name) => {
      const mode = current;
      if ("method" in mode && mode.method !== undefined && mode.method !== name) return { mode: "ok" };
      if ("count" in mode && mode.count !== undefined && --mode.count <= 0) current = { mode: "ok" };
      return mode;
    },
    current: () => current,
    set: (mode) => {
      current = { ...mode };
    },
    taken: (channel) => {
      const now = time.now();
      const bucket = buckets.get(channel) ?? { tokens: BURST, at: now };
      const tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) / time.unitMs);
      buckets.set(channel, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
      return tokens >= 1;
    },
  };
}
