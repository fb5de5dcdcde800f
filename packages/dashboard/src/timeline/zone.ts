/** What the clock on the wall says in a time zone, and when it says it. Time zones come from the browser, by their IANA names. */
import { HOUR, type Ms } from "@flipwatch/core/time";

/** A wall clock's reading, counted as if it were UTC: good for rounding to whole hours and days, never a moment. */
export type WallMs = number;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const two = "2-digit";
  const fields = { year: "numeric", month: two, day: two, hour: two, minute: two, second: two } as const;
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...fields });
  formats.set(zone, format);
  return format;
}

export function wallOf(zone: string, at: Ms): WallMs {
  if (zone === "UTC") return at;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1_000) + 1_000) % 1_000);
}

/** The moment at which the clock says this; undefined when it never does, since it is set forward over it. Of two, the earlier. */
export function momentOf(zone: string, wall: WallMs): Ms | undefined {
  if (zone === "UTC") return wall;
  // Both sides of a change of the clock: offsets differ by at most a few hours between them.
  const before = wall - (wallOf(zone, wall - 15 * HOUR) - (wall - 15 * HOUR));
  if (wallOf(zone, before) === wall) return before;
  const after = wall - (wallOf(zone, wall + 15 * HOUR) - (wall + 15 * HOUR));
  return wallOf(zone, after) === wall ? after : undefined;
}
