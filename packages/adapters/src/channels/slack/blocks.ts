/** Frames an alert's words as Slack shows them: title, facts, link and buttons within Slack's limits. Decides no words itself. */
import type { FlipwatchEvent, GroupDetail, Language, Severity } from "@flipwatch/core";
import { checkLog, FLEET } from "@flipwatch/core";
import { type AlertText, alertText } from "@flipwatch/core/wording";
import { controlWords } from "@flipwatch/core/wording/controls";
import type { ActionsBlock, ContextBlock, HeaderBlock, KnownBlock, MessageAttachment, SectionBlock } from "@slack/web-api";
import { ACKNOWLEDGE, MUTE, OPEN } from "./actions.ts";
import { cut, type Thread } from "./thread.ts";

/** Slack's reference, Block Kit. Escapes count as written. */
const HEADER_LIMIT = 150;
const SECTION_LIMIT = 3_000;
const FIELD_LIMIT = 2_000;
const FIELDS_LIMIT = 10;
const VALUE_LIMIT = 2_000;
const URL_LIMIT = 3_000;

const MARKS: Record<Severity, string> = {
  critical: ":red_circle:",
  warning: ":large_orange_circle:",
  info: ":large_green_circle:",
  record: ":white_circle:",
};
const COLOURS: Record<Severity, string> = { critical: "#e01e5a", warning: "#ecb22e", info: "#2eb67d", record: "#8d8d8d" };
const RESOLVED_MARK = ":white_check_mark:";
const RESOLVED_COLOUR = "#2eb67d";

export interface SlackMessage {
  /** What notifications show, and clients without blocks. */
  text: string;
  blocks: KnownBlock[];
  attachments: MessageAttachment[];
}

export interface Frame {
  language?: Language;
  dashboardUrl?: string;
  possibleRepeat?: boolean;
  /** Whether what is pressed reaches us. */
  buttons?: boolean;
}

export function wordsOf(event: FlipwatchEvent, { language, dashboardUrl, possibleRepeat }: Frame): AlertText {
  return alertText(event, { language, dashboardUrl, possibleRepeat });
}

/** An event in a message of its own, or as a reply in its incident's thread. */
export function eventMessage(event: FlipwatchEvent, frame: Frame, options: { reply?: boolean } = {}): SlackMessage {
  const words = wordsOf(event, frame);
  const mark = event.incident?.closedAt === undefined ? MARKS[event.severity] : RESOLVED_MARK;
  return framed({
    title: `${mark} ${words.title}`,
    words,
    colour: COLOURS[event.severity],
    notes: [],
    controls: options.reply ? linkOnly(words) : controlsFor(event, words, frame, { canAcknowledge: false }),
  });
}

/** The first message of an incident's thread, as it stands after the event: what it has come to, how it began, who is at it. */
export function rootMessage(event: FlipwatchEvent, thread: Thread, frame: Frame): SlackMessage {
  const words = wordsOf(event, frame);
  const isFirst = thread.event === event.id;
  const notes = [
    ...(isFirst || thread.opened === "" ? [] : [`_${escaped(thread.opened)}_`]),
    ...(thread.by === undefined ? [] : [`:eyes: ${escaped(controlWords(frame.language).acknowledgedBy(thread.by))}`]),
  ];
  return framed({
    title: `${thread.closed ? RESOLVED_MARK : MARKS[thread.severity]} ${thread.title}`,
    words,
    colour: thread.closed ? RESOLVED_COLOUR : COLOURS[thread.severity],
    notes,
    controls: thread.closed ? linkOnly(words) : controlsFor(event, words, frame, { canAcknowledge: thread.by === undefined }),
  });
}

interface Framed {
  title: string;
  words: AlertText;
  colour: string;
  /** Lines below the facts, as Slack's own markup. */
  notes: string[];
  controls: KnownBlock[];
}

/** The colour is an attachment's, so all but the title is in one; its fallback is what clients without blocks show. */
function framed({ title, words, colour, notes, controls }: Framed): SlackMessage {
  const header: HeaderBlock = { type: "header", text: { type: "plain_text", text: cut(title, HEADER_LIMIT), emoji: true } };
  const blocks: KnownBlock[] = [section(escaped(words.lead)), ...factBlocks(words), ...notes.map(context), ...controls];
  return {
    text: cutEscaped(`${escaped(title)}\n${escaped(words.lead)}`, SECTION_LIMIT),
    blocks: [header],
    attachments: [{ color: colour, fallback: cutEscaped(escaped(words.short), SECTION_LIMIT), blocks }],
  };
}

/** Two columns, at most ten facts in a section. */
function factBlocks({ facts }: AlertText): SectionBlock[] {
  const fields = facts.map(({ label, value }) => ({
    type: "mrkdwn" as const,
    text: cutEscaped(`*${escaped(label)}*\n${escaped(value)}`, FIELD_LIMIT),
  }));
  const sections = Math.ceil(fields.length / FIELDS_LIMIT);
  return Array.from({ length: sections }, (_, index) => ({
    type: "section",
    fields: fields.slice(index * FIELDS_LIMIT, (index + 1) * FIELDS_LIMIT),
  }));
}

/**
 * Where presses do not reach us a button would only show an error, and a link does the same. A group's story can be acknowledged as a whole; its
 * names are not muted by one press, since nothing but their check names them all.
 */
function controlsFor(event: FlipwatchEvent, words: AlertText, frame: Frame, { canAcknowledge }: { canAcknowledge: boolean }): KnownBlock[] {
  const { pair, incident } = event;
  const shared = pair === FLEET && incident !== undefined ? (event.detail as Partial<GroupDetail> | undefined)?.check?.check : undefined;
  if (!frame.buttons || (shared === undefined && (pair === FLEET || pair.includes(":")))) return linkOnly(words);
  const say = controlWords(frame.language);
  const meant = shared === undefined ? { pair, incident: incident?.id } : { pair: checkLog(shared) };
  const acknowledge = canAcknowledge && incident ? [button(say.acknowledge, ACKNOWLEDGE, meant, "primary")] : [];
  const mute = shared === undefined ? [button(say.muteOneHour, MUTE, { pairs: pair })] : [];
  const open = words.link && words.link.url.length <= URL_LIMIT ? [{ ...button(say.openTimeline, OPEN), url: words.link.url }] : [];
  const elements = [...acknowledge, ...mute, ...open];
  return elements.length === 0 ? [] : [{ type: "actions", elements } satisfies ActionsBlock];
}

function linkOnly({ link }: AlertText): KnownBlock[] {
  return link && link.url.length <= URL_LIMIT ? [context(`<${escaped(link.url)}|${escaped(link.label)}>`)] : [];
}

function button(text: string, action: string, value?: object, style?: "primary") {
  const json = value === undefined ? undefined : JSON.stringify(value);
  return {
    type: "button" as const,
    action_id: action,
    text: { type: "plain_text" as const, text, emoji: true },
    ...(json === undefined || json.length > VALUE_LIMIT ? {} : { value: json }),
    ...(style === undefined ? {} : { style }),
  };
}

function section(text: string): SectionBlock {
  return { type: "section", text: { type: "mrkdwn", text: cutEscaped(text, SECTION_LIMIT) } };
}

function context(text: string): ContextBlock {
  return { type: "context", elements: [{ type: "mrkdwn", text: cutEscaped(text, SECTION_LIMIT) }] };
}

/** Slack's three control characters; with them escaped no text can mention people or forge a link. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Not inside an escape, which would show as `&am`. */
function cutEscaped(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/(&[a-z]{0,3}|[\uD800-\uDBFF])$/, "")}…`;
}
