/** Decides whether a moment lies within the hours that a route names, by the calendar of its time zone. */
import type { Ms } from "../time.ts";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

export interface Hours {
  /** The days on which the hours begin. Default: every day. */
  days?: Weekday[];
  /** `08:00`, inclusive. */
  from: string;
  /** `18:00`, exclusive; `24:00` is the day's end. Before `from`, the hours last until the next day; the same as `from` is the whole day. */
  to: string;
  /** An IANA name such as `Asia/Seoul`. */
  timeZone: string;
}

const DAY_MINUTES = 24 * 60;

/** By the wall clock of the time zone, so that summer time moves with it. Throws a RangeError for a time zone that `isTimeZone` refuses. */
export function isWithinHours({ days = [...weekdays], from, to, timeZone }: Hours, at: Ms): boolean {
  const { day, minute } = wallClock(at, timeZone);
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  const begins = (weekday: number) => days.some((name) => weekdays.indexOf(name) === (weekday + 7) % 7);
  if (begin === end || (begin === 0 && end === DAY_MINUTES)) return begins(day);
  if (begin < end) return begins(day) && begin <= minute && minute < end;
  return (begins(day) && minute >= begin) || (begins(day - 1) && minute < end);
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return name !== "";
  } catch (problem) {
    if (problem instanceof RangeError) return false;
    throw problem;
  }
}

/** `00:00` to `24:00`. */
export function isTimeOfDay(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text);
}

function minuteOf(timeOfDay: string): number {
  const [hour = 0, minute = 0] = timeOfDay.split(":").map(Number);
  return hour * 60 + minute;
}

/** The day, 0 for Monday, and the minute of the day. */
function wallClock(at: Ms, timeZone: string): { day: number; minute: number } {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const name = (parts.get("weekday") ?? "").slice(0, 3).toLowerCase();
  return { day: weekdays.indexOf(name as Weekday), minute: minuteOf(`${parts.get("hour")}:${parts.get("minute")}`) };
}
