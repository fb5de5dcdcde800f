/** Draws one row: a lane's segments in colour, texture, mark and word; a health check's percentage; markers. */
import { meanShare } from "../parts/health-badge.tsx";
import type { Brush } from "./draw.ts";
import type { RowContent } from "./hit.ts";
import { isCalm, type Lane, type LaneSegment, lookOf } from "./lanes.ts";
import type { Row } from "./layout.ts";
import { clustersOf, type Marker, markerLooks } from "./markers.ts";
import { type Run, runsOf, type Strip } from "./runs.ts";
import { textureOf } from "./texture.ts";

/** Below these, a mark and a word have no room. */
const MARK_ROOM_PX = 18;
const WORD_ROOM_PX = 14;
/** Textures can't be told apart on less. */
const TEXTURE_ROOM_PX = 4;
/** What is as it should be is drawn lower, so that all else stands out by its height. */
const CALM_SHARE = 0.55;
const MARK_PX = 12;

export function drawRow(brush: Brush, row: Row, content: RowContent | undefined): void {
  if (content === undefined) return;
  drawGround(brush, row);
  if (!("lane" in content)) {
    drawMarkers(brush, row, content.markers, content.row === "done");
    return;
  }
  const { lane, strip } = content;
  const runs = runsOf(strip, brush.scale);
  const bands = runs.map((run) => bandOf(brush, row, run, segmentOf(strip, run)));
  for (const [index, band] of bands.entries()) drawBand(brush, lane, band, bands[index - 1]);
  if (lane.kind === "view") drawTimesToLive(brush, row, bands);
  drawSilences(brush, row, lane);
  for (const band of bands) drawWords(brush, lane, band);
}

function segmentOf(strip: Strip, { index }: Run): LaneSegment {
  return strip.segments[index] as LaneSegment;
}

function drawGround({ context, palette, scene: { layout } }: Brush, { top, height }: Row): void {
  context.fillStyle = palette.colour("--ground-raised");
  context.fillRect(layout.gutter, top, layout.plotWidth, height);
}

// ---- segments -----------------------------------------------------------------------------------------------------------

interface Band {
  left: number;
  width: number;
  top: number;
  height: number;
  /** Of the whole row. */
  rowTop: number;
  rowHeight: number;
  segment: LaneSegment;
  count: number;
}

function bandOf({ scene: { layout } }: Brush, row: Row, run: Run, segment: LaneSegment): Band {
  const left = layout.gutter + Math.round(run.left);
  const height = isCalm(segment.state) ? Math.round(row.height * CALM_SHARE) : row.height;
  return {
    left,
    width: Math.max(1, layout.gutter + Math.round(run.right) - left),
    top: row.top + row.height - height,
    height,
    rowTop: row.top,
    rowHeight: row.height,
    segment,
    count: run.count,
  };
}

function drawBand(brush: Brush, lane: Lane, band: Band, before: Band | undefined): void {
  if (lane.kind === "health") drawHealth(brush, band);
  else drawState(brush, lane, band);
  // Two neighbours of one state differ in their evidence.
  if (before === undefined || before.segment.state !== band.segment.state || band.width < 3 || lane.kind === "health") return;
  brush.context.fillStyle = brush.palette.colour("--ground");
  brush.context.fillRect(band.left, band.top, 1, band.height);
}

function drawState({ context, palette }: Brush, { kind }: Lane, { left, width, top, height, segment: { state } }: Band): void {
  const texture = textureOf(state);
  context.fillStyle = palette.colour(lookOf(kind, state).variable);
  context.fillRect(left, top, width, height);
  if (width < TEXTURE_ROOM_PX) return;
  if (texture === "hollow") {
    context.fillStyle = palette.colour("--ground");
    context.fillRect(left + 2, top + 2, width - 4, height - 4);
    return;
  }
  const pattern = palette.texture(texture);
  if (pattern === undefined) return;
  context.fillStyle = pattern;
  context.fillRect(left, top, width, height);
}

// The height of the step is the share of checkers that pass; what is not healthy also shades the whole row, since its step may be none.
function drawHealth({ context, palette }: Brush, { left, width, rowTop, rowHeight, segment: { state, percentage } }: Band): void {
  const colour = palette.colour(lookOf("health", state).variable);
  const share = percentage ?? (state === "healthy" ? 100 : 0);
  if (state !== "healthy") {
    context.globalAlpha = 0.25;
    context.fillStyle = colour;
    context.fillRect(left, rowTop, width, rowHeight);
    context.globalAlpha = 1;
    const pattern = palette.hatch(lookOf("health", state).variable);
    if (pattern !== undefined && width >= TEXTURE_ROOM_PX) {
      context.fillStyle = pattern;
      context.fillRect(left, rowTop, width, rowHeight);
    }
  }
  const height = Math.max(2, Math.round((rowHeight * share) / 100));
  const bottom = rowTop + rowHeight;
  context.globalAlpha = state === "healthy" ? 0.55 : 1;
  context.fillStyle = colour;
  context.fillRect(left, bottom - height, width, height);
  context.globalAlpha = 1;
  if (width >= TEXTURE_ROOM_PX) context.fillRect(left, bottom - height, width, 2);
}

// ---- marks and words ----------------------------------------------------------------------------------------------------

const WORD_FONT = 12;
const paths = new Map<string, Path2D>();

function pathOf(shape: string): Path2D {
  const path = paths.get(shape) ?? new Path2D(shape);
  paths.set(shape, path);
  return path;
}

function drawWords(brush: Brush, lane: Lane, band: Band): void {
  const { context, palette, scene } = brush;
  const { segment, width } = band;
  if (width < MARK_ROOM_PX) return;
  const look = lookOf(lane.kind, segment.state);
  const middle = lane.kind === "health" ? band.rowTop + band.rowHeight / 2 : band.top + band.height / 2;
  const font = palette.font(WORD_FONT, 600);
  const word = wordOf(brush, lane, segment);
  const wordWidth = palette.widthOf(word, font);
  const hasWord = width >= MARK_ROOM_PX + wordWidth + WORD_ROOM_PX && band.height >= WORD_FONT;
  const size = Math.min(MARK_PX, band.height - 2);
  const left = Math.max(band.left, scene.layout.gutter) + 4;
  // Straight on a plain colour; else on a ground of their own, so that they can be read on any texture.
  const isPlain = lane.kind !== "health" && textureOf(segment.state) === "plain";
  const colour = isPlain ? "--ground" : look.variable;
  if (!isPlain) {
    const boxHeight = Math.min(hasWord ? 16 : size + 2, band.rowHeight);
    context.fillStyle = palette.colour("--ground");
    context.fillRect(left - 2, Math.round(middle - boxHeight / 2), size + 4 + (hasWord ? wordWidth + 6 : 0), boxHeight);
  }
  drawMark(brush, look.shape, colour, left, middle - size / 2, size);
  if (!hasWord) return;
  context.font = font;
  context.textAlign = "left";
  context.fillStyle = palette.colour(colour);
  context.fillText(word, left + size + 5, Math.round(middle + 4));
}

function wordOf({ scene: { words } }: Brush, { kind }: Lane, { state, percentage }: LaneSegment): string {
  const word = words.state(kind, state);
  const share = meanShare({ status: state, percentage });
  return share === undefined ? word : `${word} ${Math.round(share)} %`;
}

function drawMark({ context, palette }: Brush, shape: string, variable: string, left: number, top: number, size: number): void {
  context.save();
  context.translate(left, top);
  context.scale(size / 12, size / 12);
  context.fillStyle = palette.colour(variable);
  context.fill(pathOf(shape), "evenodd");
  context.restore();
}

// ---- what lies over segments --------------------------------------------------------------------------------------------

/** How long a resolver may keep what it had when first seen: a wedge that runs out with its TTL. */
function drawTimesToLive({ context, palette, scene: { ttlUnitMs }, x }: Brush, row: Row, bands: readonly Band[]): void {
  context.fillStyle = palette.colour("--ground");
  context.globalAlpha = 0.55;
  for (const { left, width, top, height, segment, count } of bands) {
    if (segment.ttlSeconds === undefined || count > 1) continue;
    const start = x(segment.from);
    const end = Math.min(x(segment.from + segment.ttlSeconds * ttlUnitMs), left + width);
    if (end - start < 4) continue;
    context.beginPath();
    context.moveTo(start, top);
    context.lineTo(end, row.top + row.height);
    context.lineTo(end, top);
    context.closePath();
    context.fill();
    context.fillRect(end, top, 1, height);
  }
  context.globalAlpha = 1;
}

function drawSilences({ context, palette, scene: { observedUntil }, sight }: Brush, { top, height }: Row, { silences }: Lane): void {
  for (const { from, to } of silences) {
    const part = sight({ from, to: Math.min(to, observedUntil) });
    if (part === undefined) continue;
    context.fillStyle = palette.colour("--ground");
    context.globalAlpha = 0.6;
    context.fillRect(part.left, top, part.width, height);
    context.globalAlpha = 1;
    context.fillStyle = palette.hatch("--text-soft") ?? palette.colour("--line-strong");
    context.fillRect(part.left, top, part.width, height);
  }
}

// ---- markers ------------------------------------------------------------------------------------------------------------

function drawMarkers(brush: Brush, { top, height }: Row, markers: readonly Marker[], hasSpans: boolean): void {
  const { context, palette, scene, sight } = brush;
  if (hasSpans) {
    for (const span of scene.spans) {
      const part = sight(span);
      if (part === undefined) continue;
      const { variable } = markerLooks[span.kind];
      context.fillStyle = palette.hatch(variable) ?? palette.colour(variable);
      context.fillRect(part.left, top + height / 2 - 4, part.width, 8);
    }
  }
  const clusters = clustersOf(markers, brush.scale);
  const font = palette.font(10, 650);
  for (const [index, { x: pixel, kind, count }] of clusters.entries()) {
    const left = scene.layout.gutter + Math.round(pixel) - 6;
    drawMark(brush, markerLooks[kind].shape, markerLooks[kind].variable, left, top + (height - 12) / 2, 12);
    const text = String(Math.min(count, 99));
    // Where the next one leaves no room for the number, pointing tells it.
    const room = (clusters[index + 1]?.x ?? scene.layout.plotWidth) - pixel - 12;
    if (count < 2 || palette.widthOf(text, font) > room) continue;
    context.font = font;
    context.textAlign = "left";
    context.fillStyle = palette.colour("--text-soft");
    context.fillText(text, left + 13, top + height - 2);
  }
}
