/** Which rows of a long list are in the page: those near what the viewer sees, and the one that has the focus, wherever that is. */
import { useLayoutEffect, useState } from "preact/hooks";

export interface RowRange {
  first: number;
  /** Exclusive. */
  end: number;
}

/** Rows beyond either edge: enough for the next turn of the wheel, and for Tab to find the next row. */
const BEYOND = 8;
/** The range moves by so many rows at once, so that scrolling draws only now and then. */
const STEP = 6;

/** The rows to draw of `count`, each `rowPx` high, where the list begins at `topPx` of what is seen (negative once scrolled). */
export function rowsAt({ topPx, heightPx, rowPx, count }: { topPx: number; heightPx: number; rowPx: number; count: number }): RowRange {
  const firstSeen = Math.floor(-topPx / rowPx / STEP) * STEP;
  const lastSeen = Math.ceil((heightPx - topPx) / rowPx / STEP) * STEP;
  const first = Math.min(Math.max(0, firstSeen - BEYOND), Math.max(0, count - 1));
  return { first, end: Math.min(count, Math.max(lastSeen + BEYOND, first)) };
}

/** Indexes in order, with the focused one among them; -1: none. */
export function drawnRows({ first, end }: RowRange, focused: number): number[] {
  const rows = Array.from({ length: end - first }, (_, index) => first + index);
  if (focused < 0 || (focused >= first && focused < end)) return rows;
  return focused < first ? [focused, ...rows] : [...rows, focused];
}

/** The range of a list that scrolls with the page. */
export function useRowRange(list: { current: HTMLElement | null }, count: number, rowPx: number): RowRange {
  const [range, setRange] = useState<RowRange>({ first: 0, end: 0 });
  useLayoutEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      const topPx = list.current?.getBoundingClientRect().top ?? 0;
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
