import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowAfter } from "./pair-list.tsx";
import { BLOCK, drawnBlocks, rowsAt } from "./windowed.ts";

describe("the rows in the page", () => {
  it("hold every row in sight, are few, and stay within the list, wherever it is scrolled to", () => {
    const list = fc.record({
      topPx: fc.integer({ min: -2_000_000, max: 2_000 }),
      heightPx: fc.integer({ min: 1, max: 4_000 }),
      rowPx: fc.integer({ min: 20, max: 200 }),
      count: fc.integer({ min: 0, max: 10_000 }),
    });
    fc.assert(
      fc.property(list, (asked) => {
        const { first, end } = rowsAt(asked);
        const { topPx, heightPx, rowPx, count } = asked;
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        expect(end - first).toBeLessThanOrEqual(Math.ceil(heightPx / rowPx) + 40);
        for (let row = Math.max(0, Math.floor(-topPx / rowPx)); row < count && topPx + row * rowPx < heightPx; row += 1) {
          if (topPx + (row + 1) * rowPx <= 0) continue;
          expect(row >= first && row < end, `row ${row}`).toBe(true);
        }
      }),
    );
  });

  it("stay the same while the list moves by a row", () => {
    const at = (topPx: number) => rowsAt({ topPx, heightPx: 800, rowPx: 40, count: 2_000 });
    expect(at(-40_010)).toEqual(at(-40_050));
  });

  it.each<[string, number, number[]]>([
    ["none has the focus", -1, [1, 2, 3]],
    ["it is in sight", 9, [1, 2, 3]],
    ["it was scrolled away above", 3, [0, 1, 2, 3]],
    ["it was scrolled away below", 90, [1, 2, 3, 22]],
  ])("hold the one with the focus: %s", (_name, focused, expected) => {
    expect(BLOCK).toBe(4);
    expect(drawnBlocks({ first: 4, end: 16 }, focused)).toEqual(expected);
  });

  it("are those of whole blocks, wherever the first and the last are", () => {
    const range = fc.tuple(fc.nat(5_000), fc.nat(60)).map(([first, rows]) => ({ first, end: first + rows }));
    fc.assert(
      fc.property(range, ({ first, end }) => {
        const rows = drawnBlocks({ first, end }, -1).flatMap((block) => Array.from({ length: BLOCK }, (_, row) => block * BLOCK + row));
        for (let row = first; row < end; row += 1) expect(rows).toContain(row);
        expect(rows.length).toBeLessThan(end - first + 2 * BLOCK);
        expect(rows).toEqual(rows.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe("a key in the list", () => {
  const press = (key: string, row: number, rest = {}) =>
    rowAfter({ key, altKey: false, ctrlKey: false, metaKey: false, ...rest }, row, 100);

  it.each<[string, number, number | undefined]>([
    ["ArrowDown", 3, 4],
    ["ArrowDown", 99, 99],
    ["ArrowUp", 0, 0],
    ["PageDown", 95, 99],
    ["PageUp", 50, 40],
    ["Home", 50, 0],
    ["End", 50, 99],
    ["Enter", 50, undefined],
    ["ArrowDown", -1, undefined],
  ])("%s on row %i leads to %s", (key, row, expected) => {
    expect(press(key, row)).toBe(expected);
  });

  it("is the browser's with a modifier", () => {
    expect(press("ArrowUp", 3, { altKey: true })).toBeUndefined();
    expect(press("End", 3, { metaKey: true })).toBeUndefined();
  });
});
