/**
 * Wheel, mouse and fingers on the timeline: each finger holds the moment it was put on. By the browser's own pointer events: d3-zoom is 18 KiB
 * of a page that may have 60, and keeps a page from being scrolled by a finger that begins on the timeline.
 */
import type { Ms } from "@flipwatch/core/time";
import { LONGEST_MS, type Range, SHORTEST_MS } from "./range.ts";
import { momentAt, type Scale } from "./runs.ts";

/** A finger, in pixels from the plot's edge, and the moment that it holds. */
export interface Grip {
  x: number;
  at: Ms;
}

/** The range in which the moments held lie under their fingers: one finger moves it, two also stretch it. More than two count as two. */
export function heldBy([first, second]: readonly Grip[], scale: Scale): Range {
  if (first === undefined) return { from: scale.from, to: scale.to };
  const msPerPixel = second === undefined ? undefined : (second.at - first.at) / (second.x - first.x);
  // Fingers that touch or have crossed hold no length; they move it, as one finger does.
  const usable = msPerPixel !== undefined && msPerPixel > 0 && Number.isFinite(msPerPixel);
  const length = usable ? msPerPixel * scale.width : scale.to - scale.from;
  const from = first.at - (first.x / scale.width) * length;
  return { from, to: from + length };
}

/** What a turn of the wheel means, as a wheel event states it. */
export interface Turn {
  deltaX: number;
  deltaY: number;
  /** 0 pixels, 1 lines, 2 pages. */
  deltaMode: number;
  shiftKey: boolean;
  /** Set for a pinch on a touchpad. */
  ctrlKey: boolean;
}

export type Turned = { kind: "zoom"; factor: number } | { kind: "pan"; pixels: number };

const MODE_PIXELS = [1, 20, 400];

/** Up zooms in; sideways, or with Shift, pans. */
export function turned({ deltaX, deltaY, deltaMode, shiftKey, ctrlKey }: Turn): Turned {
  const pixels = MODE_PIXELS[deltaMode] ?? 1;
  if (shiftKey || Math.abs(deltaX) > Math.abs(deltaY)) return { kind: "pan", pixels: (deltaX === 0 ? deltaY : deltaX) * pixels };
  return { kind: "zoom", factor: 2 ** (deltaY * pixels * (ctrlKey ? 0.02 : 0.003)) };
}

/** A finger or mouse that moved no further than this has tapped. */
const TAP_PX = 5;

export interface GesturePorts {
  /** What is shown now, over so many pixels. */
  scale(): Scale;
  /** From the element's edge to the plot's. */
  gutter(): number;
  /** Somebody moves: to be drawn at once. */
  onHeld(range: Range): void;
  onZoom(factor: number, about: Ms): void;
  onPan(pixels: number): void;
  /** In pixels from the element's corner; undefined when the pointer has left. */
  onPoint(point: { x: number; y: number } | undefined): void;
  /** A tap, or a click that moved nothing. */
  onTap(point: { x: number; y: number }): void;
}

/** Listens until what it gives is called. The element wants `touch-action: pan-y` in its style: up and down is the page's. */
export function watchGestures(element: HTMLElement, ports: GesturePorts): () => void {
  const stop = new AbortController();
  const grips = new Map<number, Grip>();
  const { signal } = stop;
  let travelled = 0;
  const pointOf = ({ clientX, clientY }: MouseEvent) => {
    const box = element.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  };
  const gripAt = (event: MouseEvent): Grip => {
    const x = pointOf(event).x - ports.gutter();
    return { x, at: momentAt(x, ports.scale()) };
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    if (grips.size === 0) travelled = 0;
    grips.set(event.pointerId, gripAt(event));
    element.setPointerCapture(event.pointerId);
  };
  const moved = (event: PointerEvent) => {
    const grip = grips.get(event.pointerId);
    if (grip === undefined) {
      if (event.pointerType !== "touch") ports.onPoint(pointOf(event));
      return;
    }
    const { x } = gripAt(event);
    travelled += Math.abs(x - grip.x);
    grips.set(event.pointerId, { x, at: grip.at });
    if (travelled > TAP_PX) ports.onHeld(heldBy([...grips.values()], ports.scale()));
  };
  const up = (event: PointerEvent) => {
    if (!grips.delete(event.pointerId)) return;
    // Whoever lifts one of two fingers goes on with the other from where it is.
    for (const [id, { x }] of grips) grips.set(id, { x, at: momentAt(x, ports.scale()) });
    if (grips.size === 0 && travelled <= TAP_PX && event.type === "pointerup") ports.onTap(pointOf(event));
  };
  const wheel = (event: WheelEvent) => {
    const turn = turned(event);
    // At the end of its zoom the timeline lets the page scroll.
    if (turn.kind === "zoom" && !canZoom(ports.scale(), turn.factor)) return;
    event.preventDefault();
    if (turn.kind === "pan") ports.onPan(turn.pixels);
    else ports.onZoom(turn.factor, gripAt(event).at);
  };
  element.addEventListener("pointerdown", down, { signal });
  element.addEventListener("pointermove", moved, { signal });
  for (const name of ["pointerup", "pointercancel"] as const) element.addEventListener(name, up, { signal });
  // A finger that is lifted has left too, but what it tapped stays to be read.
  element.addEventListener("pointerleave", ({ pointerType }) => pointerType !== "touch" && ports.onPoint(undefined), { signal });
  element.addEventListener("wheel", wheel, { signal, passive: false });
  element.addEventListener("dblclick", (event) => ports.onZoom(event.shiftKey ? 3 : 1 / 3, gripAt(event).at), { signal });
  return () => stop.abort();
}

function canZoom({ from, to }: Range, factor: number): boolean {
  const length = to - from;
  return factor > 1 ? length < LONGEST_MS : length > SHORTEST_MS;
}
