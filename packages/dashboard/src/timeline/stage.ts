/**
 * The canvas: draws what it was given at the next frame, follows hands, and says where they point. What is shown lives here while somebody
 * moves it, so that a frame waits for nothing else; the page is told, and told again when the hands rest.
 */
import type { Ms } from "@flipwatch/core/time";
import { type DrawnWords, drawTimeline } from "./draw.ts";
import { type Hit, hitAt, hitOf, type RowContent, type Seen, type Spot, stepFrom } from "./hit.ts";
import { type Layout, layoutOf } from "./layout.ts";
import type { MarkedSpan } from "./markers.ts";
import { type Palette, paletteOf } from "./palette.ts";
import { clamped, isAtNow, panned, type Range, zoomed } from "./range.ts";
import { momentAt, pixelOf, type Scale } from "./runs.ts";
import { ticksFor } from "./ticks.ts";
import { watchGestures } from "./zoom.ts";

/** What is drawn, but for the range. */
export interface Picture {
  contents: readonly RowContent[];
  spans: readonly MarkedSpan[];
  observedUntil: Ms;
  words: DrawnWords;
  zone: string;
  language: string;
  mark?: Ms;
  band?: Range;
  ttlUnitMs: number;
}

/** Where on the canvas something is pointed at, in pixels from its corner. */
export interface Place {
  x: number;
  /** Of the row: its top and bottom edge. */
  top: number;
  bottom: number;
  /** By keys, not by a pointer. */
  isFocus: boolean;
}

export interface StagePorts {
  now(): Ms;
  /** The range on the canvas, or its width in pixels, is another one. */
  onView(range: Range, pixels: number): void;
  /** Somebody moved to this range, and rests. */
  onRested(range: Range): void;
  /** What is pointed at; undefined when it is nothing any more. */
  onHit(hit: Hit | undefined, place: Place | undefined): void;
}

/** Hands rest when nothing moved for this long. */
const REST_MS = 180;
/** So far apart lie the axis's marks at least. */
const TICK_PX = { wide: 92, narrow: 74 };

export class Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #ports: StagePorts;
  readonly #observer: ResizeObserver;
  readonly #stopGestures: () => void;
  #picture: Picture | undefined;
  #range: Range;
  #palette: Palette | undefined;
  #layout: Layout = layoutOf([], { width: 1, hasUtc: false });
  #spotlight: (Spot & { isFocus: boolean }) | undefined;
  #frame = 0;
  #resting: ReturnType<typeof setTimeout> | undefined;

  /** The canvas is as wide as what holds it, and as high as its rows need. */
  constructor(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, range: Range, ports: StagePorts) {
    this.#canvas = canvas;
    this.#context = context;
    this.#range = range;
    this.#ports = ports;
    this.#observer = new ResizeObserver(() => this.#resized());
    if (canvas.parentElement !== null) this.#observer.observe(canvas.parentElement);
    this.#stopGestures = watchGestures(canvas, {
      scale: () => this.#scale(),
      gutter: () => this.#layout.gutter,
      onHeld: (held) => this.#move(clamped(held, ports.now())),
      onZoom: (factor, about) => this.#move(zoomed(this.#range, factor, about, ports.now())),
      onPan: (pixels) => this.pan(momentAt(pixels, this.#scale()) - this.#range.from),
      onPoint: (point) => this.#pointAt(point),
      onTap: (point) => this.#pointAt(point),
    });
  }

  get range(): Range {
    return this.#range;
  }

  show(picture: Picture): void {
    this.#picture = picture;
    this.#measure();
    // What is pointed at may have become longer meanwhile, or be known better.
    if (this.#spotlight !== undefined) this.#pointTo(this.#spotlight, this.#spotlight.isFocus);
    this.#soon();
  }

  /** Shows a range that was chosen elsewhere, and where now is by now. Not while hands move it: they have the last word. */
  moveTo(range: Range): void {
    if (this.#resting !== undefined) return;
    const isOther = range.from !== this.#range.from || range.to !== this.#range.to;
    this.#range = range;
    if (isOther) this.#ports.onView(range, this.#layout.plotWidth);
    this.#soon();
  }

  pan(byMs: Ms): void {
    this.#move(panned(this.#range, byMs, this.#ports.now()));
  }

  /** About what keys or a pointer are at; else about now where that is the right edge, so that it stays there; else about the middle. */
  zoom(factor: number): void {
    const { from, to } = this.#range;
    const now = this.#ports.now();
    const at = this.#spotlight?.at;
    const inside = at !== undefined && at > from && at < to ? at : undefined;
    const about = isAtNow(this.#range, now) && this.#spotlight?.isFocus !== true ? to : (inside ?? (from + to) / 2);
    this.#move(zoomed(this.#range, factor, about, now));
  }

  /** Keys go to the row below or above; from nowhere, to the newest change of the first row or the last. */
  goToRow(by: 1 | -1): void {
    const rows = this.#layout.rows.length;
    const row = Math.min(rows - 1, Math.max(0, (this.#spotlight?.row ?? (by > 0 ? -1 : rows)) + by));
    const seen = this.#seen();
    const at = this.#spotlight?.at ?? (seen && stepFrom(seen, row, undefined, -1)?.at) ?? this.#range.to - 1;
    this.#focus({ row, at });
  }

  /** Keys go to the next change in the row or to the one before; false where there is none. */
  step(by: 1 | -1): boolean {
    const seen = this.#seen();
    const next = seen && stepFrom(seen, this.#spotlight?.row ?? 0, this.#spotlight?.at, by);
    if (next !== undefined) this.#focus(next);
    return next !== undefined;
  }

  /** Nothing is pointed at any more. */
  leave(): void {
    this.#point(undefined, false);
  }

  /** Colours have changed. */
  repaint(): void {
    this.#palette = undefined;
    this.#soon();
  }

  stop(): void {
    this.#stopGestures();
    this.#observer.disconnect();
    clearTimeout(this.#resting);
    cancelAnimationFrame(this.#frame);
  }

  // ---- moving -----------------------------------------------------------------------------------------------------------

  #move(range: Range): void {
    this.#range = range;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.#resting = undefined;
      this.#ports.onRested(this.#range);
    }, REST_MS);
    this.#ports.onView(range, this.#layout.plotWidth);
    if (this.#spotlight?.isFocus === false) this.leave();
    this.#soon();
  }

  #scale(): Scale {
    return { ...this.#range, width: this.#layout.plotWidth };
  }

  // ---- pointing ---------------------------------------------------------------------------------------------------------

  #seen(): Seen | undefined {
    if (this.#picture === undefined) return undefined;
    const { contents, observedUntil } = this.#picture;
    return { layout: this.#layout, contents, range: this.#range, observedUntil, now: this.#ports.now() };
  }

  #pointAt(point: { x: number; y: number } | undefined): void {
    const seen = this.#seen();
    const hit = seen && point && hitAt(seen, point.x, point.y);
    // What keys stand at stays until a pointer finds something else.
    if (hit !== undefined || this.#spotlight?.isFocus !== true) this.#point(hit, false);
  }

  #focus(spot: Spot): void {
    const { from, to } = this.#range;
    const half = (to - from) / 2;
    if (spot.at < from || spot.at >= to) this.#move(clamped({ from: spot.at - half, to: spot.at + half }, this.#ports.now()));
    this.#pointTo(spot, true);
  }

  /** Stays at the spot, whatever is found there. */
  #pointTo(spot: Spot, isFocus: boolean): void {
    const seen = this.#seen();
    this.#point(seen && hitOf(seen, spot), isFocus);
    this.#spotlight = { row: spot.row, at: spot.at, isFocus };
  }

  #point(hit: Hit | undefined, isFocus: boolean): void {
    const row = hit && this.#layout.rows[hit.row];
    this.#spotlight = hit && { row: hit.row, at: hit.at, isFocus };
    const x = hit && this.#layout.gutter + pixelOf(hit.at, this.#scale());
    this.#ports.onHit(hit, row && x !== undefined ? { x, top: row.top, bottom: row.top + row.height, isFocus } : undefined);
    this.#soon();
  }

  // ---- drawing ----------------------------------------------------------------------------------------------------------

  #measure(): void {
    const kinds = this.#picture?.contents.map((content) => ("lane" in content ? content.lane.kind : content.row)) ?? [];
    this.#layout = layoutOf(kinds, { width: this.#canvas.parentElement?.clientWidth ?? 1, hasUtc: this.#picture?.zone !== "UTC" });
  }

  #resized(): void {
    // Its height is our own doing.
    if (this.#canvas.parentElement?.clientWidth === this.#layout.width) return;
    this.#measure();
    this.#ports.onView(this.#range, this.#layout.plotWidth);
    // At once: setting a canvas's size has emptied it.
    this.#draw();
  }

  #soon(): void {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#frame = 0;
    const seen = this.#seen();
    if (seen === undefined || this.#picture === undefined) return;
    fit(this.#canvas, this.#context, this.#layout);
    this.#palette ??= paletteOf(document.documentElement, this.#context);
    const { zone, language } = this.#picture;
    const most = Math.floor(this.#layout.plotWidth / (this.#layout.isNarrow ? TICK_PX.narrow : TICK_PX.wide));
    const ticks = ticksFor(this.#range, { zone, language, most });
    drawTimeline(this.#context, this.#palette, { ...this.#picture, ...seen, ticks, spotlight: this.#spotlight });
  }
}

/** As many dots as the screen has. */
function fit(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, { width, height }: Layout): void {
  const ratio = globalThis.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  // Setting a size empties the canvas, even where it is the same.
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.setProperty("height", `${height}px`);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}
