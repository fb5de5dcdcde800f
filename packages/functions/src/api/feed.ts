/** `GET /feed.atom`: changes of role for feed readers, newest first (RFC 4287, paged by RFC 5005). */
import { createHash } from "node:crypto";
import { alertText, DAY, type EventKind, type FlipwatchEvent, type Language, type Ms, type PairId, transitionKinds } from "@flipwatch/core";
import { definitionOf } from "./pairs.ts";
import type { ApiPorts } from "./ports.ts";
import { limitIn, oneOf, type Query } from "./query.ts";
import { Refusal } from "./refusal.ts";
import { xmlText } from "./xml.ts";

const PATH = "/feed.atom";
export const ATOM_TYPE = "application/atom+xml; charset=utf-8";

/** Of all pairs, so far back: a feed is for what is new. */
const WINDOW_MS = 30 * DAY;
/** Events that are looked through; and pages of 1,000 of one pair's log. */
const MOST_EVENTS = 10_000;
const PAIR_PAGES = 20;

const transitions: ReadonlySet<EventKind> = new Set(transitionKinds);

/** Addresses in it are relative to it where no dashboard is configured, so that it leads back to wherever it was read from. */
export async function feed(ports: ApiPorts, query: Query): Promise<string> {
  const language = oneOf(query, "lang", ["en", "ko"]);
  const limit = limitIn(query);
  const place = placeIn(query.before);
  const found = query.pair === undefined ? await ofAll(ports, place, limit + 1) : await ofPair(ports, query.pair, place, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const next = found.length > limit && last !== undefined ? addressOf({ ...query, before: `${last.recordedAt}~${last.id}` }) : undefined;
  const base = ports.config.dashboardUrl?.replace(/\/+$/, "") ?? "";
  return feedOf(page, { language, pair: query.pair, home: ports.config.home, base, address: addressOf(query), next });
}

// ---- reading ------------------------------------------------------------------------------------------------------------

interface Place {
  at: Ms;
  id: string;
}

function placeIn(before: string | undefined): Place | undefined {
  if (before === undefined) return undefined;
  const [, at, id] = /^(\d{1,16})~(.+)$/.exec(before) ?? [];
  if (at === undefined || id === undefined) throw new Refusal("bad-request", "before is not what a feed gave as next");
  return { at: Number(at), id };
}

function isBehind({ recordedAt, id }: FlipwatchEvent, place: Place | undefined): boolean {
  return place === undefined || recordedAt < place.at || (recordedAt === place.at && id < place.id);
}

/** More are read until enough of them are transitions. */
async function ofAll({ records, clock }: ApiPorts, place: Place | undefined, count: number): Promise<FlipwatchEvent[]> {
  const now = clock.now();
  const to = Math.min(now, place?.at ?? now);
  for (let asked = 4 * count; ; asked = Math.min(4 * asked, MOST_EVENTS)) {
    const events = await records.log.alerting(now - WINDOW_MS, to, { limit: asked, newestFirst: true });
    const found = events.filter((event) => transitions.has(event.kind) && isBehind(event, place));
    if (found.length >= count || events.length < asked || asked >= MOST_EVENTS) return found.slice(0, count);
  }
}

async function ofPair({ records }: ApiPorts, pair: PairId, place: Place | undefined, count: number): Promise<FlipwatchEvent[]> {
  await definitionOf(records, pair);
  const found: FlipwatchEvent[] = [];
  let before: number | undefined;
  for (let page = 0; page < PAIR_PAGES && found.length < count; page += 1) {
    const read = await records.log.read(pair, { limit: 1_000, descending: true, ...(before === undefined ? {} : { before }) });
    found.push(...read.filter((event) => transitions.has(event.kind) && isBehind(event, place)));
    before = read.at(-1)?.number;
    if (before === undefined || before === 1) break;
  }
  return found.slice(0, count);
}

// ---- writing ------------------------------------------------------------------------------------------------------------

interface FeedFacts {
  language: Language;
  pair?: PairId;
  home: string;
  /** What addresses begin with: the dashboard's, without its last slash. */
  base: string;
  address: string;
  next?: string;
}

const titles: Record<Language, (pair: string | undefined) => string> = {
  en: (pair) => (pair === undefined ? "Flipwatch: changes of role" : `Flipwatch: changes of role of ${pair}`),
  ko: (pair) => (pair === undefined ? "Flipwatch: 역할 변경" : `Flipwatch: ${pair}의 역할 변경`),
};

function feedOf(events: readonly FlipwatchEvent[], { language, pair, home, base, address, next }: FeedFacts): string {
  // A feed that never had an entry was never updated: a moment that stays, so that asking again gives the same.
  const updated = Math.max(0, ...events.map(({ recordedAt }) => recordedAt));
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">`,
    `<id>${idOf(`feed ${home} ${pair ?? ""}`)}</id>`,
    `<title>${xmlText(titles[language](pair))}</title>`,
    `<updated>${moment(updated)}</updated>`,
    "<author><name>Flipwatch</name></author>",
    `<link rel="self" type="application/atom+xml" href="${xmlText(base + address)}"/>`,
    ...(next === undefined ? [] : [`<link rel="next" type="application/atom+xml" href="${xmlText(base + next)}"/>`]),
    ...events.map((event) => entryOf(event, language, base)),
    "</feed>\n",
  ].join("\n");
}

function entryOf(event: FlipwatchEvent, language: Language, base: string): string {
  const { title, lead, text } = alertText(event, { language });
  const { link } = alertText(event, { language, dashboardUrl: base });
  return [
    "<entry>",
    `<id>${idOf(`${event.id} ${event.recordedAt}`)}</id>`,
    `<title>${xmlText(title)}</title>`,
    `<updated>${moment(event.recordedAt)}</updated>`,
    `<published>${moment(event.at)}</published>`,
    ...(link === undefined ? [] : [`<link rel="alternate" href="${xmlText(link.url)}"/>`]),
    `<category term="${xmlText(event.kind)}"/>`,
    `<summary>${xmlText(lead)}</summary>`,
    `<content type="text">${xmlText(text)}</content>`,
    "</entry>",
  ].join("\n");
}

function addressOf(query: Query): string {
  const asked = new URLSearchParams(query).toString();
  return asked === "" ? PATH : `${PATH}?${asked}`;
}

function moment(at: Ms): string {
  return new Date(at).toISOString();
}

/** The same for the same event wherever the feed is read from: a name-based UUID (RFC 9562, version 8 over SHA-256). */
function idOf(name: string): string {
  const hex = createHash("sha256").update(`flipwatch ${name}`).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
