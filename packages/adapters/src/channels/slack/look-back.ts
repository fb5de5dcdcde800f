/** Finds what an earlier send left in a channel: by the event's id, or the incident's, in the messages' metadata. */
import type { Ms } from "@flipwatch/core";
import type { Called, SlackApi } from "./web-api.ts";

/** Carried by every message, invisible to people. */
export interface Mark {
  event: string;
  incident?: string;
  /** `root` begins an incident's thread. */
  part: "root" | "reply" | "alone";
}

export const EVENT_TYPE = "flipwatch_event";

/** Slack's clock may be behind ours by so much. */
const CLOCKS_APART_MS = 300_000;
const PAGE = 200;
/** A channel busier than this between two attempts is not read to its end: then the message counts as not there. */
const MAX_PAGES = 5;

export function metadataOf(mark: Mark) {
  return { event_type: EVENT_TYPE, event_payload: { ...mark } };
}

interface Read {
  messages?: { ts?: string; metadata?: { event_type?: string; event_payload?: unknown } }[];
  has_more?: boolean;
  response_metadata?: { next_cursor?: string };
}

/** A message of ours, as it stands in the channel. */
export interface Found {
  ts: string;
  mark: Partial<Mark>;
}

/** The newest message since then that `wanted` is true of; in a thread where one is named, else in the channel. */
export async function lookBack(
  api: SlackApi,
  where: { channel: string; thread?: string; since: Ms },
  wanted: (mark: Partial<Mark>) => boolean,
): Promise<Called<Found | undefined>> {
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const called = await readPage(api, where, cursor);
    if (!called.ok) return called;
    const { messages = [], response_metadata: next } = called.body;
    const found = messages.flatMap(markedMessage).find(({ mark }) => wanted(mark));
    if (found !== undefined) return { ok: true, body: found };
    cursor = next?.next_cursor;
    if (!cursor) break;
  }
  return { ok: true, body: undefined };
}

function markedMessage({ ts, metadata }: NonNullable<Read["messages"]>[number]): Found[] {
  if (ts === undefined || metadata?.event_type !== EVENT_TYPE) return [];
  return [{ ts, mark: metadata.event_payload ?? {} }];
}

function readPage(api: SlackApi, { channel, thread, since }: { channel: string; thread?: string; since: Ms }, cursor?: string) {
  const oldest = String(Math.max(0, since - CLOCKS_APART_MS) / 1_000);
  const range = { channel, oldest, limit: PAGE, include_all_metadata: true, ...(cursor ? { cursor } : {}) };
  return api.ask<Read>((client) =>
    thread === undefined
      ? (client.conversations.history(range) as Promise<Read>)
      : (client.conversations.replies({ ...range, ts: thread }) as Promise<Read>),
  );
}
