/** The look-alike's one channel: messages by their time stamp, threads, edits. Keeps and finds; who may do what is decided by the API. */
import type { Ms } from "@flipwatch/core";

export interface SlackMessage {
  at: Ms;
  /** Its id: seconds with six decimals, as Slack has it. */
  ts: string;
  /** `bot`, or the webhook's path behind `/slack/services/`. */
  by: string;
  /** The thread that it is a reply in. */
  threadTs?: string;
  /** A reply shown in the channel, too. */
  broadcast?: boolean;
  /** Of the newest edit. */
  editedAt?: Ms;
  edits: number;
  /** What a notification would show: `text`, or the blocks' texts. */
  text: string;
  payload: Record<string, unknown>;
  metadata?: unknown;
}

export type NewMessage = Pick<SlackMessage, "by" | "threadTs" | "broadcast" | "text" | "payload" | "metadata">;

export interface SlackChannel {
  add(message: NewMessage): SlackMessage;
  /** False where there is no such message. */
  edit(ts: string, changes: Pick<SlackMessage, "text" | "payload"> & Pick<Partial<SlackMessage>, "metadata">): boolean;
  find(ts: string): SlackMessage | undefined;
  remove(ts: string): boolean;
  /** Oldest first, replies included. */
  all(): readonly SlackMessage[];
  clear(): void;
}

/** The channel forgets its oldest messages beyond this. */
const MAX_MESSAGES = 1_000;

export function createChannel(now: () => Ms): SlackChannel {
  let kept: SlackMessage[] = [];
  let last = 0;
  return {
    add: (message) => {
      const at = now();
      last = Math.max(last + 1, at * 1_000);
      const added = { at, ts: `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, "0")}`, edits: 0, ...message };
      kept = [...kept, added].slice(-MAX_MESSAGES);
      return added;
    },
    edit: (ts, changes) => {
      const found = kept.find((message) => message.ts === ts);
      if (!found) return false;
      Object.assign(found, changes, { editedAt: now(), edits: found.edits + 1 });
      return true;
    },
    find: (ts) => kept.find((message) => message.ts === ts),
    remove: (ts) => {
      const before = kept.length;
      kept = kept.filter((message) => message.ts !== ts);
      return kept.length < before;
    },
    all: () => kept,
    clear: () => {
      kept = [];
    },
  };
}
