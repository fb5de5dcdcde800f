/** The timeline's times, names and states in the viewer's words. */
import type { Verdict } from "@flipwatch/core/answer";
import type { Role } from "@flipwatch/core/event";
import type { Health } from "@flipwatch/core/reading";
import { DAY, type Ms } from "@flipwatch/core/time";
import { healthLooks, roleLooks, verdictLooks } from "../look/states.ts";
import { durationText } from "../parts/duration.tsx";
import { language, say } from "../words/words.ts";
import type { DrawnWords } from "./draw.ts";
import type { Lane, LaneKind, LaneSegment, LaneState } from "./lanes.ts";
import type { MarkerRow } from "./markers.ts";
import type { Range } from "./range.ts";
import { wallOf } from "./zone.ts";

/** The viewer's, by its IANA name; `UTC` for any that is the same. */
export function viewersZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return ["UTC", "Etc/UTC", "Etc/GMT", "GMT"].includes(zone) ? "UTC" : zone;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const spoken = language() === "en" ? "en-GB" : language();
  const key = `${spoken} ${zone} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(spoken, { timeZone: zone, hourCycle: "h23", ...options });
  formats.set(key, format);
  return format;
}

/** The zone's short name at that moment: `GMT+9`. */
export function zoneName(zone: string, at: Ms): string {
  const parts = formatOf(zone, { timeZoneName: "short" }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}

const two = "2-digit";
const toSecond = { day: "numeric", month: "short", hour: two, minute: two, second: two } as const;
const toMinute = { day: "numeric", month: "short", hour: two, minute: two } as const;

/** To the second, in the viewer's zone, with the same in UTC beside it. */
export function momentText(at: Ms, zone = viewersZone()): string {
  const local = formatOf(zone, toSecond).format(at);
  const utc = new Date(at).toISOString().slice(11, 19);
  if (zone === "UTC") return `${local} UTC`;
  // Where UTC has another day, the time alone would mislead.
  const isSameDay = new Date(wallOf(zone, at)).toISOString().slice(0, 10) === new Date(at).toISOString().slice(0, 10);
  return say("timeline.ev.moment", { local, utc: isSameDay ? utc : formatOf("UTC", toSecond).format(at) });
}

/** Both ends of a stretch in the viewer's zone, as exactly as its length asks for; the day of the second only where it is another. */
export function endsText({ from, to }: Range, zone = viewersZone()): { from: string; to: string } {
  const time = to - from < 600_000 ? toSecond : toMinute;
  const isSameDay = Math.floor(wallOf(zone, from) / DAY) === Math.floor(wallOf(zone, to) / DAY);
  const { day: _, month: __, ...clock } = time;
  return { from: formatOf(zone, time).format(from), to: formatOf(zone, isSameDay ? clock : time).format(to) };
}

export function rangeText(range: Range, zone = viewersZone()): string {
  return say("timeline.range", endsText(range, zone));
}

/** When a segment began, with its bounds; `seenFrom` is where the loaded window begins, before which it may have begun. */
export function sinceText({ from, after }: Pick<LaneSegment, "from" | "after">, seenFrom: Ms, zone = viewersZone()): string {
  const time = momentText(from, zone);
  if (from <= seenFrom || after === undefined) return say("timeline.ev.before", { time });
  return from - after < 1 ? time : say("timeline.ev.earlier", { time, span: durationText(from - after) });
}

// ---- names --------------------------------------------------------------------------------------------------------------

export function laneName(lane: Lane): string {
  switch (lane.kind) {
    case "role":
      return say("timeline.lane.role");
    case "region":
      return lane.region;
    case "view":
      return say("timeline.lane.view", { resolver: lane.resolver, region: lane.region });
    case "health":
      return say(`timeline.lane.health.${lane.side}`);
  }
}

export function rowName(row: MarkerRow): string {
  return say(`timeline.row.${row}`);
}

/** A state in a word or two, for where there is little room. */
export function stateWord(kind: LaneKind, state: LaneState): string {
  if (kind === "health" && isHealth(state)) return say(`health.${state}`);
  if (kind !== "role" && isVerdict(state)) return say(`timeline.says.${state}`);
  return isRole(state) ? say(`role.${state}`) : state;
}

function isHealth(state: LaneState): state is Health {
  return state in healthLooks;
}

function isVerdict(state: LaneState): state is Verdict {
  return state in verdictLooks;
}

function isRole(state: LaneState): state is Role {
  return state in roleLooks;
}

/** What stands written in the drawing, in the language and zone of now. */
export function drawnWords(zone: string, at: Ms): DrawnWords {
  return {
    lane: laneName,
    row: rowName,
    group: (group) => say(`timeline.group.${group}`),
    state: stateWord,
    now: say("timeline.now"),
    unobserved: say("timeline.unobserved"),
    zone: zone === "UTC" ? say("timeline.utc") : zoneName(zone, at),
    utc: say("timeline.utc"),
  };
}
