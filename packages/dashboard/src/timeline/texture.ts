/** Which texture a state has beside its colour, so that two states of one lane differ even where colours can't be told apart. */
import type { LaneState } from "./lanes.ts";

export type Texture = "plain" | "slashes" | "bars" | "checks" | "dots" | "hollow";

const textures: Readonly<Record<LaneState, Texture>> = {
  primary: "plain",
  healthy: "plain",
  secondary: "slashes",
  split: "bars",
  mixed: "bars",
  stray: "checks",
  dark: "plain",
  failed: "plain",
  unhealthy: "plain",
  empty: "hollow",
  unknown: "dots",
  ambiguous: "dots",
  unobserved: "dots",
};

export function textureOf(state: LaneState): Texture {
  return textures[state];
}

/** One tile's side, in pixels. */
export const TILE_PX = 8;

/** Draws a tile of a texture that repeats without a seam. */
export function drawTile(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, texture: Texture | "hatch"): void {
  const size = TILE_PX;
  context.beginPath();
  switch (texture) {
    case "plain":
    case "hollow":
      return;
    case "dots":
      context.rect(1, 1, 2, 2);
      context.rect(5, 5, 2, 2);
      context.fill();
      return;
    case "checks":
      context.rect(0, 0, size / 2, size / 2);
      context.rect(size / 2, size / 2, size / 2, size / 2);
      context.fill();
      return;
    case "bars":
      context.rect(0, 0, 2, size);
      context.rect(size / 2, 0, 2, size);
      context.fill();
      return;
    case "slashes":
    case "hatch":
      context.lineWidth = texture === "hatch" ? 1 : 2.5;
      for (const shift of [-size, 0, size]) {
        context.moveTo(shift - 1, size + 1);
        context.lineTo(shift + size + 1, -1);
      }
      context.stroke();
  }
}
