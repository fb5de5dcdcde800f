/**
 * An event in words for people, in their language, for each length that a channel has: a subject, a title, facts, a text, one SMS. All is
 * composed of the event's facts. What a channel makes of it (blocks, threads) is the channel's own.
 */
import type { Language } from "../config-fields.ts";
import { utc } from "../decide/wording.ts";
import type { FlipwatchEvent } from "../event.ts";
import type { Catalogue } from "./catalogue.ts";
import { english } from "./catalogue-en.ts";
import { korean } from "./catalogue-ko.ts";
import { type AlertFact, factsOf, stateless, tellsAnswer } from "./facts.ts";
import { fitsSms, fitted, oneLine, plain, SUBJECT_LIMIT, TITLE_LIMIT, within } from "./fitted.ts";
import { isReadBefore, sharedIn, type Told, toldOf } from "./told.ts";

export type { AlertFact } from "./facts.ts";

export interface AlertText {
  /** One line of fewer than 100 characters with the severity before it: UTF-8 without control characters, as an SNS subject may be. */
  subject: string;
  /** What happened to what, on one line without the severity: `failover.example.com/A: failed over to the secondary`. At most 150 characters. */
  title: string;
  /** What happened, in one or two sentences on one line. */
  lead: string;
  /** What speaks for it, in the order in which it is read; label and value each on one line, each label once. */
  facts: readonly AlertFact[];
  /** Plain text: the lead, an empty line, a line for each fact, the link. */
  text: string;
  /** One line that fits one SMS: 160 characters of GSM 03.38, or 70 where there are others, as in Korean. */
  short: string;
  /** Where the dashboard shows the moment. Absent without `dashboardUrl`. */
  link?: { label: string; url: string };
}

export interface AlertOptions {
  /** `en` unless told. */
  language?: Language;
  /** Where the dashboard is served, with or without a final slash. */
  dashboardUrl?: string;
  /** An earlier send of the same event may have arrived: said in subject, title, text and short. */
  possibleRepeat?: boolean;
}

export const catalogues: Readonly<Record<Language, Catalogue>> = { en: english, ko: korean };

/** The words for an event of any kind, records included. Those of a drill say so everywhere. */
export function alertText(event: FlipwatchEvent, { language = "en", dashboardUrl, possibleRepeat = false }: AlertOptions = {}): AlertText {
  const words = catalogues[language];
  const told = toldOf(event);
  const marks = marksOf(event, words, possibleRepeat);
  const severity = words.severity[event.severity];
  const name = nameOf(told, words);
  const said = `: ${words.headline[event.kind](told)}`;
  const lead = `${marks}${oneLine(words.lead(told))}`;
  const facts = factsOf(told, words);
  const link = dashboardUrl === undefined ? undefined : { label: words.labels.timeline, url: timelineUrl(dashboardUrl, event) };
  const lines = [...facts, ...(link === undefined ? [] : [{ label: link.label, value: link.url }])];
  return {
    subject: fitted(`${marks}${severity === "" ? "" : `[${severity}] `}`, name, said, within(SUBJECT_LIMIT)),
    title: fitted(marks, name, said, within(TITLE_LIMIT)),
    lead,
    facts,
    text: [lead, ...(lines.length > 0 ? ["", ...lines.map(({ label, value }) => `${label}: ${value}`)] : [])].join("\n"),
    short: shortOf(told, words, marks, name, said),
    ...(link && { link }),
  };
}

function marksOf({ kind, drill }: FlipwatchEvent, words: Catalogue, possibleRepeat: boolean): string {
  const isDrill = drill !== undefined || kind === "drill-started" || kind === "drill-ended";
  return `${isDrill ? `[${words.drill}] ` : ""}${possibleRepeat ? `${words.possibleRepeat}: ` : ""}`;
}

function nameOf(told: Told, words: Catalogue): string {
  const { about, name } = told;
  const shared = sharedIn(told);
  if (shared !== undefined) return words.names(shared);
  return about === "us" ? "Flipwatch" : about === "check" ? words.check(name) : name;
}

/** The headline and the time; then who sees it and why, for as long as there is room. */
function shortOf(told: Told, words: Catalogue, marks: string, name: string, said: string): string {
  const { event, votes } = told;
  const base = fitted(plain(marks), plain(name), plain(`${said}, ${words.moment(utc(event.at))}`), fitsSms);
  if (stateless.has(event.kind)) return base;
  const { status = "none", reason } = isReadBefore(told) ? {} : (event.health?.primary ?? {});
  const more: (string | false | undefined)[] = [
    tellsAnswer.has(event.kind) && votes?.majority && words.seen(votes.majority.regions.length, votes.of),
    status === "unhealthy" ? words.checkShort("primary", words.status[status]) : undefined,
    status === "unhealthy" && reason !== undefined ? words.reason(reason) : undefined,
  ];
  return more.reduce<string>((line, each) => {
    const longer = `${line}, ${plain(oneLine(each || ""))}`;
    return each && fitsSms(longer) ? longer : line;
  }, base);
}

/** Where the dashboard shows the moment: `/pairs/<id>?at=<ms>`; for what is about no pair, its front page. */
function timelineUrl(dashboardUrl: string, { pair, at }: FlipwatchEvent): string {
  const base = dashboardUrl.replace(/\/+$/, "");
  return pair === "FLEET" || pair.startsWith("CHECK:") ? `${base}/` : `${base}/pairs/${encodeURIComponent(pair)}?at=${at}`;
}
