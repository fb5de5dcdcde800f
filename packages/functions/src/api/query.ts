/** Reads the query of a request: moments, counts and places in a list. A wrong one is refused by name, never corrected in silence. */
import { DAY, HOUR, MINUTE, type Ms, SECOND } from "@flipwatch/core";
import { Refusal } from "./refusal.ts";

export type Query = Readonly<Record<string, string>>;

const units: Record<string, number> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };
/** The last moment that a Date can say. */
const LAST_MOMENT = 8.64e15;

/**
 * A moment: ISO 8601 (`2026-11-22T03:04:05Z`; without a zone it is taken as UTC), milliseconds since the epoch, or how long ago (`90s`,
 * `15m`, `2h`, `7d`, `4w`). Undefined where the query has none.
 */
export function momentIn(query: Query, name: string, now: Ms): Ms | undefined {
  const text = query[name]?.trim();
  if (text === undefined) return undefined;
  const moment = ago(text, now) ?? epoch(text) ?? iso(text);
  if (moment !== undefined && Math.abs(moment) <= LAST_MOMENT) return moment;
  throw new Refusal(
    "bad-request",
    `${name} is ${quoted(text)}; expected ISO 8601, milliseconds since the epoch, or how long ago: 15m, 2h, 7d`,
  );
}

function ago(text: string, now: Ms): Ms | undefined {
  const [, count, unit] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  return unit === undefined ? undefined : now - Number(count) * (units[unit] ?? 0);
}

function epoch(text: string): Ms | undefined {
  return /^\d{1,16}$/.test(text) ? Number(text) : undefined;
}

function iso(text: string): Ms | undefined {
  const [, day, time, zone] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text) ?? [];
  if (day === undefined) return undefined;
  const moment = Date.parse(`${day}T${time ?? "00:00"}${zone ?? "Z"}`);
  return Number.isNaN(moment) ? undefined : moment;
}

/** A window [from, to): `from` by default `lengthMs` before `to`, `to` by default now. */
export function windowIn(query: Query, names: { from: string; to: string }, now: Ms, lengthMs: number): { from: Ms; to: Ms } {
  const to = momentIn(query, names.to, now) ?? now;
  const from = momentIn(query, names.from, now) ?? to - lengthMs;
  if (from < to) return { from, to };
  throw new Refusal(
    "bad-request",
    `${names.from} (${new Date(from).toISOString()}) is not before ${names.to} (${new Date(to).toISOString()})`,
  );
}

/** As long as a window of all logs may be, of which each day is asked for by itself: a quarter of a year, with room. */
const LONGEST_DAYS = 100;
/** Whoever wrote may have a clock that is ahead. */
const AHEAD_MS = HOUR;

/** A window for what is stored by the day: refused where it is longer than 100 days, and asked for no further than about now. */
export function daysIn(query: Query, names: { from: string; to: string }, now: Ms, lengthMs: number): { from: Ms; to: Ms } {
  const { from, to } = windowIn(query, names, now, lengthMs);
  const known = { from, to: Math.max(from, Math.min(to, now + AHEAD_MS)) };
  if (known.to - from <= LONGEST_DAYS * DAY) return known;
  const days = Math.ceil((known.to - from) / DAY);
  throw new Refusal(
    "bad-request",
    `from ${names.from} to ${names.to} are ${days} days; the longest window is ${LONGEST_DAYS} days, so ask for an older one by ${names.to}`,
  );
}

/** Longer than every id there is. */
const LONGEST_TEXT = 500;

/** Whether the store could have it as an id, or a part of one. */
export function isSayable(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return text.length <= LONGEST_TEXT && !/[\u0000-\u001f\u007f]/.test(text);
}

/** A whole number from `least` to `most`, or the fallback where the query has none. */
export function numberIn(query: Query, name: string, bounds: { fallback: number; least: number; most: number }): number {
  const text = query[name];
  if (text === undefined) return bounds.fallback;
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= bounds.least && number <= bounds.most) return number;
  throw new Refusal("bad-request", `${name} is ${quoted(text)}; expected a whole number from ${bounds.least} to ${bounds.most}`);
}

/** The page size: 100 unless told, at most 1,000. */
export function limitIn(query: Query): number {
  return numberIn(query, "limit", { fallback: 100, least: 1, most: 1_000 });
}

export function oneOf<T extends string>(query: Query, name: string, choices: readonly [T, ...T[]]): T {
  const text = query[name];
  const choice = text === undefined ? choices[0] : choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  throw new Refusal("bad-request", `${name} is ${quoted(text ?? "")}; expected ${choices.join(" or ")}`);
}

/** Refuses what the path does not understand: a mistyped name would otherwise be an answer to another question. */
export function knowing(query: Query, ...names: readonly string[]): Query {
  const unknown = Object.keys(query).find((name) => !names.includes(name));
  const unsayable = Object.keys(query).find((name) => !isSayable(query[name] ?? ""));
  if (unknown === undefined && unsayable !== undefined)
    throw new Refusal("bad-request", `${quoted(unsayable)} is longer than ${LONGEST_TEXT} characters, or holds control characters`);
  if (unknown === undefined) return query;
  const expected = names.length === 0 ? "none is known here" : `known here: ${names.join(", ")}`;
  throw new Refusal("bad-request", `there is no parameter ${quoted(unknown)}; ${expected}`);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
