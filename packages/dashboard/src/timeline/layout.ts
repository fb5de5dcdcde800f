/** Where everything stands: lanes become rows of a height, groups get a heading, and narrow screens put names above their rows. */
import type { LaneKind } from "./lanes.ts";
import type { MarkerRow } from "./markers.ts";

export type RowKind = LaneKind | MarkerRow;
export type Group = "regions" | "views" | "health" | "events";

export interface Row {
  kind: RowKind;
  /** Of the band, in pixels from the top. */
  top: number;
  height: number;
  /** The baseline of its name. */
  label: number;
}

export interface Layout {
  width: number;
  height: number;
  /** Names stand above their rows. */
  isNarrow: boolean;
  /** Room for names at the left; 0 where they stand above. */
  gutter: number;
  /** Of the part that shows time, beginning behind the gutter. */
  plotWidth: number;
  /** Of the axis, on top. */
  axisHeight: number;
  rows: readonly Row[];
  heads: readonly { group: Group; baseline: number }[];
}

/** Below this, names would take a third of the width. */
const NARROW_PX = 640;
const GUTTER_PX = 176;
const EDGE_PX = 4;
const HEAD_PX = 22;
const LABEL_PX = 17;
const GAP_PX = 5;

const heights: Readonly<Record<RowKind, number>> = { role: 34, region: 18, view: 18, health: 32, told: 22, done: 22 };
const groups: Readonly<Record<RowKind, Group | undefined>> = {
  role: undefined,
  region: "regions",
  view: "views",
  health: "health",
  told: "events",
  done: "events",
};

export interface LayoutOptions {
  width: number;
  /** The axis has a second line, for UTC. */
  hasUtc: boolean;
}

export function layoutOf(kinds: readonly RowKind[], { width, hasUtc }: LayoutOptions): Layout {
  const isNarrow = width < NARROW_PX;
  const gutter = isNarrow ? 0 : GUTTER_PX;
  const axisHeight = hasUtc ? 36 : 22;
  const rows: Row[] = [];
  const heads: { group: Group; baseline: number }[] = [];
  let y = axisHeight + GAP_PX;
  for (const [index, kind] of kinds.entries()) {
    const group = groups[kind];
    if (group !== undefined && group !== groups[kinds[index - 1] ?? "role"]) {
      heads.push({ group, baseline: y + HEAD_PX - 7 });
      y += HEAD_PX;
    }
    const height = heights[kind];
    if (isNarrow) y += LABEL_PX;
    rows.push({ kind, top: y, height, label: isNarrow ? y - 5 : Math.round(y + height / 2 + 4) });
    y += height + GAP_PX;
  }
  return { width, height: y + EDGE_PX, isNarrow, gutter, plotWidth: Math.max(1, width - gutter - EDGE_PX), axisHeight, rows, heads };
}

/** The row at a height; its name and half the gap around it belong to it. */
export function rowAt({ rows, isNarrow }: Layout, y: number): number | undefined {
  const above = isNarrow ? LABEL_PX : GAP_PX / 2;
  const index = rows.findIndex((row) => row.top - above <= y && y < row.top + row.height + GAP_PX / 2);
  return index < 0 ? undefined : index;
}
