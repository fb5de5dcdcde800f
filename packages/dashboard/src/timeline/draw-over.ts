/** Draws what lies over all rows: where nothing was observed, now, the moment a link points at, and what is pointed at. */
import type { Brush } from "./draw.ts";
import { pixelOf, runAt, runsOf } from "./runs.ts";

/** From the last that was heard until now; what is to come is left empty. */
export function drawUnobserved({ context, palette, scene, sight }: Brush): void {
  const { layout, observedUntil, now, words } = scene;
  const part = sight({ from: observedUntil, to: now });
  if (observedUntil >= now || part === undefined) return;
  const { left, width } = part;
  const rows = layout.rows.filter(({ kind }) => kind !== "told" && kind !== "done");
  for (const { top, height } of rows) {
    context.fillStyle = palette.hatch("--text-faint") ?? palette.colour("--line-strong");
    context.fillRect(left, top, width, height);
  }
  const [first] = rows;
  const font = palette.font(12, 600);
  const wordWidth = palette.widthOf(words.unobserved, font);
  if (first === undefined || width < wordWidth + 16) return;
  const middle = first.top + first.height / 2;
  context.fillStyle = palette.colour("--ground");
  context.fillRect(left + 4, middle - 9, wordWidth + 10, 18);
  context.font = font;
  context.textAlign = "left";
  context.fillStyle = palette.colour("--text-soft");
  context.fillText(words.unobserved, left + 9, Math.round(middle + 4));
}

export function drawMoments(brush: Brush): void {
  const { scene } = brush;
  if (isInside(scene.now, scene.range)) drawNow(brush);
  if (scene.mark !== undefined && isInside(scene.mark, scene.range)) drawPin(brush, scene.mark);
}

function isInside(at: number, { from, to }: { from: number; to: number }): boolean {
  return from <= at && at <= to;
}

function drawLine({ context, palette, scene: { layout }, x }: Brush, at: number, variable: string, dashes: number[]): void {
  context.strokeStyle = palette.colour(variable);
  context.lineWidth = 1.5;
  context.setLineDash(dashes);
  context.beginPath();
  context.moveTo(x(at) + 0.5, layout.axisHeight);
  context.lineTo(x(at) + 0.5, layout.height);
  context.stroke();
  context.setLineDash([]);
}

function drawNow(brush: Brush): void {
  const { context, palette, scene, x } = brush;
  const { now, words, layout } = scene;
  drawLine(brush, now, "--text", []);
  const font = palette.font(11, 600);
  const left = x(now) + 4;
  if (left + palette.widthOf(words.now, font) > layout.width) return;
  context.font = font;
  context.textAlign = "left";
  context.fillStyle = palette.colour("--text");
  context.fillText(words.now, left, layout.height - 4);
}

/** A dashed line with a head, unlike any other. */
function drawPin(brush: Brush, at: number): void {
  const { context, palette, scene, x } = brush;
  drawLine(brush, at, "--accent", [4, 3]);
  const top = scene.layout.axisHeight;
  context.fillStyle = palette.colour("--accent");
  context.beginPath();
  context.moveTo(x(at) - 6, top);
  context.lineTo(x(at) + 7, top);
  context.lineTo(x(at) + 0.5, top + 8);
  context.closePath();
  context.fill();
}

/** A line through all rows at the moment, and a frame around what is there. */
export function drawSpotlight(brush: Brush): void {
  const { context, palette, scene, scale, x } = brush;
  const { spotlight, layout, contents } = scene;
  if (spotlight === undefined || !isInside(spotlight.at, scene.range)) return;
  const row = layout.rows[spotlight.row];
  const content = contents[spotlight.row];
  if (row === undefined || content === undefined) return;
  if (!spotlight.isFocus) {
    context.fillStyle = palette.colour("--line-strong");
    context.fillRect(x(spotlight.at), layout.axisHeight, 1, layout.height - layout.axisHeight);
  }
  const run = "lane" in content ? runAt(runsOf(content.strip, scale), pixelOf(spotlight.at, scale)) : undefined;
  const [left, right] =
    run === undefined ? [x(spotlight.at) - 9, x(spotlight.at) + 9] : [layout.gutter + run.left, layout.gutter + run.right];
  if (run === undefined && "lane" in content) return;
  context.strokeStyle = palette.colour(spotlight.isFocus ? "--focus" : "--text");
  context.lineWidth = spotlight.isFocus ? 2.5 : 1.5;
  context.strokeRect(Math.round(left) - 1, row.top - 1, Math.max(3, Math.round(right - left) + 2), row.height + 2);
}
