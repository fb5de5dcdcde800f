/** Which part of time is shown: how it moves, where it stops, and how the address says it. Pixels and gestures are left to others. */
import { DAY, HOUR, MINUTE, type Ms, SECOND } from "@flipwatch/core/time";

/** Half open: [from, to). */
export interface Range {
  from: Ms;
  to: Ms;
}

/** What somebody chose to see: the newest stretch, which follows now, or a fixed one. */
export type Shown = { follows: true; lengthMs: Ms; mark?: Ms } | ({ follows: false; mark?: Ms } & Range);

export const presets = ["1h", "6h", "24h", "7d", "30d", "90d"] as const;
export type Preset = (typeof presets)[number];

export const SHORTEST_MS = 10 * SECOND;
/** The API folds no longer window than this into an answer of moderate size. */
export const LONGEST_MS = 90 * DAY;
/** Nobody pans further back. */
const OLDEST_MS = 730 * DAY;
/** What an alert's link shows around its moment. */
const AROUND_MS = HOUR;

const units: Record<string, number> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

export function presetMs(preset: Preset): Ms {
  return spanIn(preset) ?? DAY;
}

const usual: Shown = { follows: true, lengthMs: DAY };
/** Of a pair that is watched only since lately, the last day would show next to nothing. */
const shorter: readonly Ms[] = [10 * MINUTE, HOUR, 6 * HOUR];

/** What is shown of a pair that is watched for so long, where the address says nothing: the last day, or less as long as that holds it all. */
export function usualFor(watchedMs: Ms): Shown {
  const enough = shorter.find((length) => watchedMs <= length);
  return enough === undefined ? usual : { follows: true, lengthMs: enough };
}

/** The preset that is exactly this; undefined for a stretch of one's own. */
export function presetOf(shown: Shown): Preset | undefined {
  return shown.follows ? presets.find((preset) => presetMs(preset) === shown.lengthMs) : undefined;
}

/** The stretch at this moment, within the bounds of what can be shown. */
export function rangeOf(shown: Shown, now: Ms): Range {
  return clamped(shown.follows ? { from: now - shown.lengthMs, to: now } : { from: shown.from, to: shown.to }, now);
}

// ---- moving -------------------------------------------------------------------------------------------------------------

/** Lengthened (above 1) or shortened (below 1) so that `about` stays where it is; but no part of the future comes into sight by that. */
export function zoomed({ from, to }: Range, factor: number, about: Ms, now: Ms): Range {
  const length = bounded((to - from) * factor, SHORTEST_MS, LONGEST_MS);
  const start = Math.min(about - ((about - from) / (to - from)) * length, Math.max(to, now) - length);
  return clamped({ from: start, to: start + length }, now);
}

export function panned({ from, to }: Range, byMs: Ms, now: Ms): Range {
  return clamped({ from: from + byMs, to: to + byMs }, now);
}

/** As long as allowed, and at most half of it in the future: what is to come is empty, but the newest moment can be looked at in the middle. */
export function clamped({ from, to }: Range, now: Ms): Range {
  const length = bounded(to - from, SHORTEST_MS, LONGEST_MS);
  const middle = bounded((from + to) / 2, now - OLDEST_MS, now);
  return { from: Math.round(middle - length / 2), to: Math.round(middle + length / 2) };
}

/**
 * What is shown after somebody moved to a range. Whoever zooms at the live edge stays with it; whoever pans or zooms away from it is left
 * in peace there, until the range is moved to end just now again.
 */
export function movedTo(range: Range, now: Ms, mark: Ms | undefined): Shown {
  return isAtNow(range, now) ? { follows: true, lengthMs: range.to - range.from, mark } : { follows: false, ...range, mark };
}

/** It ends now, to a hundredth of its length. */
export function isAtNow({ from, to }: Range, now: Ms): boolean {
  return Math.abs(to - now) <= (to - from) / 100;
}

/** The live edge again, with the length that is shown now. */
export function following(shown: Shown): Shown {
  return { follows: true, lengthMs: shown.follows ? shown.lengthMs : shown.to - shown.from };
}

function bounded(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

// ---- the address --------------------------------------------------------------------------------------------------------

/**
 * Reads `last=24h`, `from=…&to=…` and `at=…`; moments are ISO 8601 (UTC without a zone) or milliseconds since the epoch. `at` alone shows an
 * hour around it; beside the others it only marks. `otherwise` for an address that says nothing, and for one that can't be read, which is then
 * in `unread`: a damaged link must not pass for what its sender saw.
 */
export function shownIn(query: URLSearchParams, otherwise: Shown = usual): { shown: Shown; unread?: string } {
  const [last, from, to, at] = ["last", "from", "to", "at"].map((name) => query.get(name) ?? undefined);
  const mark = at === undefined ? undefined : momentIn(at);
  if (at !== undefined && mark === undefined) return { shown: otherwise, unread: `at=${at}` };
  if (from !== undefined || to !== undefined) {
    const shown = betweenIn(from ?? "", to ?? "", mark);
    return shown === undefined ? { shown: otherwise, unread: `from=${from ?? ""}&to=${to ?? ""}` } : { shown };
  }
  const lengthMs = last === undefined ? undefined : spanIn(last);
  if (last !== undefined && lengthMs === undefined) return { shown: otherwise, unread: `last=${last}` };
  if (lengthMs !== undefined) return { shown: { follows: true, lengthMs: bounded(lengthMs, SHORTEST_MS, LONGEST_MS), mark } };
  return { shown: mark === undefined ? otherwise : around(mark) };
}

/** An hour around a moment, which is marked. */
export function around(at: Ms): Shown {
  return { follows: false, from: at - AROUND_MS / 2, to: at + AROUND_MS / 2, mark: at };
}

function betweenIn(from: string, to: string, mark: Ms | undefined): Shown | undefined {
  const [start, end] = [momentIn(from), momentIn(to)];
  return start === undefined || end === undefined || start >= end ? undefined : { follows: false, from: start, to: end, mark };
}

/** The address of what is shown, to the second where that is exact enough; `shownIn` reads it back. */
export function queryOf(shown: Shown): string {
  const said: [string, string][] = shown.follows
    ? [["last", spanText(shown.lengthMs)]]
    : [
        ["from", momentText(shown.from)],
        ["to", momentText(shown.to)],
      ];
  if (shown.mark !== undefined) said.push(["at", String(shown.mark)]);
  return said.map(([name, value]) => `${name}=${value}`).join("&");
}

function momentIn(text: string): Ms | undefined {
  if (/^\d{1,16}$/.test(text)) return within(Number(text));
  const [, day, time, zone] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text) ?? [];
  return day === undefined ? undefined : within(Date.parse(`${day}T${time ?? "00:00"}${zone ?? "Z"}`));
}

/** Only what a Date can say, and with it the hour around. */
function within(moment: number): Ms | undefined {
  return Math.abs(moment) <= 8.64e15 - AROUND_MS ? moment : undefined;
}

function momentText(at: Ms): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}

function spanIn(text: string): Ms | undefined {
  const [, count, unit] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  const length = Number(count) * (units[unit ?? ""] ?? Number.NaN);
  return length > 0 ? length : undefined;
}

function spanText(lengthMs: Ms): string {
  const unit = ["d", "h", "m"].find((each) => lengthMs % (units[each] ?? 1) === 0) ?? "s";
  return `${Math.round(lengthMs / (units[unit] ?? SECOND))}${unit}`;
}
