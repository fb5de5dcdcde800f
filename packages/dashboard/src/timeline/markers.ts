/** The moments beside the lanes: who was told and could not be, and what people did meanwhile; gathered where they lie too close. */
import type { EventKind } from "@flipwatch/core/event";
import type { Ms } from "@flipwatch/core/time";
import type { PixelAlert, PixelNote, PixelWindow } from "@flipwatch/core/timeline/pixels";
import type { Look } from "../look/states.ts";
import type { Range } from "./range.ts";
import { pixelOf, type Scale } from "./runs.ts";

export type ToldKind = "sent" | "retried" | "failed";
export type DoneKind = "acknowledged" | "muted" | "unmuted" | "drill" | "definition" | "note";
export type MarkerKind = ToldKind | DoneKind;

export type Marker =
  | { kind: ToldKind; at: Ms; alert: PixelAlert }
  | {
      kind: DoneKind;
      at: Ms;
      note: PixelNote;
    };

/** Alerts in one row, all else in another: whether somebody was told is asked by itself. */
export const markerRows = ["told", "done"] as const;
export type MarkerRow = (typeof markerRows)[number];

/** Oldest first. What was never meant for a channel is left out; what was told in a digest was told. */
export function toldMarkers(alerts: readonly PixelAlert[]): Marker[] {
  return alerts.flatMap((alert) => {
    const kind = toldKind(alert);
    return kind === undefined ? [] : [{ kind, at: alert.at, alert }];
  });
}

function toldKind({ state, attempts }: PixelAlert): ToldKind | undefined {
  if (state === "suppressed") return undefined;
  if (state === "given-up" || state === "unknown") return "failed";
  return attempts > 1 ? "retried" : "sent";
}

const doneKinds: Partial<Record<EventKind, DoneKind>> = {
  acknowledged: "acknowledged",
  muted: "muted",
  unmuted: "unmuted",
  "drill-started": "drill",
  "drill-ended": "drill",
  "definition-changed": "definition",
};

export function doneMarkers(notes: readonly PixelNote[]): Marker[] {
  return notes.map((note) => ({ kind: doneKinds[note.kind] ?? "note", at: note.at, note }));
}

export interface MarkedSpan extends Range {
  kind: "muted" | "drill";
}

/** The times in which nobody was told, or that a drill lasted; open at either end where the window does not show it. */
export function spansOf({ notes, from, observedUntil }: Pick<PixelWindow, "notes" | "from" | "observedUntil">): MarkedSpan[] {
  const window = { from, to: observedUntil };
  return [
    ...between(notes, "muted", "unmuted", window).map((span): MarkedSpan => ({ ...span, kind: "muted" })),
    ...between(notes, "drill-started", "drill-ended", window).map((span): MarkedSpan => ({ ...span, kind: "drill" })),
  ];
}

function between(notes: readonly PixelNote[], begins: EventKind, ends: EventKind, window: Range): Range[] {
  const spans: Range[] = [];
  let start: Ms | undefined;
  for (const { kind, at } of notes) {
    if (kind === begins) start ??= at;
    if (kind !== ends) continue;
    // One that began before the window shows only its end.
    if (start !== undefined || spans.length === 0) spans.push({ from: start ?? window.from, to: at });
    start = undefined;
  }
  return start === undefined ? spans : [...spans, { from: start, to: window.to }];
}

// ---- gathered -----------------------------------------------------------------------------------------------------------

export interface Cluster {
  /** Pixels from the left edge of the plot. */
  x: number;
  /** What it is drawn as: the kind that matters most. */
  kind: MarkerKind;
  /** Oldest first; never none. */
  markers: readonly Marker[];
  /** How many there are, with those that the server has gathered. */
  count: number;
}

/** Markers nearer than this are drawn as one. */
export const APART_PX = 16;

/** In the order in which they matter. */
const kinds: readonly MarkerKind[] = ["failed", "retried", "sent", "drill", "acknowledged", "muted", "unmuted", "definition", "note"];

/** Those in the range, left to right, none nearer to the next than `APART_PX`. `markers`: oldest first. */
export function clustersOf(markers: readonly Marker[], scale: Scale): Cluster[] {
  const clusters: (Cluster & { markers: Marker[] })[] = [];
  for (const marker of markers) {
    if (marker.at < scale.from || marker.at >= scale.to) continue;
    const x = pixelOf(marker.at, scale);
    const last = clusters.at(-1);
    if (last === undefined || x - last.x >= APART_PX) {
      clusters.push({ x, kind: marker.kind, markers: [marker], count: countOf(marker) });
      continue;
    }
    last.markers.push(marker);
    last.count += countOf(marker);
    if (kinds.indexOf(marker.kind) < kinds.indexOf(last.kind)) last.kind = marker.kind;
  }
  return clusters;
}

function countOf(marker: Marker): number {
  return ("alert" in marker ? marker.alert.count : marker.note.count) ?? 1;
}

// ---- looks --------------------------------------------------------------------------------------------------------------

const look = (variable: Look["variable"], mark: string, shape: string): Look => ({ variable, mark, shape });

/** As those of roles: paths in a box of 12 × 12. No two have the same shape. */
export const markerLooks: Readonly<Record<MarkerKind, Look>> = {
  sent: look("--text-soft", "▲", "M6 .8 11.4 11H.6Z"),
  retried: look("--warning", "△", "M6 .8 11.4 11H.6ZM6 4.4 3.5 9.3h5Z"),
  failed: look("--role-dark", "✕", "M2.3.8 6 4.5 9.7.8l1.5 1.5L7.5 6l3.7 3.7-1.5 1.5L6 7.5l-3.7 3.7L.8 9.7 4.5 6 .8 2.3Z"),
  acknowledged: look("--role-primary", "✓", "M.9 6.4 2.4 4.9l2.3 2.3 5-5 1.5 1.5-6.5 6.5Z"),
  muted: look("--text-soft", "◁", "M9.5.8v10.4L2.3 6Z"),
  unmuted: look("--text-soft", "▷", "M2.5.8v10.4L9.7 6Z"),
  drill: look(
    "--role-split",
    "◎",
    "M6 .6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 1 0 6 .6ZM6 2.6a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 1 1 0-6.8ZM6 4.4a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 1 0 0-3.2Z",
  ),
  definition: look("--accent", "▤", "M1 1h10v10H1ZM3 3.2v1.4h6V3.2ZM3 7.4v1.4h6V7.4Z"),
  note: look("--text-soft", "•", "M6 3.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 1 0 0-5.2Z"),
};
