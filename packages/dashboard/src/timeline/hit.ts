/** What somebody points at, and where keys step to next. Gives what is seen there: the same runs and clusters that are drawn. */
import type { Ms } from "@flipwatch/core/time";
import { segmentAt } from "@flipwatch/core/timeline/lane";
import type { Lane, LaneSegment } from "./lanes.ts";
import { type Layout, rowAt } from "./layout.ts";
import { APART_PX, type Cluster, clustersOf, type Marker, type MarkerRow } from "./markers.ts";
import type { Range } from "./range.ts";
import { momentAt, pixelOf, runAt, runsOf, type Scale, type Strip } from "./runs.ts";

/** A row of the timeline with all that it can show. */
export type RowContent = { lane: Lane; strip: Strip } | { row: MarkerRow; markers: readonly Marker[] };

export interface Seen {
  layout: Layout;
  /** One a row of the layout. */
  contents: readonly RowContent[];
  range: Range;
  observedUntil: Ms;
  now: Ms;
}

/** Somewhere on the timeline: a row and a moment. */
export interface Spot {
  row: number;
  at: Ms;
}

export type Hit = Spot &
  (
    | {
        kind: "segment";
        lane: Lane;
        segment: LaneSegment;
        /** How many segments lie here, too short to be told apart. */
        count: number;
        /** Nothing was heard then: it is what was said last. */
        silence?: Range;
      }
    | { kind: "markers"; markers: readonly Marker[] }
    /** Nothing is known of it: not yet, not any more, or not at all. */
    | { kind: "nothing"; why: "future" | "unobserved" | "unknown"; lane?: Lane }
  );

/** What is at a point, in pixels from the canvas's corner; undefined beside the rows and above the plot's edge. */
export function hitAt(seen: Seen, x: number, y: number): Hit | undefined {
  const row = rowAt(seen.layout, y);
  const pixel = x - seen.layout.gutter;
  if (row === undefined || pixel < 0 || pixel >= seen.layout.plotWidth) return undefined;
  return hitIn(seen, row, pixel);
}

/** What is at a moment of a row, whether or not its neighbours leave it a pixel; undefined where there is no such row. */
export function hitOf(seen: Seen, { row, at }: Spot): Hit | undefined {
  const content = seen.contents[row];
  const scale = scaleOf(seen);
  const hit = hitIn(seen, row, pixelOf(at, scale));
  if (hit?.kind !== "segment" || hit.count > 1 || content === undefined || !("lane" in content))
    return hit === undefined ? hit : { ...hit, at };
  const exact = segmentAt(content.strip.segments, at);
  return exact === undefined ? hit : { ...hit, at, segment: exact };
}

function scaleOf({ range, layout }: Seen): Scale {
  return { ...range, width: layout.plotWidth };
}

function hitIn(seen: Seen, row: number, pixel: number): Hit | undefined {
  const content = seen.contents[row];
  if (content === undefined) return undefined;
  const scale = scaleOf(seen);
  const at = momentAt(pixel, scale);
  if (!("lane" in content)) {
    const markers = nearest(clustersOf(content.markers, scale), pixel)?.markers;
    return markers === undefined ? undefined : { kind: "markers", row, at: markers[0]?.at ?? at, markers };
  }
  const { lane, strip } = content;
  const run = runAt(runsOf(strip, scale), pixel);
  const segment = run && strip.segments[run.index];
  if (run === undefined || segment === undefined) return { kind: "nothing", row, at, lane, why: whyNothing(seen, at) };
  const silence = lane.silences.find(({ from, to }) => from <= at && at < to);
  return { kind: "segment", row, at, lane, segment, count: run.count, ...(silence === undefined ? {} : { silence }) };
}

function whyNothing({ now, observedUntil }: Seen, at: Ms): "future" | "unobserved" | "unknown" {
  if (at >= now) return "future";
  return at >= observedUntil ? "unobserved" : "unknown";
}

function nearest(clusters: readonly Cluster[], pixel: number): Cluster | undefined {
  const near = clusters.filter(({ x }) => Math.abs(x - pixel) <= APART_PX);
  return near.toSorted((a, b) => Math.abs(a.x - pixel) - Math.abs(b.x - pixel))[0];
}

// ---- stepping -----------------------------------------------------------------------------------------------------------

/** The next or the previous change in the row, of all that is loaded, at least a pixel away; undefined at its end. From nowhere (no `at`), the newest in sight. */
export function stepFrom({ contents, range, layout }: Seen, row: number, at: Ms | undefined, by: 1 | -1): Spot | undefined {
  const content = contents[row];
  if (content === undefined) return undefined;
  const stops = "lane" in content ? content.strip.segments.map(({ from }) => from) : content.markers.map((marker) => marker.at);
  const step = (range.to - range.from) / layout.plotWidth;
  if (at === undefined) return spotOf(row, stops.findLast((stop) => stop < range.to) ?? stops[0]);
  const next = by > 0 ? stops.find((stop) => stop >= at + step) : stops.findLast((stop) => stop <= at - step);
  return spotOf(row, next);
}

function spotOf(row: number, at: Ms | undefined): Spot | undefined {
  return at === undefined ? undefined : { row, at };
}
