/** Paints an incident's picture and gives it as a PNG. Always dark on white: it goes into documents. Text is wrapped, never cut. */
import type { Block } from "./picture.ts";

const WIDTH = 1_100;
const EDGE = 40;
const INNER = WIDTH - 2 * EDGE;
/** Sharp on dense screens and in print. */
const SCALE = 2;
/** The columns of the phases: their names, the bars, the times. */
const BAR_FROM = 200;
const BAR_TO = 760;
const AT_WIDTH = 170;

const colours = { ground: "#ffffff", text: "#16191d", soft: "#4d5662", line: "#dfe3e8", bar: "#0b62b8", expected: "#a05c00" };
const styles = {
  title: { size: 26, weight: 650, above: 0, colour: colours.text },
  heading: { size: 17, weight: 650, above: 18, colour: colours.text },
  text: { size: 16, weight: 400, above: 4, colour: colours.text },
  row: { size: 15, weight: 400, above: 4, colour: colours.text },
  expected: { size: 14, weight: 400, above: 2, colour: colours.soft },
  soft: { size: 14, weight: 400, above: 6, colour: colours.soft },
  bars: { size: 14, weight: 400, above: 4, colour: colours.text },
} as const satisfies Record<Block["kind"], unknown>;

/** Null where the browser can't. */
export function paint(blocks: readonly Block[]): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (context === null) return Promise.resolve(null);
  const height = paintOn(context, blocks, false) + EDGE;
  canvas.width = WIDTH * SCALE;
  canvas.height = height * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, WIDTH, height);
  paintOn(context, blocks, true);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** Its height; the first time round only that. */
function paintOn(context: CanvasRenderingContext2D, blocks: readonly Block[], isReal: boolean): number {
  let y = EDGE;
  for (const block of blocks) {
    const { size, weight, above, colour } = styles[block.kind];
    const line = Math.round(size * 1.5);
    context.font = `${weight} ${size}px system-ui, sans-serif`;
    context.textBaseline = "middle";
    y += above;
    const write = (text: string, x: number, fill: string = colour) => {
      context.fillStyle = fill;
      if (isReal) context.fillText(text, x, y + line / 2);
    };
    if (block.kind === "bars") {
      y = paintBars(context, block, { y, line, isReal });
      continue;
    }
    const x = block.kind === "row" ? AT_WIDTH : block.kind === "expected" ? 10 : 0;
    if (block.kind === "row") write(block.at, EDGE, colours.soft);
    if (block.kind === "expected" && isReal) {
      context.fillStyle = colours.expected;
      context.fillRect(EDGE, y + 3, 3, line - 6);
    }
    for (const part of wrapped(block.text, INNER - x, (text) => context.measureText(text).width)) {
      write(part, EDGE + x);
      y += line;
    }
  }
  return y;
}

function paintBars(
  context: CanvasRenderingContext2D,
  { list: { bars, expected } }: Extract<Block, { kind: "bars" }>,
  { y: top, line, isReal }: { y: number; line: number; isReal: boolean },
): number {
  const height = top + bars.length * line;
  if (!isReal) return height;
  const at = (share: number) => EDGE + BAR_FROM + share * (BAR_TO - BAR_FROM);
  const fill = (colour: string, x: number, y: number, width: number, tall: number) => {
    context.fillStyle = colour;
    context.fillRect(x, y, width, tall);
  };
  for (const [index, { name, text, start, end }] of bars.entries()) {
    const middle = top + (index + 0.5) * line;
    context.fillStyle = styles.bars.colour;
    context.fillText(name, EDGE, middle, BAR_FROM - 12);
    context.fillText(text, EDGE + BAR_TO + 16, middle, INNER - BAR_TO - 16);
    fill(colours.line, at(0), middle, BAR_TO - BAR_FROM, 1);
    fill(colours.bar, at(start), middle - 4, Math.max(6, at(end) - at(start)), 8);
  }
  if (expected !== undefined) fill(colours.expected, at(expected), top, 2, bars.length * line);
  return height;
}

/** Lines no wider than that, broken between words, and inside one that is too long by itself. */
export function wrapped(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<=\s)/)) {
    if (line !== "" && widthOf(line + word.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word;
    while (widthOf(line.trimEnd()) > width && line.length > 1) {
      let fits = line.length - 1;
      while (fits > 1 && widthOf(line.slice(0, fits)) > width) fits -= 1;
      lines.push(line.slice(0, fits));
      line = line.slice(fits);
    }
  }
  return [...lines, line.trimEnd()];
}
