/** Where the time axis has its marks, on round times of the viewer's clock, and what they say there and in UTC. Drawing is left to others. */
import { DAY, HOUR, MINUTE, type Ms, SECOND } from "@flipwatch/core/time";
import type { Range } from "./range.ts";
import { momentOf, wallOf } from "./zone.ts";

export interface Tick {
  at: Ms;
  /** In the viewer's zone. */
  label: string;
  /** The same moment in UTC; absent where the viewer's zone is UTC. */
  utc?: string;
  /** A new day begins here, among marks that are hours or less apart. */
  strong: boolean;
}

export interface TickOptions {
  /** IANA name: `Asia/Seoul`. */
  zone: string;
  /** BCP 47: `en`, `ko`. */
  language: string;
  /** At most so many marks; at least one is tried for. */
  most: number;
}

const steps: readonly Ms[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 28].map((count) => count * DAY),
];
/** The first day that a wall clock counts from, 1 January 1970, was a Thursday: weeks begin on Monday. */
const MONDAY = 4 * DAY;

export function ticksFor(range: Range, { zone, language, most }: TickOptions): Tick[] {
  const step = stepFor(range.to - range.from, most);
  const origin = step >= 7 * DAY ? MONDAY : 0;
  const first = Math.ceil((wallOf(zone, range.from) - origin) / step) * step + origin;
  const ticks: Tick[] = [];
  // One more on either side, since the clock may be set on or back in between.
  for (let index = -1; index <= most + 1; index += 1) {
    const wall = first + index * step;
    const at = momentOf(zone, wall);
    if (at !== undefined && range.from <= at && at < range.to) ticks.push(tickOf(at, wall, step, { zone, language }));
  }
  return ticks;
}

/** The shortest round step that leaves at most so many marks. */
export function stepFor(lengthMs: Ms, most: number): Ms {
  return steps.find((step) => lengthMs / step <= Math.max(1, most)) ?? 28 * DAY;
}

function tickOf(at: Ms, wall: number, step: Ms, { zone, language }: { zone: string; language: string }): Tick {
  const isMidnight = wall % DAY === 0;
  const strong = isMidnight && step < DAY;
  const label = isMidnight ? dayText(at, language, zone) : clockText(at, zone, step);
  if (zone === "UTC") return { at, label, strong };
  const utc = step >= DAY ? `${dayText(at, language, "UTC")} ${clockText(at, "UTC", MINUTE)}` : clockText(at, "UTC", step);
  return { at, label, utc, strong };
}

function clockText(at: Ms, zone: string, step: Ms): string {
  const text = new Date(wallOf(zone, at)).toISOString();
  return step < MINUTE ? text.slice(11, 19) : text.slice(11, 16);
}

const days = new Map<string, Intl.DateTimeFormat>();

function dayText(at: Ms, language: string, zone: string): string {
  const key = `${language} ${zone}`;
  const format = days.get(key) ?? new Intl.DateTimeFormat(language, { timeZone: zone, day: "numeric", month: "short" });
  days.set(key, format);
  return format.format(at);
}
