import { describe, expect, it } from "vitest";
import { type Hit, hitAt, hitOf, type RowContent, type Seen, stepFrom } from "./hit.ts";
import type { Lane, LaneSegment, LaneState } from "./lanes.ts";
import { layoutOf } from "./layout.ts";
import { toldMarkers } from "./markers.ts";
import { stripOf } from "./runs.ts";

const segment = (state: LaneState, from: number, to: number): LaneSegment => ({ state, from, to });
const content = (lane: Lane): RowContent => ({ lane, strip: stripOf(lane.segments) });
const role = [segment("primary", 0, 500), segment("dark", 500, 501), segment("secondary", 501, 502), segment("primary", 502, 800)];
const alert = (at: number, state: "delivered" | "suppressed" = "delivered") => ({
  at,
  event: "x#1",
  channel: "slack:0",
  state,
  attempts: 1,
});

/** 820 pixels wide: a gutter of 176, then 640 pixels for 1,280 ms. Nothing is observed from 800 on; it is 1,000 now. */
const seen: Seen = {
  layout: layoutOf(["role", "region", "told"], { width: 820, hasUtc: false }),
  contents: [
    content({ kind: "role", id: "role", segments: role, silences: [] }),
    content({
      kind: "region",
      id: "region eu",
      region: "eu",
      segments: [segment("primary", 200, 800)],
      silences: [{ from: 600, to: 700 }],
    }),
    { row: "told", markers: toldMarkers([alert(400), alert(404), alert(500, "suppressed")]) },
  ],
  range: { from: 0, to: 1_280 },
  observedUntil: 800,
  now: 1_000,
};
const middle = (row: number) => (seen.layout.rows[row]?.top ?? 0) + (seen.layout.rows[row]?.height ?? 0) / 2;
const said = (hit: Hit | undefined): unknown =>
  hit?.kind === "segment"
    ? [hit.lane.kind, hit.segment.state, hit.count, hit.silence !== undefined]
    : hit?.kind === "markers"
      ? hit.markers.map(({ at }) => at)
      : hit?.why;

describe("what somebody points at", () => {
  it.each<[string, number, number, unknown]>([
    ["is the segment under it", 200, 0, ["role", "primary", 1, false]],
    ["is the gravest of what can't be told apart", 500, 0, ["role", "dark", 2, false]],
    ["is the neighbour a pixel further", 503, 0, ["role", "primary", 1, false]],
    ["is another lane's below", 300, 1, ["region", "primary", 1, false]],
    ["says where a region was not heard", 650, 1, ["region", "primary", 1, true]],
    ["is nothing known before a lane begins", 100, 1, "unknown"],
    ["is nothing observed after the last that was heard", 900, 0, "unobserved"],
    ["is the future after now", 1_100, 0, "future"],
    ["is all the markers that are drawn as one", 412, 2, [400, 404]],
    ["is no marker far from one", 500, 2, undefined],
  ])("%s", (_name, at, row, expected) => {
    expect(said(hitAt(seen, 176 + at / 2, middle(row)))).toEqual(expected);
  });

  it.each([
    ["beside the plot", 100, middle(0)],
    ["right of it", 817, middle(0)],
    ["on the axis", 300, 4],
    ["below the last row", 300, 4_000],
  ])("is nothing %s", (_name, x, y) => {
    expect(hitAt(seen, x, y)).toBeUndefined();
  });
});

describe("keys", () => {
  const walk = (row: number, by: 1 | -1, from?: number): number[] => {
    const at = stepFrom(seen, row, from, by)?.at;
    return at === undefined ? [] : [at, ...walk(row, by, at)];
  };

  it("begin at the newest change and step back to the first", () => {
    expect(walk(0, -1)).toEqual([502, 500, 0]);
  });

  it("step on, passing over what lies in the same pixel", () => {
    expect(walk(0, 1, 0)).toEqual([500, 502]);
    expect(walk(0, 1, 500.5)).toEqual([]);
    expect(walk(0, 1, 499)).toEqual([501]);
  });

  it("step from marker to marker", () => {
    expect(walk(2, 1, 0)).toEqual([400, 404]);
  });

  it("show the segment that begins where they stand, even where its neighbour took its pixel", () => {
    const close = { ...seen, range: { from: 499, to: 505.4 } };
    for (const [at, state] of [
      [500, "dark"],
      [501, "secondary"],
      [502, "primary"],
    ] as const) {
      expect(said(hitOf(close, { row: 0, at }))).toEqual(["role", state, 1, false]);
    }
    expect(said(hitOf(seen, { row: 0, at: 501 }))).toEqual(["role", "dark", 2, false]);
    expect(said(hitOf(seen, { row: 0, at: 502 }))).toEqual(["role", "primary", 1, false]);
  });

  it("find nothing in a row that is not there", () => {
    expect(stepFrom(seen, 9, undefined, 1)).toBeUndefined();
    expect(hitOf(seen, { row: 9, at: 0 })).toBeUndefined();
  });
});
