/**
 * A Slack channel told by a bot: one message an incident, edited as it develops, with every later event as a reply in its thread. What stands in
 * the messages is `blocks.ts`'s; here is decided which are sent, edited or found again.
 */
import {
  type Channel,
  type ChannelMemory,
  type ChannelProblem,
  type EventKind,
  type FlipwatchEvent,
  listedIn,
  type SendOptions,
  type SendResult,
} from "@flipwatch/core";
import { type ChannelDeps, DEFAULT_TIMEOUT_MS, postOf } from "../deps.ts";
import { eventMessage, type Frame, rootMessage, type SlackMessage, wordsOf } from "./blocks.ts";
import type { BotConfig } from "./config.ts";
import { lookBack, type Mark, metadataOf } from "./look-back.ts";
import { type Pace, paceOf } from "./pace.ts";
import { advanced, saysTheSame, type Thread, threadOf } from "./thread.ts";
import { harmless, isAboutTheMessage, meaningOf, problemOf } from "./trouble.ts";
import type { Called, SlackApi, SlackApiOptions, Trouble } from "./web-api.ts";

interface Bot {
  channel: string;
  api: SlackApi;
  pace: Pace;
  frame: Frame;
  /** Whether the app may read the channel's history; known once it was refused. */
  sight: { canLook: boolean };
}

/** One event on its way. */
interface Sending {
  event: FlipwatchEvent;
  thread?: Thread;
  /** Looked for in vain, or could not be looked for. */
  possibleRepeat: boolean;
}

type Failure = Exclude<SendResult, { outcome: "delivered" }>;

/** With the last call's own time a send is over after 25 s; the lease is 60 s, and so is a Lambda's time, of which 20 s may be gone. */
const BEGUN_WITHIN_TIMEOUTS = 1.5;

/**
 * Dedupes while the app may read the channel's history: before an event is sent again it is looked for there. Without that scope a repeat is
 * marked as one.
 */
export function createBot(config: BotConfig, deps: ChannelDeps): Channel {
  const { botToken: token, channel, apiUrl, signingSecret } = config;
  const bot: Bot = {
    channel,
    api: loadedLater({ token, apiUrl, post: postOf(deps), timeoutMs: deps.timeoutMs ?? DEFAULT_TIMEOUT_MS }),
    pace: paceOf(deps, [apiUrl ?? "", token, channel].join(" ")),
    frame: { language: config.language, dashboardUrl: deps.dashboardUrl, buttons: signingSecret !== undefined },
    sight: { canLook: true },
  };
  return {
    id: `slack:${config.name}`,
    get dedupes() {
      return bot.sight.canLook;
    },
    audience: "people",
    send: (event, options) => send(inTime(bot, deps), event, options),
    revise: (event, memory) => revise(inTime(bot, deps), event, memory),
    check: () => check(bot),
  };
}

/** One send may take several calls: none is begun late, so that all of them together are over long before the sender's lease is. */
function inTime(bot: Bot, { clock, timeoutMs = DEFAULT_TIMEOUT_MS }: ChannelDeps): Bot {
  const beganAt = clock.now();
  const isLate = () => clock.now() - beganAt >= BEGUN_WITHIN_TIMEOUTS * timeoutMs;
  const ask: SlackApi["ask"] = async (call) => (isLate() ? { ok: false, trouble: { kind: "out-of-time" } } : bot.api.ask(call));
  return { ...bot, api: { ask } };
}

/** Slack's client takes some 9 MB, which nobody needs before something is told. */
function loadedLater(options: SlackApiOptions): SlackApi {
  let loading: Promise<SlackApi> | undefined;
  return {
    async ask(call) {
      loading ??= import("./web-api.ts").then(({ createSlackApi }) => createSlackApi(options));
      return (await loading).ask(call);
    },
  };
}

async function send(bot: Bot, event: FlipwatchEvent, { possibleRepeat, memory }: SendOptions): Promise<SendResult> {
  const thread = await threadFor(bot, event, threadOf(event, bot.channel, memory));
  if (isFailure(thread)) return thread;
  const found = possibleRepeat ? await earlierSend(bot, event, thread) : undefined;
  if (isFailure(found)) return found;
  if (found !== undefined) return delivered(bot, event, thread, found);
  const sending: Sending = { event, ...(thread && { thread }), possibleRepeat: possibleRepeat && !bot.sight.canLook };
  if (event.incident === undefined) return sendAlone(bot, sending);
  return thread === undefined ? sendRoot(bot, sending) : sendReply(bot, sending, thread);
}

/** A thread that is not remembered may be there all the same: the memory is lost when a deliverer dies after Slack took the first message. */
async function threadFor(bot: Bot, event: FlipwatchEvent, remembered: Thread | undefined): Promise<Thread | Failure | undefined> {
  const { incident } = event;
  if (remembered !== undefined || incident === undefined || isOpening(event) || !bot.sight.canLook) return remembered;
  const called = await lookBack(bot.api, { channel: bot.channel, since: incident.openedAt }, (mark) => isRootOf(mark, incident.id));
  if (!called.ok) return couldNotLook(bot, called.trouble);
  if (called.body === undefined) return undefined;
  const { ts, mark } = called.body;
  return { ...advanced(undefined, event, wordsOf(event, bot.frame), bot.channel), ts, event: mark.event ?? "", opened: "" };
}

/** The first message alone, and only where the incident has come to something else: an edit notifies nobody. */
async function revise(bot: Bot, event: FlipwatchEvent, memory: ChannelMemory): Promise<SendResult> {
  const thread = threadOf(event, bot.channel, memory);
  if (thread === undefined) return { outcome: "delivered", memory };
  const after = advanced(thread, event, wordsOf(event, bot.frame), bot.channel);
  const edited = saysTheSame(thread, after) ? undefined : await editRoot(bot, event, after);
  return isFailure(edited) ? edited : { outcome: "delivered", reference: thread.ts, memory: after };
}

/** A group's story is one of digests, of which the first opens it. */
function isOpening({ kind, number, incident }: FlipwatchEvent): boolean {
  return kind === incident?.opening && (kind !== "digest" || number === 1);
}

function isRootOf(mark: Partial<Mark>, incident: string): boolean {
  return mark.part === "root" && mark.incident === incident;
}

async function earlierSend(bot: Bot, event: FlipwatchEvent, thread: Thread | undefined): Promise<string | Failure | undefined> {
  if (!bot.sight.canLook) return undefined;
  const where = { channel: bot.channel, since: event.recordedAt, ...(thread && { thread: thread.ts }) };
  const called = await lookBack(bot.api, where, (mark) => mark.event === event.id);
  return called.ok ? called.body?.ts : couldNotLook(bot, called.trouble);
}

/** What may be there must be looked for before anything is sent, unless it can't ever be. */
function couldNotLook(bot: Bot, trouble: Trouble): Failure | undefined {
  if (trouble.kind === "refused" && trouble.code === "missing_scope") {
    bot.sight.canLook = false;
    return undefined;
  }
  return held(bot, trouble, harmless(trouble));
}

async function sendAlone(bot: Bot, { event, possibleRepeat }: Sending): Promise<SendResult> {
  const posted = await post(bot, eventMessage(event, { ...bot.frame, possibleRepeat }), { event: event.id, part: "alone" });
  return typeof posted === "string" ? { outcome: "delivered", reference: posted } : posted;
}

async function sendRoot(bot: Bot, { event, possibleRepeat }: Sending): Promise<SendResult> {
  const frame = { ...bot.frame, possibleRepeat };
  const root = advanced(undefined, event, wordsOf(event, frame), bot.channel);
  const posted = await post(bot, rootMessage(event, root, frame), { event: event.id, incident: root.incident, part: "root" });
  return typeof posted === "string" ? delivered(bot, event, undefined, posted) : posted;
}

/** The first message is edited before the reply is sent: an edit may be repeated, a reply not. */
async function sendReply(bot: Bot, sending: Sending, thread: Thread): Promise<SendResult> {
  const { event, possibleRepeat } = sending;
  const edited = await editRoot(bot, event, advanced(thread, event, wordsOf(event, bot.frame), bot.channel));
  if (edited === "gone") return sendRoot(bot, sending);
  if (edited !== undefined) return edited;
  const mark: Mark = { event: event.id, incident: thread.incident, part: "reply" };
  const reply = { thread_ts: thread.ts, reply_broadcast: isForAll(event) };
  const posted = await post(bot, eventMessage(event, { ...bot.frame, possibleRepeat }, { reply: true }), mark, reply);
  return typeof posted === "string" ? delivered(bot, event, thread, posted) : posted;
}

/** Edits notify nobody, so what people wait for or must not miss shows in the channel too. */
function isForAll(event: FlipwatchEvent): boolean {
  const isAwaited = (kind: EventKind) => kind === "reminder" || kind === "unacknowledged";
  if (event.severity === "critical" || event.incident?.closedAt !== undefined || isAwaited(event.kind)) return true;
  return listedIn(event).some(({ kind, ends }) => isAwaited(kind) || ends === true);
}

function delivered(bot: Bot, event: FlipwatchEvent, thread: Thread | undefined, ts: string): SendResult {
  if (event.incident === undefined) return { outcome: "delivered", reference: ts };
  const after = advanced(thread, event, wordsOf(event, bot.frame), bot.channel);
  return { outcome: "delivered", reference: ts, memory: { ...after, ts: thread?.ts ?? ts } };
}

/** A message that may no longer be edited is left as it is; one that somebody deleted is `gone`. */
async function editRoot(bot: Bot, event: FlipwatchEvent, thread: Thread): Promise<"gone" | Failure | undefined> {
  const metadata = metadataOf({ event: thread.event, incident: thread.incident, part: "root" });
  const { channel, ts } = thread;
  const called = await withPlainText(rootMessage(event, thread, bot.frame), (content) =>
    bot.api.ask((client) => client.chat.update({ channel, ts, metadata, ...content })),
  );
  if (called.ok) return undefined;
  const { trouble } = called;
  const code = trouble.kind === "refused" ? trouble.code : undefined;
  if (code === "message_not_found") return "gone";
  if (code === "cant_update_message" || code === "edit_window_closed") return undefined;
  return held(bot, trouble, harmless(trouble));
}

/** Gives the message's id. */
async function post(
  bot: Bot,
  message: SlackMessage,
  mark: Mark,
  reply: { thread_ts?: string; reply_broadcast?: boolean } = {},
): Promise<string | Failure> {
  const wait = await bot.pace.turn();
  if (wait !== undefined) return { outcome: "failed", error: "Slack asked to wait", retryable: true, retryAfterMs: wait };
  const { channel } = bot;
  const called = await withPlainText(message, (content) =>
    bot.api.ask((client) =>
      client.chat.postMessage({
        channel,
        metadata: metadataOf(mark),
        unfurl_links: false,
        unfurl_media: false,
        ...content,
        ...reply,
      } as Parameters<typeof client.chat.postMessage>[0]),
    ),
  );
  if (!called.ok) return held(bot, called.trouble, meaningOf(called.trouble));
  const { ts } = called.body;
  return ts ?? { outcome: "unknown", error: "Slack took the message, but gave it no id" };
}

/** A message whose form Slack does not take is worth more as plain text than not at all. */
async function withPlainText<T>(message: SlackMessage, call: (content: SlackMessage) => Promise<Called<T>>): Promise<Called<T>> {
  const called = await call(message);
  if (called.ok || !isAboutTheMessage(called.trouble)) return called;
  return call({ text: message.text, blocks: [], attachments: [] });
}

/** Everybody in this process keeps to what Slack asked of one. */
function held<F extends Failure>(bot: Bot, trouble: Trouble, failure: F): F {
  if (trouble.kind === "limited") bot.pace.hold(trouble.retryAfterMs);
  return failure;
}

function isFailure(value: object | string | undefined): value is Failure {
  return typeof value === "object" && "outcome" in value;
}

/** In the order in which people would put it right. */
async function check(bot: Bot): Promise<ChannelProblem | undefined> {
  const { api, channel } = bot;
  const known = await api.ask((client) => client.auth.test());
  if (!known.ok) return problemOf(known.trouble);
  const there = await api.ask((client) => client.conversations.info({ channel }));
  const mayAsk = there.ok || there.trouble.kind !== "refused" || there.trouble.code !== "missing_scope";
  if (!there.ok && mayAsk) return problemOf(there.trouble);
  const { is_archived, is_member } = there.ok ? (there.body.channel ?? {}) : {};
  if (is_archived) return problemOf({ kind: "refused", code: "is_archived" });
  if (is_member === false) return problemOf({ kind: "refused", code: "not_in_channel" });
  const history = await lookBack(api, { channel, since: Number.MAX_SAFE_INTEGER }, () => true);
  if (history.ok) return undefined;
  const { trouble } = history;
  if (trouble.kind !== "refused" || trouble.code !== "missing_scope") return problemOf(trouble);
  bot.sight.canLook = false;
  const { fix } = problemOf(trouble);
  return {
    problem: "Slack answered missing_scope: alerts arrive, but one that may have been sent already is sent again, marked as a repeat",
    fix,
  };
}
