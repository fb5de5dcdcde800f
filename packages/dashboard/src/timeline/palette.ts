/** The page's colours, as canvas needs them: read once a theme from the custom properties of `style/tokens.css`. */
import { drawTile, type Texture, TILE_PX } from "./texture.ts";

/** How much of the other shade a texture puts over its colour. */
const TEXTURE_ALPHA = 0.42;

export interface Palette {
  /** Of a custom property such as `--role-dark`. */
  colour(variable: string): string;
  /** A texture to be laid over that colour; undefined where there is none to lay. */
  texture(texture: Texture): CanvasPattern | undefined;
  /** Thin strokes in that colour over what is below: something is missing here. */
  hatch(variable: string): CanvasPattern | undefined;
  /** A font of this size, in the page's family. */
  font(size: number, weight?: number): string;
  /** The width of a text in a font, in pixels. */
  widthOf(text: string, font: string): number;
}

/** `root`: the element that has the theme's properties. Make a new one whenever the theme changes. */
export function paletteOf(root: Element, context: CanvasRenderingContext2D): Palette {
  const style = getComputedStyle(root);
  const family = style.getPropertyValue("--sans").trim() || "sans-serif";
  const colour = kept((variable: string) => style.getPropertyValue(variable).trim());
  const tile = (texture: Texture | "hatch", shade: string, alpha: number) => {
    const canvas = document.createElement("canvas");
    canvas.width = TILE_PX;
    canvas.height = TILE_PX;
    const inner = canvas.getContext("2d");
    if (inner === null) return undefined;
    inner.fillStyle = shade;
    inner.strokeStyle = shade;
    inner.globalAlpha = alpha;
    drawTile(inner, texture);
    return context.createPattern(canvas, "repeat") ?? undefined;
  };
  return {
    colour,
    texture: kept((texture) =>
      texture === "plain" || texture === "hollow" ? undefined : tile(texture, colour("--ground"), TEXTURE_ALPHA),
    ),
    hatch: kept((variable) => tile("hatch", colour(variable), 1)),
    font: (size, weight = 400) => `${weight} ${size}px ${family}`,
    widthOf: (text, font) => widthIn(context, text, font),
  };
}

const widths = new Map<string, number>();
/** Names, states and times: far below this; it only bounds what a page open for weeks keeps. */
const MOST_WIDTHS = 5_000;

function widthIn(context: CanvasRenderingContext2D, text: string, font: string): number {
  const key = `${font} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size >= MOST_WIDTHS) widths.clear();
  context.font = font;
  const { width } = context.measureText(text);
  widths.set(key, width);
  return width;
}

function kept<K, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (known.has(key)) return known.get(key) as V;
    const value = make(key);
    known.set(key, value);
    return value;
  };
}
