/** The rows of a window, ready to be drawn: every lane with its segments laid out for speed, then the markers. */
import type { Side } from "@flipwatch/core/pair";
import type { PixelWindow } from "@flipwatch/core/timeline/pixels";
import type { RowContent } from "./hit.ts";
import { lanesOf } from "./lanes.ts";
import { doneMarkers, toldMarkers } from "./markers.ts";
import { stripOf } from "./runs.ts";

/** `checked`: whether each side has a health check. */
export function rowsOf(window: PixelWindow, checked: Readonly<Record<Side, boolean>>): RowContent[] {
  return [
    ...lanesOf(window, checked).map((lane) => ({ lane, strip: stripOf(lane.segments) })),
    { row: "told", markers: toldMarkers(window.alerts) },
    { row: "done", markers: doneMarkers(window.notes) },
  ];
}
