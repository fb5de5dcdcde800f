/** What a bot remembers of an incident's thread, from one event to the next: where it is, and what its first message says. */
import type { ChannelMemory, FlipwatchEvent, GroupDetail, Severity } from "@flipwatch/core";
import type { AlertText } from "@flipwatch/core/wording";
import * as z from "zod";

const threadSchema = z.object({
  incident: z.string(),
  channel: z.string(),
  /** The first message's id, which is the thread's. */
  ts: z.string(),
  /** The event that the first message was sent for. */
  event: z.string(),
  /** How it began; empty where that is no longer known. */
  opened: z.string(),
  /** What the incident has come to, as the first message's title says it. */
  title: z.string(),
  severity: z.enum(["critical", "warning", "info", "record"]),
  closed: z.boolean(),
  /** Who is at it. */
  by: z.string().optional(),
});
export type Thread = z.output<typeof threadSchema>;

/** All of it stays below the 2 KB of a channel's memory, in Korean too. */
const OPENED_LENGTH = 200;
const TITLE_LENGTH = 150;
const BY_LENGTH = 80;

/** The thread that the event belongs to; undefined where none is remembered, or another incident's, or one in another channel. */
export function threadOf(event: FlipwatchEvent, channel: string, memory: ChannelMemory | undefined): Thread | undefined {
  const found = threadSchema.safeParse(memory);
  const isSame = found.success && found.data.incident === event.incident?.id && found.data.channel === channel;
  return isSame ? found.data : undefined;
}

/** Where a thread begins or goes on: what its first message is to say after this event. `ts` is empty until Slack gives one. */
export function advanced(thread: Thread | undefined, event: FlipwatchEvent, words: AlertText, channel: string): Thread {
  const state = stateAfter(thread, event, words);
  const by = nameIn(event) ?? thread?.by;
  return {
    incident: event.incident?.id ?? "",
    channel,
    ts: thread?.ts ?? "",
    event: thread?.event ?? event.id,
    opened: thread?.opened ?? cut(words.lead, OPENED_LENGTH),
    ...state,
    ...(by === undefined ? {} : { by: cut(by, BY_LENGTH) }),
  };
}

/** Whether the first message need not be edited. */
export function saysTheSame(before: Thread, after: Thread): boolean {
  return before.title === after.title && before.severity === after.severity && before.closed === after.closed && before.by === after.by;
}

/** Only what changes the incident's state changes the title; the rest (a region that dissents, a reminder) is told in the thread. */
function stateAfter(
  thread: Thread | undefined,
  event: FlipwatchEvent,
  words: AlertText,
): { title: string; severity: Severity; closed: boolean } {
  const closed = event.incident?.closedAt !== undefined;
  const isState = thread === undefined || event.to !== undefined || closed !== thread.closed;
  if (!isState) return { title: thread.title, severity: thread.severity, closed };
  return { title: cut(words.title, TITLE_LENGTH), severity: event.severity, closed };
}

/** Who is at it from this event on; at a group's story only whoever acknowledged all of it that is not over. */
function nameIn({ kind, detail }: FlipwatchEvent): string | undefined {
  const { by, pairs, story } = (detail ?? {}) as { by?: unknown } & Pick<GroupDetail, "pairs" | "story">;
  const isWhole = kind === "acknowledged" || (kind === "digest" && (pairs?.count ?? 0) >= (story?.told ?? 0) - (story?.over ?? 0));
  return isWhole && typeof by === "string" ? by : undefined;
}

/** By characters as people count them, so that none is cut in two. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
