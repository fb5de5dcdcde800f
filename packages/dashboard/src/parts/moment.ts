/** Moments and durations as texts. Pure: the zone, the language and the present are arguments. */

import { DAY, HOUR, MINUTE, type Ms, SECOND } from "@flipwatch/core/time";
import { englishUnits, koreanUnits, spanIn } from "@flipwatch/core/wording/duration";
import type { Language } from "../words/words.ts";

export interface Reader {
  language: Language;
  /** An IANA name; the viewer's own where it is absent. */
  zone?: string;
}

/** `6 min 20 s`, exact to a second; of less than ten seconds, tenths. */
export function spanOf(ms: number, language: Language): string {
  return spanIn(language === "ko" ? koreanUnits : englishUnits, Math.max(0, ms));
}

/** As it is told in passing: `40 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. Rounded down, so that it never runs ahead. */
export function roughSpanOf(ms: number, language: Language): string {
  const unit = ms < MINUTE ? SECOND : ms < DAY ? MINUTE : HOUR;
  return spanOf(Math.floor(Math.max(0, ms) / unit) * unit, language);
}

/** Date and time as far as they are needed beside `now`: `21:40:12` today, `21 Nov, 21:40` this year. */
export function clockOf(at: Ms, now: Ms, reader: Reader): string {
  if (dayOf(at, reader) === dayOf(now, reader)) return format(at, reader, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const isNear = Math.abs(now - at) < 300 * DAY;
  return format(at, reader, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", ...(isNear ? {} : { year: "numeric" }) });
}

/** As `clockOf`, without seconds: for what somebody set to a minute. */
export function minuteOf(at: Ms, now: Ms, reader: Reader): string {
  return dayOf(at, reader) === dayOf(now, reader) ? format(at, reader, { hour: "2-digit", minute: "2-digit" }) : clockOf(at, now, reader);
}

/** With date, seconds and the zone's name: `2026-11-22 21:40:12 GMT+9`. */
export function fullOf(at: Ms, { language, zone }: Reader): string {
  const name = formatter(language, zone, { timeZoneName: "short" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value;
  // Swedish writes dates and times as ISO 8601 does.
  const local = formatter("sv", zone, { dateStyle: "short", timeStyle: "medium" }).format(at);
  return name === undefined ? local : `${local} ${name}`;
}

/** UTC beside a moment of `clockOf`: the time of day where that is near, with the date before it where it is not. */
export function utcBeside(at: Ms, now: Ms): string {
  return Math.abs(now - at) < DAY / 2 ? utcOf(at).slice(11) : utcOf(at).slice(5, 16);
}

/** `2026-11-22 12:40:12`, without the zone's name. */
export function utcOf(at: Ms): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

function dayOf(at: Ms, { zone }: Reader): string {
  return formatter("sv", zone, { dateStyle: "short" }).format(at);
}

function format(at: Ms, { language, zone }: Reader, options: Intl.DateTimeFormatOptions): string {
  return formatter(language, zone, { hourCycle: "h23", ...options }).format(at);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, zone: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, zone, options]);
  // British English counts to 24 and puts the day first.
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { ...options, timeZone: zone });
  formatters.set(key, known);
  return known;
}
