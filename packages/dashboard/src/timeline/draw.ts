/** Draws the timeline: the order in which its parts lie over one another, and the axis. Rows and what lies over them are in files beside. */
import type { Ms } from "@flipwatch/core/time";
import { drawMoments, drawSpotlight, drawUnobserved } from "./draw-over.ts";
import { drawRow } from "./draw-row.ts";
import type { Seen, Spot } from "./hit.ts";
import type { Lane, LaneKind, LaneState } from "./lanes.ts";
import type { Group } from "./layout.ts";
import type { MarkedSpan, MarkerRow } from "./markers.ts";
import type { Palette } from "./palette.ts";
import type { Range } from "./range.ts";
import { pixelOf, type Scale } from "./runs.ts";
import type { Tick } from "./ticks.ts";

/** What stands written in the drawing. */
export interface DrawnWords {
  lane(lane: Lane): string;
  row(row: MarkerRow): string;
  group(group: Group): string;
  state(kind: LaneKind, state: LaneState): string;
  now: string;
  unobserved: string;
  zone: string;
  utc: string;
}

export interface Scene extends Seen {
  ticks: readonly Tick[];
  words: DrawnWords;
  /** Spans beside the lanes: mutes and drills. */
  spans: readonly MarkedSpan[];
  /** A moment that a link points at. */
  mark?: Ms;
  /** A stretch that is told of elsewhere on the page. */
  band?: Range;
  /** Under the pointer, or where keys stand. */
  spotlight?: Spot & { isFocus: boolean };
  /** How long one second of a TTL lasts; 1,000 but in the lab. */
  ttlUnitMs: number;
}

export interface Brush {
  context: CanvasRenderingContext2D;
  palette: Palette;
  scene: Scene;
  scale: Scale;
  /** From a moment to a whole pixel of the canvas. */
  x(at: Ms): number;
  /** What of a stretch is in sight, in whole pixels, at least two of them; undefined when nothing is. */
  sight(stretch: Range): { left: number; width: number } | undefined;
}

/** Draws everything anew. The context's transform maps one unit to one CSS pixel. */
export function drawTimeline(context: CanvasRenderingContext2D, palette: Palette, scene: Scene): void {
  const { layout, range } = scene;
  const scale = { ...range, width: layout.plotWidth };
  const x = (at: Ms) => layout.gutter + Math.round(pixelOf(at, scale));
  const brush: Brush = { context, palette, scene, scale, x, sight: (stretch) => sightOf(stretch, range, x) };
  context.clearRect(0, 0, layout.width, layout.height);
  context.textBaseline = "alphabetic";
  within(brush, () => {
    drawGrid(brush);
    drawBand(brush);
    for (const [index, row] of layout.rows.entries()) drawRow(brush, row, scene.contents[index]);
    drawUnobserved(brush);
    drawSpotlight(brush);
    drawMoments(brush);
  });
  drawAxis(brush);
  drawNames(brush);
}

function sightOf({ from, to }: Range, range: Range, x: (at: Ms) => number): { left: number; width: number } | undefined {
  if (to <= range.from || from >= range.to) return undefined;
  const left = x(Math.max(from, range.from));
  return { left, width: Math.max(2, x(Math.min(to, range.to)) - left) };
}

/** Nothing of the lanes gets into the names' room. */
function within({ context, scene: { layout } }: Brush, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(layout.gutter, layout.axisHeight, layout.plotWidth, layout.height - layout.axisHeight);
  context.clip();
  draw();
  context.restore();
}

function drawGrid({ context, palette, scene: { ticks, layout }, x }: Brush): void {
  for (const { at, strong } of ticks) {
    context.fillStyle = palette.colour(strong ? "--line-strong" : "--line");
    context.fillRect(x(at), layout.axisHeight, 1, layout.height - layout.axisHeight);
  }
}

function drawBand({ context, palette, scene: { band, layout }, sight }: Brush): void {
  const part = band && sight(band);
  if (part === undefined) return;
  context.globalAlpha = 0.14;
  context.fillStyle = palette.colour("--accent");
  context.fillRect(part.left, layout.axisHeight, part.width, layout.height - layout.axisHeight);
  context.globalAlpha = 1;
}

// ---- axis and names -----------------------------------------------------------------------------------------------------

const AXIS_FONT = 12;
const UTC_FONT = 11;
/** From the top to the baseline of the viewer's times, and of UTC below them. */
const LOCAL_BASELINE = 14;
const UTC_BASELINE = 30;
const AXIS_GAP_PX = 8;

function drawAxis(brush: Brush): void {
  const { context, palette, scene } = brush;
  const { ticks, layout, words } = scene;
  const small = palette.font(UTC_FONT);
  const hasUtc = ticks.some(({ utc }) => utc !== undefined);
  context.textAlign = "left";
  context.font = small;
  context.fillStyle = palette.colour("--text-faint");
  context.fillText(words.zone, 0, LOCAL_BASELINE);
  if (hasUtc) context.fillText(words.utc, 0, UTC_BASELINE);
  // Where names stand above their rows, the zones' names need room at the axis itself.
  const zones = Math.max(palette.widthOf(words.zone, small), palette.widthOf(words.utc, small));
  const from = layout.isNarrow ? zones + AXIS_GAP_PX : layout.gutter;
  const local = ticks.map(({ at, label, strong }) => ({ at, text: label, font: palette.font(AXIS_FONT, strong ? 650 : 400) }));
  drawTimes(brush, local, { from, baseline: LOCAL_BASELINE, colour: "--text-soft" });
  const inUtc = ticks.flatMap(({ at, utc }) => (utc === undefined ? [] : { at, text: utc, font: small }));
  drawTimes(brush, inUtc, { from, baseline: UTC_BASELINE, colour: "--text-faint" });
}

interface AxisLine {
  /** Nothing is written left of it. */
  from: number;
  baseline: number;
  colour: string;
}

/** Each below its mark, left out where it would touch the one before. */
function drawTimes(
  { context, palette, scene: { layout }, x }: Brush,
  times: readonly { at: Ms; text: string; font: string }[],
  { from, baseline, colour }: AxisLine,
): void {
  context.fillStyle = palette.colour(colour);
  let free = from;
  for (const { at, text, font } of times) {
    const width = palette.widthOf(text, font);
    const start = Math.min(x(at) - width / 2, layout.width - width);
    if (start < free) continue;
    context.font = font;
    context.fillText(text, Math.round(start), baseline);
    free = start + width + AXIS_GAP_PX;
  }
}

const NAME_FONT = 12.5;
const HEAD_FONT = 11;

function drawNames({ context, palette, scene: { layout, contents, words } }: Brush): void {
  context.textAlign = "left";
  const room = layout.isNarrow ? layout.width : layout.gutter - 12;
  for (const { group, baseline } of layout.heads) {
    context.font = palette.font(HEAD_FONT, 650);
    context.fillStyle = palette.colour("--text-faint");
    context.fillText(words.group(group), 0, baseline);
  }
  for (const [index, row] of layout.rows.entries()) {
    const content = contents[index];
    if (content === undefined) continue;
    const font = palette.font(NAME_FONT, row.kind === "role" ? 650 : 400);
    const name = fitted(palette, "lane" in content ? words.lane(content.lane) : words.row(content.row), font, room);
    context.font = font;
    context.fillStyle = palette.colour(row.kind === "role" ? "--text" : "--text-soft");
    context.fillText(name, 0, row.label);
  }
}

/** The text, cut where there is no room for all of it. */
export function fitted(palette: Palette, text: string, font: string, room: number): string {
  if (palette.widthOf(text, font) <= room) return text;
  for (let length = text.length - 1; length > 0; length -= 1) {
    const cut = `${text.slice(0, length).trimEnd()}…`;
    if (palette.widthOf(cut, font) <= room) return cut;
  }
  return "";
}
