/** How the look-alike misbehaves on request: which request meets what. The limit is Slack's own: one message a second and channel, in short bursts. */
import type { Ms } from "@flipwatch/core";
import type { LabTime } from "../types.ts";

/** `limit`: one message a lab second and channel with bursts of four; beyond, 429. `after`: the message is kept, and only then nothing comes back. */
export type SlackMode =
  | { mode: "ok" }
  | { mode: "limit" }
  | { mode: "rate-limit"; retryAfterSeconds?: number; count?: number }
  | { mode: "error"; status?: number; body?: string; count?: number }
  /** The Web API's `{"ok":false}`; a webhook's 400. */
  | { mode: "refuse"; error: string; count?: number }
  | { mode: "hang"; after?: boolean; count?: number }
  | { mode: "close"; after?: boolean; count?: number };

export interface Misbehaviour {
  /** What this request meets; counts it. */
  next(): SlackMode;
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
    next: () => {
      const mode = current;
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
