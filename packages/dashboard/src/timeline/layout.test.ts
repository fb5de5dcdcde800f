import { describe, expect, it } from "vitest";
import { layoutOf, type RowKind, rowAt } from "./layout.ts";

const kinds: RowKind[] = ["role", "region", "region", "region", "view", "health", "health", "told", "done"];
const wide = layoutOf(kinds, { width: 1_200, hasUtc: true });
const narrow = layoutOf(kinds, { width: 344, hasUtc: true });

describe("the layout", () => {
  it.each([
    ["wide", wide],
    ["narrow", narrow],
  ])("of a %s screen has all rows in order, none over another, all within its height", (_name, { rows, height, axisHeight }) => {
    expect(rows.map(({ kind }) => kind)).toEqual(kinds);
    for (const [index, row] of rows.entries()) {
      const before = rows[index - 1];
      expect(row.top).toBeGreaterThan(before === undefined ? axisHeight : before.top + before.height);
      expect(row.top + row.height).toBeLessThan(height);
    }
  });

  it("heads each group once, above its first row", () => {
    expect(wide.heads.map(({ group }) => group)).toEqual(["regions", "views", "health", "events"]);
    for (const [index, first] of [1, 4, 5, 7].entries()) expect(wide.heads[index]?.baseline).toBeLessThan(wide.rows[first]?.top ?? 0);
  });

  it("leaves names room at the left, or above where it is narrow", () => {
    expect(wide.gutter).toBeGreaterThan(100);
    expect(wide.gutter + wide.plotWidth).toBeLessThanOrEqual(1_200);
    expect(narrow.gutter).toBe(0);
    expect(narrow.plotWidth).toBeGreaterThan(330);
    for (const row of narrow.rows) expect(row.label).toBeLessThan(row.top);
    for (const row of wide.rows) expect(row.label).toBeLessThan(row.top + row.height);
  });

  it("is lower without a line for UTC", () => {
    expect(layoutOf(kinds, { width: 1_200, hasUtc: false }).height).toBeLessThan(wide.height);
  });

  it("stands on any screen, and even without one", () => {
    expect(layoutOf(kinds, { width: 0, hasUtc: true }).plotWidth).toBe(1);
    expect(layoutOf([], { width: 400, hasUtc: true }).rows).toEqual([]);
  });

  it.each([
    ["wide", wide],
    ["narrow", narrow],
  ])("finds each row of a %s screen by a height within it, and none on the axis", (_name, layout) => {
    for (const [index, { top, height }] of layout.rows.entries()) {
      expect(rowAt(layout, top)).toBe(index);
      expect(rowAt(layout, top + height - 1)).toBe(index);
    }
    expect(rowAt(layout, 3)).toBeUndefined();
    expect(rowAt(layout, layout.height + 50)).toBeUndefined();
  });

  it("takes a row's name for the row where it is narrow", () => {
    expect(rowAt(narrow, narrow.rows[2]?.label ?? 0)).toBe(2);
  });
});
