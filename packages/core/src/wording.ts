/**
 * An event in words for people, in English: a subject, a few lines, one line. The facts are the event's; its sentence was written when it
 * was decided. What a channel makes of them (blocks, threads, another language) is the channel's own.
 */
import type { Language } from "./config-fields.ts";
import { lasting, utc } from "./decide/wording.ts";
import type { EventKind, FlipwatchEvent, Severity } from "./event.ts";

/** One fact of an alert: what it is, what is known of it. Both in the alert's language, each on one line. */
export interface AlertFact {
  label: string;
  value: string;
}

export interface AlertText {
  /** One line of fewer than 100 characters with the severity before it. In Korean it is not ASCII, which an SNS subject must be. */
  subject: string;
  /** What happened to what, on one line without the severity: `failover.example.com/A: failed over to the secondary`. At most 150 characters. */
  title: string;
  /** The whole story in one or two sentences. */
  lead: string;
  /** What speaks for it, in the order in which it is read; each label once. */
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

const SUBJECT_LIMIT = 99;
const SHORT_LIMIT = 160;

/** The words for an event of any kind, records included. */
export function alertText(event: FlipwatchEvent, { dashboardUrl, possibleRepeat = false }: AlertOptions = {}): AlertText {
  const said = headline(event);
  const repeat = possibleRepeat ? "Possible repeat: " : "";
  const mark = marks[event.severity];
  const facts = [regionsLine(event), ...healthLines(event), incidentLine(event)].flatMap((line) =>
    line === undefined ? [] : [factOf(oneLine(line))],
  );
  const link = dashboardUrl === undefined ? undefined : { label: "Timeline", url: timelineUrl(dashboardUrl, event) };
  const lead = oneLine(event.message);
  const lines = [...facts, ...(link ? [{ label: link.label, value: link.url }] : [])].map(({ label, value }) => `${label}: ${value}`);
  return {
    subject: fitted(`${repeat}${mark}${mark === "" ? "" : " "}`, subjectOf(event), `: ${said}`, SUBJECT_LIMIT),
    title: fitted(repeat, subjectOf(event), `: ${said}`, 150),
    lead,
    facts,
    text: [`${repeat}${lead}`, ...(lines.length > 0 ? ["", ...lines] : [])].join("\n"),
    short: fitted(repeat, subjectOf(event), `: ${said}, ${utc(event.at)}`, SHORT_LIMIT),
    ...(link && { link }),
  };
}

function factOf(line: string): AlertFact {
  const at = line.indexOf(": ");
  return { label: line.slice(0, at), value: line.slice(at + 2) };
}

const marks: Record<Severity, string> = { critical: "[CRITICAL]", warning: "[warning]", info: "[info]", record: "" };

/** What happened, in a few words. They are read after the pair's name, or `Flipwatch` for what is about ourselves. */
const headlines: Record<EventKind, string> = {
  "first-seen": "now watched",
  failover: "failed over to the secondary",
  "answer-back": "answer back on the primary",
  stray: "answers with unknown values",
  dark: "no usable answer",
  split: "regions disagree",
  unknown: "we can't tell what is served",
  unobserved: "can't be observed",
  resumed: "seen again, unchanged",
  recovered: "recovered",
  "last-resort": "primary served as a last resort, still unhealthy",
  unverified: "back on the primary, unverified",
  "both-unhealthy": "both sides unhealthy",
  "primary-unhealthy-served": "unhealthy primary still served",
  "secondary-unhealthy": "safety net gone, secondary unhealthy",
  "secondary-healthy": "safety net back, secondary healthy",
  "health-disagrees": "health and answer disagree",
  "health-agrees": "health and answer agree again",
  "clients-diverge": "clients get something else",
  "clients-agree": "clients get the same again",
  flapping: "flapping",
  calm: "calm again",
  "definition-changed": "records edited",
  "vote-changed": "a region sees something else",
  "view-changed": "a resolver says something else",
  "health-changed": "health changed",
  "region-silent": "a region is silent",
  "region-back": "a region is back",
  "ballots-lost": "votes were lost",
  "ballots-future": "votes dated in the future",
  "clock-set-back": "clock was set back",
  unpublishable: "an event could not be published",
  "delivery-given-up": "an alert could not be delivered",
  "step-failing": "a step is failing",
  "step-working": "a step works again",
  acknowledged: "acknowledged",
  reminder: "still not back to normal",
  unacknowledged: "nobody has acknowledged it",
  muted: "muted",
  unmuted: "no longer muted",
  "drill-started": "drill started",
  "drill-ended": "drill ended",
  "channel-broken": "a channel can't be told",
  "channel-working": "a channel can be told again",
  "finding-opened": "a finding",
  "finding-closed": "a finding is settled",
  digest: "several alerts",
  test: "a test, nothing happened",
};

function headline(event: FlipwatchEvent): string {
  if (event.region !== undefined && event.kind === "region-silent") return `region ${event.region} is silent`;
  if (event.region !== undefined && event.kind === "region-back") return `region ${event.region} is back`;
  if (event.kind === "first-seen" && event.to === "secondary") return "now watched, on its secondary";
  if (event.kind === "recovered" && event.incident?.durationMs !== undefined) return `recovered after ${lasting(event.incident)}`;
  return headlines[event.kind];
}

function subjectOf({ pair }: FlipwatchEvent): string {
  return pair === "FLEET" ? "Flipwatch" : pair.startsWith("CHECK:") ? `health check ${pair.slice("CHECK:".length)}` : pair;
}

/** How each region votes, those that dissent or are not heard from marked as such. */
function regionsLine({ evidence = {}, dissent = [] }: FlipwatchEvent): string | undefined {
  const votes = Object.entries(evidence).map(([region, { verdict, fresh, at }]) => {
    if (!fresh) return `${region} not heard from since ${utc(at)}`;
    return dissent.includes(region) ? `${region} ${verdict} (dissents)` : `${region} ${verdict}`;
  });
  return votes.length === 0 ? undefined : `Regions: ${votes.join(", ")}`;
}

function healthLines({ health }: FlipwatchEvent): string[] {
  if (health === undefined) return [];
  return (["primary", "secondary"] as const).map((side) => {
    const { status, since, percentage, reason } = health[side];
    const title = side === "primary" ? "Primary" : "Secondary";
    if (status === "none") return `${title}: no health check`;
    const parts = [since === undefined ? status : `${status} since ${utc(since)}`];
    if (percentage !== undefined) parts.push(`${Math.round(percentage)} % of its checkers pass`);
    return `${title} health check: ${parts.join(", ")}${reason === undefined ? "" : ` (${reason})`}`;
  });
}

function incidentLine({ incident }: FlipwatchEvent): string | undefined {
  if (incident === undefined) return undefined;
  if (incident.closedAt === undefined) return `Incident: open since ${utc(incident.openedAt)}`;
  return `Incident: ${utc(incident.openedAt)} to ${utc(incident.closedAt)}, lasted ${lasting(incident)}`;
}

/** Where the dashboard shows the moment: `/pairs/<id>?at=<ms>`; for what is about no pair, its front page. */
function timelineUrl(dashboardUrl: string, { pair, at }: FlipwatchEvent): string {
  const base = dashboardUrl.replace(/\/+$/, "");
  return pair === "FLEET" || pair.startsWith("CHECK:") ? `${base}/` : `${base}/pairs/${encodeURIComponent(pair)}?at=${at}`;
}

/** Of a line that is too long the middle part is cut in its own middle: the ends of a name tell most. */
function fitted(before: string, middle: string, after: string, limit: number): string {
  const name = [...oneLine(middle)];
  const room = Math.max(8, limit - before.length - after.length);
  const length = (characters: string[]) => characters.join("").length;
  if (length(name) > room) {
    const kept = Math.floor((room - 3) / 2);
    name.splice(kept, name.length - 2 * kept, "...");
    while (length(name) > room) name.pop();
  }
  return oneLine(`${before}${name.join("")}${after}`)
    .slice(0, limit)
    .trim();
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
