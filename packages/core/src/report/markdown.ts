/** An incident as Markdown, to be pasted into a post-mortem. Whatever a name, a value or a note contains stays text. */
import type { Language } from "../config-fields.ts";
import type { Ms } from "../time.ts";
import type { StoryLeg } from "../timeline/story.ts";
import { oneLine } from "../wording/fitted.ts";
import type { IncidentDetail } from "./incident-detail.ts";
import { type PhaseRow, type Said, saidIn } from "./said.ts";

export function incidentMarkdown(detail: IncidentDetail, language: Language = "en"): string {
  const said = saidIn(language);
  const { words } = said;
  const sections = [
    `# ${words.incident}: ${escaped(detail.pair.id)}, ${escaped(said.kind(detail.incident.opening))}`,
    ...opening(detail, said),
    table([words.incident, ""], overview(detail, said)),
    `## ${words.phases}`,
    ...detail.incident.legs.flatMap((leg, index) => phases(detail, leg, index, said)),
    `## ${words.expected}`,
    ...expected(detail, said),
    `## ${words.evidence}`,
    ...detail.incident.legs.flatMap((leg) => evidence(detail, leg, said)),
    `## ${words.deliveries}`,
    table([words.event, words.channel, words.state, words.at, words.attempts, words.remark], deliveries(detail, said)) ?? words.nothing,
    `## ${words.happened}`,
    table([words.at, words.event, ""], happened(detail, said)) ?? words.nothing,
    detail.eventsLeftOut === undefined ? undefined : words.eventsLeftOut(detail.eventsLeftOut),
    ...meanwhile(detail, said),
    ...notes(detail, said),
    `_${words.footer}_`,
  ];
  return `${sections.filter((section) => section !== undefined).join("\n\n")}\n`;
}

function opening({ incident, events }: IncidentDetail, said: Said): string[] {
  const first = events.find((event) => event.incident?.id === incident.id);
  return first === undefined ? [] : [escaped(said.lead(first))];
}

function overview({ pair, incident, acknowledged }: IncidentDetail, said: Said): string[][] {
  const { words, utc } = said;
  const { closedAt, end } = incident;
  const ended = closedAt === undefined ? words.open : end === undefined ? utc(closedAt) : words.endedAs(utc(closedAt), said.kind(end));
  return [
    [words.pair, pair.id],
    [words.opened, words.endedAs(utc(incident.openedAt), said.kind(incident.opening))],
    [words.ended, ended],
    [words.lasted, said.span(incident.duration)],
    [
      words.acknowledged,
      acknowledged === undefined ? words.nobody : words.acknowledgedBy(acknowledged.by, utc(acknowledged.at), acknowledged.note),
    ],
  ];
}

function phases({ incident }: IncidentDetail, leg: StoryLeg, index: number, said: Said): (string | undefined)[] {
  const { words } = said;
  const rows = said.phases(leg).map((row) => [row.name, moment(row, said), sinceFirst(row, said)]);
  // What is left out lies in the middle.
  const isBehindGap = incident.legsLeftOut !== undefined && index === Math.floor(incident.legs.length / 2);
  return [
    isBehindGap ? words.legsLeftOut(incident.legsLeftOut ?? 0) : undefined,
    heading(leg, said),
    table([words.phase, words.at, words.sinceFirst], rows) ?? words.nothing,
  ];
}

function heading({ kind }: StoryLeg, said: Said): string {
  const text = escaped(said.kind(kind));
  return `### ${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function moment({ after, by }: PhaseRow, { words }: Said): string {
  return after === undefined || after >= by ? clock(by) : words.between(clock(after), clock(by));
}

/** To the tenth of a second: phases lie closer together than seconds. */
function clock(at: Ms): string {
  return new Date(at).toISOString().slice(0, 21).replace("T", " ");
}

function sinceFirst({ sinceFirst: { ms, errorMs } }: PhaseRow, { duration }: Said): string {
  return `+${duration(ms)}${errorMs === undefined || errorMs === 0 ? "" : ` ± ${duration(errorMs)}`}`;
}

function expected({ expected: { ms, parts, speed, measured } }: IncidentDetail, said: Said): (string | undefined)[] {
  const { words, duration } = said;
  const rows = parts.map((part) => {
    const name = part.part === "ttl" ? words.ttl : words.checks(part.check, part.failureThreshold, duration(1_000 * part.intervalSeconds));
    return [name, duration(part.ms), words.sources[part.source]];
  });
  rows.push([words.sum, duration(ms), ""]);
  if (measured !== undefined) rows.push([words.measured[measured.to], said.span(measured.span), ""]);
  return [
    parts.some(({ part }) => part === "checks") ? undefined : words.noCheck,
    table([words.part, words.length, words.source], rows),
    speed === undefined ? undefined : words.speed(Number(speed.toFixed(1))),
  ];
}

function evidence({ events }: IncidentDetail, leg: StoryLeg, said: Said): (string | undefined)[] {
  const { words } = said;
  const votes = Object.entries(events.find(({ id }) => id === leg.event)?.evidence ?? {});
  const rows = votes.map(([region, vote]) => [
    region,
    vote.fresh ? said.verdict(vote.verdict) : `${said.verdict(vote.verdict)} (${words.stale})`,
    vote.values.join(", "),
    clock(vote.since.by),
    vote.reason,
    vote.server ?? "",
  ]);
  const head = [words.region, words.answer, words.values, words.since, words.reason, words.server];
  return [heading(leg, said), table(head, rows) ?? words.nothing];
}

function deliveries({ deliveries: settled, waiting, events }: IncidentDetail, said: Said): string[][] {
  const { words } = said;
  const nameOf = (id: string) => {
    const event = events.find((each) => each.id === id);
    return event === undefined ? id : said.headline(event);
  };
  return [
    ...settled.map((one) => [
      nameOf(one.event),
      one.channel,
      words.states[one.state],
      clock(one.settledAt),
      String(one.attempts),
      said.remark(one),
    ]),
    ...waiting.map((one) => [
      nameOf(one.event),
      one.channel,
      words.states.waiting,
      clock(one.firstTriedAt),
      String(one.attempts),
      said.waiting(one),
    ]),
  ];
}

function happened({ events }: IncidentDetail, said: Said): string[][] {
  return events.map((event) => [clock(event.at), said.headline(event), said.lead(event)]);
}

/** What was noted of the pair meanwhile and is not among the events of the incident: an edit of its records, for one. */
function meanwhile({ meanwhile: noted, events }: IncidentDetail, said: Said): (string | undefined)[] {
  const told = new Set(events.map(({ id }) => id));
  const rows = noted.filter(({ event }) => !told.has(event)).map(({ at, kind, message }) => [clock(at), said.kind(kind), message]);
  const { words } = said;
  return rows.length === 0 ? [] : [`## ${words.meanwhile}`, table([words.at, words.event, ""], rows)];
}

/** What people wrote, line by line as they wrote it, and nothing of it means anything in Markdown. */
function notes({ notes: written }: IncidentDetail, { words, utc }: Said): string[] {
  if (written.length === 0) return [];
  const note = ({ by, at, text }: (typeof written)[number]) => {
    const lines = text.split(/\r?\n/).map((line) => `> ${literal(line)}`.trimEnd());
    return [`**${words.noteBy(escaped(by), utc(at))}**`, "", ...lines].join("\n");
  };
  return [`## ${words.notes}`, ...written.map(note)];
}

/** A line of its own, which may begin like a heading, a list or a rule. */
function literal(line: string): string {
  return escaped(line)
    .replace(/^(\s*)([#+=-]|&gt;)/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])/, "$1\\$2");
}

/** Undefined where there is no row. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string | undefined {
  if (rows.length === 0) return undefined;
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** On one line, with everything that means something in Markdown or HTML made plain. */
function escaped(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|~]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");
}
