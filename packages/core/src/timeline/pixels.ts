/**
 * Folds a window of a timeline to the pixels it is drawn on, so that a quarter of a year of flapping is as small an answer as a quiet day. What
 * is too short to be told apart becomes one segment that shows its gravest state: nothing grave is lost, and what is wide enough stays as it is.
 */
import type { Verdict } from "../answer.ts";
import type { DeliveryState } from "../delivery.ts";
import type { Role, Severity } from "../event.ts";
import type { Health } from "../reading.ts";
import type { Ms } from "../time.ts";
import { isGraver, type LaneState } from "./gravity.ts";
import type { Note } from "./timeline.ts";
import type { AlertMarker, TimelineWindow } from "./window.ts";

/** A segment, or several that are too short to be told apart: those have only what is here. Without words where a lane has too many to carry them. */
export interface PixelSegment<State extends string = LaneState> {
  /** Of several, the gravest. */
  state: State;
  /** Half open: [from, to). */
  from: Ms;
  to: Ms;
  /** When the state before was last seen. */
  after?: Ms;
  /** So many segments in one. Absent: one. */
  count?: number;
  /** Their states differ. */
  mixed?: true;
}

export interface PixelRole extends PixelSegment<Role> {
  /** The transition that began it. */
  event?: string;
  message?: string;
}

export interface PixelVerdict extends PixelSegment<Verdict> {
  reason?: string;
  values?: readonly string[];
  /** A view's: what remained of the TTL when first seen. */
  ttlSeconds?: number;
}

export interface PixelHealth extends PixelSegment<Health> {
  /** Share of checkers that pass, 0 to 100; of several segments, the lowest. */
  percentage?: number;
  reason?: string;
}

export interface PixelNote extends Note {
  /** So many at nearly the same moment, of which this is the first of the gravest. Absent: one. */
  count?: number;
}

export interface PixelAlert extends AlertMarker {
  /** So many at nearly the same moment, of which this is the first of the gravest. Absent: one. */
  count?: number;
}

export interface PixelWindow extends Omit<TimelineWindow, "role" | "regions" | "views" | "health" | "notes" | "alerts"> {
  role: PixelRole[];
  /** By region. */
  regions: Record<string, PixelVerdict[]>;
  /** By `region resolver`. */
  views: Record<string, PixelVerdict[]>;
  health: { primary: PixelHealth[]; secondary: PixelHealth[] };
  notes: PixelNote[];
  alerts: PixelAlert[];
}

/**
 * So many of a lane's longest segments, the last among them, keep their words: those are what is pointed at. A lane with no more than that is left as
 * it is.
 */
export const WORDED_MAX = 60;
/** Where there are more markers than this leaves room for, those that are closer are one. */
const MARKER_PIXELS = 4;

/** At most `width` segments a lane, and a quarter as many markers of each kind. `width` is in pixels, from `WORDED_MAX` up. */
export function foldToPixels(window: TimelineWindow, width: number): PixelWindow {
  const spanMs = window.to - window.from;
  // A cell holds the starts of two segments at most, and a lane touches one cell more than fit.
  const cellMs = (2 * spanMs) / (width - 2);
  const lane = <S extends Told>(segments: readonly S[]) => (segments.length <= WORDED_MAX ? [...segments] : foldLane(segments, cellMs));
  const lanes = <S extends Told>(named: Readonly<Record<string, S[]>>) =>
    Object.fromEntries(Object.entries(named).map(([name, segments]) => [name, lane(segments)]));
  const room = width / MARKER_PIXELS;
  const markers = <M extends { at: Ms }>(all: readonly M[], gravity: (marker: M) => number): (M & { count?: number })[] =>
    all.length <= room ? [...all] : foldMarkers(all, spanMs / room, gravity);
  return {
    ...window,
    role: lane(window.role),
    regions: lanes(window.regions),
    silences: Object.fromEntries(Object.entries(window.silences).map(([region, times]) => [region, foldTimes(times, cellMs)])),
    views: lanes(window.views),
    health: { primary: lane(window.health.primary), secondary: lane(window.health.secondary) },
    notes: markers(window.notes, ({ severity }) => severities.indexOf(severity)),
    alerts: markers(window.alerts, ({ state }) => deliveryStates.indexOf(state)),
  };
}

const severities: readonly Severity[] = ["record", "info", "warning", "critical"];
const deliveryStates: readonly DeliveryState[] = ["suppressed", "digested", "delivered", "unknown", "given-up"];

// ---- lanes --------------------------------------------------------------------------------------------------------------

/** A segment of any lane. */
type Told = PixelSegment & { event?: string; percentage?: number };

/** Those that start in the same cell and are all shorter than one; or one of any length. */
interface Group<S> {
  cell: number;
  segments: S[];
}

/** The cells lie on the clock, not on the window, so that a window that moves on with time shows what it showed. */
export function foldLane<S extends Told>(lane: readonly S[], cellMs: number): S[] {
  const groups: Group<S>[] = [];
  for (const segment of lane) {
    const cell = segment.to - segment.from < cellMs ? Math.floor(segment.from / cellMs) : Number.NaN;
    const last = groups.at(-1);
    if (last !== undefined && last.cell === cell) last.segments.push(segment);
    else groups.push({ cell, segments: [segment] });
  }
  return withFewWords(joined(groups.map(({ segments }) => merged(segments))));
}

function merged<S extends Told>(segments: readonly S[]): S {
  const [first] = segments;
  const last = segments.at(-1);
  if (first === undefined || last === undefined || first === last) return first as S;
  const gravest = segments.reduce((found, each) => (isGraver(each.state, found.state) ? each : found));
  const percentages = segments.flatMap(({ percentage }) => percentage ?? []);
  const several: Told = { state: gravest.state, from: first.from, to: last.to, count: segments.length };
  if (segments.some(({ state }) => state !== first.state)) several.mixed = true;
  if (percentages.length > 0) several.percentage = Math.min(...percentages);
  // What the kinds of segments have beside this is optional.
  return several as S;
}

/** What goes on to and fro with the same gravest state in each cell is one. */
function joined<S extends Told>(segments: readonly S[]): S[] {
  const result: S[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    if (last === undefined || !isAsMixed(last, segment)) result.push(segment);
    else result[result.length - 1] = { ...last, to: segment.to, count: (last.count ?? 1) + (segment.count ?? 1) };
  }
  return result;
}

function isAsMixed(a: Told, b: Told): boolean {
  return a.mixed === true && b.mixed === true && a.to === b.from && a.state === b.state && a.percentage === b.percentage;
}

function withFewWords<S extends Told>(segments: readonly S[]): S[] {
  if (segments.length <= WORDED_MAX) return [...segments];
  const byLength = segments.map(({ from, to }, index) => ({ index, length: to - from })).toSorted((a, b) => b.length - a.length);
  const worded = new Set(byLength.slice(0, WORDED_MAX - 1).map(({ index }) => index)).add(segments.length - 1);
  return segments.map((segment, index) => (worded.has(index) ? segment : wordless(segment)));
}

function wordless<S extends Told>({ state, from, to, count, mixed, event, percentage }: S): S {
  const kept: Told = { state, from, to };
  if (count !== undefined) kept.count = count;
  if (mixed !== undefined) kept.mixed = mixed;
  if (event !== undefined) kept.event = event;
  if (percentage !== undefined) kept.percentage = percentage;
  // As above: the rest is optional.
  return kept as S;
}

function foldTimes(times: readonly { from: Ms; to: Ms }[], cellMs: number): { from: Ms; to: Ms }[] {
  if (times.length <= WORDED_MAX) return [...times];
  const lane = times.map(({ from, to }): Told => ({ state: "silent", from, to }));
  return foldLane(lane, cellMs).map(({ from, to }) => ({ from, to }));
}

// ---- markers ------------------------------------------------------------------------------------------------------------

function foldMarkers<M extends { at: Ms }>(
  markers: readonly M[],
  cellMs: number,
  gravity: (marker: M) => number,
): (M & { count?: number })[] {
  const cells = new Map<number, { marker: M; count: number }>();
  for (const marker of markers) {
    const cell = Math.floor(marker.at / cellMs);
    const known = cells.get(cell);
    if (known === undefined) cells.set(cell, { marker, count: 1 });
    else cells.set(cell, { marker: gravity(marker) > gravity(known.marker) ? marker : known.marker, count: known.count + 1 });
  }
  return [...cells.values()].map(({ marker, count }) => (count === 1 ? marker : { ...marker, count }));
}
