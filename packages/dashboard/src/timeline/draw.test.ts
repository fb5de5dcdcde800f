import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawTimeline, fitted, type Scene } from "./draw.ts";
import { layoutOf, type RowKind } from "./layout.ts";
import type { Palette } from "./palette.ts";
import { rowsOf } from "./rows.ts";
import { drawnWords } from "./said.ts";
import { sampleWindow } from "./sample.ts";
import { ticksFor } from "./ticks.ts";

const to = 1_795_345_200_000;
const DAY = 86_400_000;

interface Drawn {
  rects: { x: number; y: number; width: number; height: number }[];
  texts: { text: string; x: number; y: number }[];
}

/** A context that writes down what is drawn, as far as these tests look at it. */
function recorder(): { context: CanvasRenderingContext2D; drawn: Drawn } {
  const drawn: Drawn = { rects: [], texts: [] };
  const nothing = () => {};
  const own: Record<string, unknown> = {
    fillRect: (x: number, y: number, width: number, height: number) => drawn.rects.push({ x, y, width, height }),
    fillText: (text: string, x: number, y: number) => drawn.texts.push({ text, x, y }),
  };
  const context = new Proxy(own, { get: (target, name) => target[String(name)] ?? nothing, set: () => true });
  return { context: context as unknown as CanvasRenderingContext2D, drawn };
}

/** Every letter is six pixels wide. */
const palette: Palette = {
  colour: (variable) => variable,
  texture: () => undefined,
  hatch: () => undefined,
  font: (size) => `${size}px`,
  widthOf: (text) => text.length * 6,
};

function sceneOf(segments: number, range: { from: number; to: number }, more: Partial<Scene> & { width?: number } = {}): Scene {
  const window = sampleWindow({ seed: 3, segments, to });
  const contents = rowsOf(window, { primary: true, secondary: true });
  const kinds: RowKind[] = contents.map((content) => ("lane" in content ? content.lane.kind : content.row));
  const layout = layoutOf(kinds, { width: more.width ?? 1_200, hasUtc: true });
  const ticks = ticksFor(range, { zone: "Asia/Seoul", language: "en-GB", most: 10 });
  const words = drawnWords("Asia/Seoul", to);
  return { layout, contents, range, ticks, words, spans: [], observedUntil: to, now: to, ttlUnitMs: 1_000, ...more };
}

function draw(scene: Scene): Drawn {
  const { context, drawn } = recorder();
  drawTimeline(context, palette, scene);
  return drawn;
}

const path = globalThis.Path2D;
beforeAll(() => {
  globalThis.Path2D = class {} as typeof Path2D;
});
afterAll(() => {
  globalThis.Path2D = path;
});

describe("the drawing", () => {
  it("draws no more than the screen can show, however much there is", () => {
    const scene = sceneOf(3_000, { from: to - 90 * DAY, to });
    const { rects } = draw(scene);
    const lanes = scene.contents.length;
    // At most two runs a pixel and lane, each of a few rectangles.
    expect(rects.length).toBeLessThan(scene.layout.plotWidth * lanes * 6);
    expect(rects.length).toBeGreaterThan(lanes * 100);
  });

  it("draws only what is in sight", () => {
    const scene = sceneOf(500, { from: to - DAY, to });
    const { gutter, plotWidth, height } = scene.layout;
    for (const rect of draw(scene).rects) {
      expect(rect.x + rect.width).toBeGreaterThan(gutter - 2);
      expect(rect.x).toBeLessThanOrEqual(gutter + plotWidth + 1);
      expect(rect.y + rect.height).toBeLessThanOrEqual(height + 1);
    }
  });

  it("writes each row's name, each group's heading, and both zones", () => {
    const texts = draw(sceneOf(4, { from: to - 90 * DAY, to })).texts.map(({ text }) => text);
    for (const text of ["Role", "eu-central-1", "Primary’s check", "Alerts", "Other events", "Health checks", "GMT+9", "UTC"]) {
      expect(texts).toContain(text);
    }
  });

  it("writes the word of a state that is wide enough", () => {
    const texts = draw(sceneOf(4, { from: to - 90 * DAY, to })).texts.map(({ text }) => text);
    expect(texts).toContain("primary");
    expect(texts.some((text) => /^healthy \d+ %$/.test(text))).toBe(true);
  });

  it("says where nothing was observed, up to now and no further", () => {
    const scene = sceneOf(4, { from: to - 10 * DAY, to }, { observedUntil: to - 5 * DAY, now: to - 2 * DAY });
    const { rects, texts } = draw(scene);
    expect(texts.map(({ text }) => text)).toContain("not observed");
    const [role] = scene.layout.rows;
    const hatched = rects.filter(({ x, y, height }) => y === role?.top && height === role.height && x > scene.layout.gutter + 100);
    const share = (at: number) => scene.layout.gutter + ((at - scene.range.from) / (10 * DAY)) * scene.layout.plotWidth;
    expect(hatched.map(({ x, width }) => [x, x + width])).toContainEqual([
      Math.round(share(to - 5 * DAY)),
      Math.round(share(to - 2 * DAY)),
    ]);
  });

  it("keeps the axis's texts apart from the zones' names and within the width, also on a phone", () => {
    const scene = sceneOf(4, { from: to - DAY, to }, { width: 344 });
    const axis = draw(scene).texts.filter((each) => each.y < scene.layout.axisHeight);
    for (const [index, { text, x, y }] of axis.entries()) {
      const before = axis.slice(0, index).findLast((each) => each.y === y && each.x > 0);
      if (before !== undefined) expect(x, text).toBeGreaterThan(before.x + before.text.length * 6);
    }
    for (const { text, x, y } of draw(scene).texts.filter((each) => each.y < scene.layout.axisHeight)) {
      expect(x + text.length * 6).toBeLessThanOrEqual(344);
      if (x > 0) expect(x, `${text} at ${y}`).toBeGreaterThan(5 * 6);
    }
  });
});

describe("a text without room", () => {
  it.each([
    ["eu-central-1", 100, "eu-central-1"],
    ["eu-central-1", 48, "eu-cent…"],
    ["eu-central-1", 5, ""],
  ])("%s in %i pixels is %s", (text, room, expected) => {
    expect(fitted(palette, text, "", room)).toBe(expected);
  });
});
