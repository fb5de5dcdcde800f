/**
 * An incident as CSV (RFC 4180) for a spreadsheet: one row for each phase, event, delivery and note, in the order of time. The columns keep their
 * English names in every language, so that what reads them need not know it. No cell can start a formula.
 */
import type { Language } from "../config-fields.ts";
import type { Ms } from "../time.ts";
import type { IncidentDetail } from "./incident-detail.ts";
import { type Said, saidIn } from "./said.ts";

const columns = [
  "time",
  "row",
  "what",
  "event",
  "region",
  "channel",
  "state",
  "attempts",
  "earliest",
  "since_first_ms",
  "error_ms",
  "text",
] as const;

type Row = { at: Ms } & Partial<Record<Exclude<(typeof columns)[number], "time">, string | number>>;

/** Lines end in CRLF. It begins with a byte order mark, without which Excel takes Korean for something else. */
export function incidentCsv(detail: IncidentDetail, language: Language = "en"): string {
  const said = saidIn(language);
  const rows = [...phaseRows(detail, said), ...eventRows(detail, said), ...deliveryRows(detail, said), ...noteRows(detail)].toSorted(
    (a, b) => a.at - b.at,
  );
  const lines = rows.map(({ at, ...cells }) => columns.map((column) => (column === "time" ? moment(at) : cell(cells[column]))).join(","));
  return `\uFEFF${[columns.join(","), ...lines].join("\r\n")}\r\n`;
}

function phaseRows({ incident }: IncidentDetail, said: Said): Row[] {
  return incident.legs.flatMap((leg) =>
    said.phases(leg).map(({ name, after, by, sinceFirst: { ms, errorMs } }) => ({
      ...{ at: by, row: "phase", what: name, event: leg.event, state: leg.to },
      ...(after === undefined ? {} : { earliest: moment(after) }),
      ...{ since_first_ms: ms, error_ms: errorMs },
    })),
  );
}

function eventRows({ events }: IncidentDetail, said: Said): Row[] {
  return events.map((event) => ({
    ...{ at: event.at, row: "event", what: said.headline(event), event: event.id, region: event.region, state: event.to },
    ...(event.bounds.after === undefined ? {} : { earliest: moment(event.bounds.after) }),
    text: said.lead(event),
  }));
}

function deliveryRows({ deliveries, waiting }: IncidentDetail, said: Said): Row[] {
  const row = "delivery";
  const settled = deliveries.map((one) => {
    const { settledAt: at, event, channel, state, attempts, firstTriedAt } = one;
    const earliest = firstTriedAt === undefined ? {} : { earliest: moment(firstTriedAt) };
    return { at, row, what: said.words.states[state], event, channel, state, attempts, ...earliest, text: said.remark(one) };
  });
  const tried = waiting.map((one) => {
    const { firstTriedAt: at, event, channel, attempts } = one;
    return { at, row, what: said.words.states.waiting, event, channel, state: "waiting", attempts, text: said.waiting(one) };
  });
  return [...settled, ...tried];
}

function noteRows({ notes }: IncidentDetail): Row[] {
  return notes.map(({ event, at, by, text }) => ({ at, row: "note", what: by, event, text }));
}

function moment(at: Ms): string {
  return new Date(at).toISOString();
}

/** A spreadsheet takes a cell for a formula by its first character, in quotes or not (OWASP, CSV Injection); an apostrophe before it makes it text. */
function cell(value: string | number | undefined): string {
  if (typeof value !== "string") return value === undefined ? "" : String(value);
  const text = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
