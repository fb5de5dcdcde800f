/**
 * Which rows of a long list are in the page: those near what the viewer sees, and the one that has the focus, wherever that is. They come and go by
 * blocks: with each of them on its own, all others would be styled, laid out and painted with it.
 */
import { useLayoutEffect, useState } from "preact/hooks";

export interface RowRange {
  first: number;
  /** Exclusive. */
  end: number;
}

/** Rows beyond either edge: enough for the next turn of the wheel, and for Tab to find the next row. */
const BEYOND = 8;
/** Rows of a block. More of them are too much for one frame, fewer are drawn too often. */
export const BLOCK = 4;

/** The rows to draw of `count`, each `rowPx` high, where the list begins at `topPx` of what is seen (negative once scrolled). */
export function rowsAt({ topPx, heightPx, rowPx, count }: { topPx: number; heightPx: number; rowPx: number; count: number }): RowRange {
  const firstSeen = Math.floor(-topPx / rowPx / BLOCK) * BLOCK;
  const lastSeen = Math.ceil((heightPx - topPx) / rowPx / BLOCK) * BLOCK;
  const first = Math.min(Math.max(0, firstSeen - BEYOND), Math.max(0, count - 1));
  return { first, end: Math.min(count, Math.max(lastSeen + BEYOND, first)) };
}

/** The numbers of the blocks that hold these rows, in order, with the focused row's among them; -1: none. */
export function drawnBlocks({ first, end }: RowRange, focused: number): number[] {
  const firstBlock = Math.floor(first / BLOCK);
  const blocks = Array.from({ length: Math.ceil(end / BLOCK) - firstBlock }, (_, index) => firstBlock + index);
  const held = Math.floor(focused / BLOCK);
  if (focused < 0 || blocks.includes(held)) return blocks;
  return held < firstBlock ? [held, ...blocks] : [...blocks, held];
}

/** The range of a list that scrolls with the page, and whose last row is at the end of `list`. */
export function useRowRange(list: { current: HTMLElement | null }, count: number, rowPx: number): RowRange {
  const [range, setRange] = useState<RowRange>({ first: 0, end: 0 });
  useLayoutEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      const topPx = (list.current?.getBoundingClientRect().bottom ?? 0) - count * rowPx;
      const next = rowsAt({ topPx, heightPx: innerHeight, rowPx, count });
      setRange((now) => (now.first === next.first && now.end === next.end ? now : next));
    };
    const moved = () => {
      if (frame === 0) frame = requestAnimationFrame(measure);
    };
    measure();
    addEventListener("scroll", moved, { passive: true });
    addEventListener("resize", moved);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("scroll", moved);
      removeEventListener("resize", moved);
    };
  }, [list, count, rowPx]);
  return range;
}
