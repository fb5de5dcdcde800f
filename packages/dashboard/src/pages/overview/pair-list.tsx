/** The list of pairs, of which only the rows that can be seen are in the page. Tab goes from pair to pair, and so do the arrow keys. */

import type { Ms } from "@flipwatch/core/time";
import type { StripsReply } from "@flipwatch/functions/api/strips";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useMatches } from "../../look/use-matches.ts";
import { pure } from "../../parts/pure.ts";
import { go } from "../../place.ts";
import { pathOf } from "../../route.ts";
import { say } from "../../words/words.ts";
import { PairRow } from "./pair-row.tsx";
import type { WatchedPair } from "./watched-pair.ts";
import { BLOCK, drawnBlocks, useRowRange } from "./windowed.ts";

/** Heights of a row, in pixels: `overview.css` fills them. */
const LINE_PX = 38;
const CARD_PX = 108;
const NARROW = "(max-width: 859px)";

export interface PairListProps {
  pairs: readonly WatchedPair[];
  regions: readonly string[];
  strips: StripsReply | undefined;
  window: { from: Ms; to: Ms };
}

export function PairList({ pairs, regions, strips, window }: PairListProps) {
  const table = useRef<HTMLTableElement>(null);
  const rowPx = useMatches(NARROW) ? CARD_PX : LINE_PX;
  const range = useRowRange(table, pairs.length, rowPx);
  const { focused, keys } = useRowFocus(table, pairs);
  const look = { "--row": `${rowPx}px`, height: `calc(var(--head) + ${pairs.length * rowPx}px)` };
  return (
    <table ref={table} class="pairs" aria-rowcount={pairs.length + 1} aria-label={say("overview.title")} style={look} {...keys}>
      <Head />
      {drawnBlocks(range, focused).map((block) => (
        <Block key={block} {...{ pairs, regions, strips, window, block, rowPx }} />
      ))}
    </table>
  );
}

/** Rows that come and go together. */
const Block = pure(({ pairs, block, rowPx, ...shown }: PairListProps & { block: number; rowPx: number }) => {
  const first = block * BLOCK;
  return (
    <tbody style={{ top: `calc(var(--head) + ${first * rowPx}px)` }}>
      {pairs.slice(first, first + BLOCK).map((pair, row) => (
        <PairRow key={pair.id} {...{ pair, ...shown, index: first + row }} />
      ))}
    </tbody>
  );
});

function Head() {
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col">{say("overview.role")}</th>
        <th scope="col">{say("overview.pair")}</th>
        <th scope="col">{say("overview.since")}</th>
        <th scope="col">{say("overview.health")}</th>
        <th scope="col">{say("overview.regions")}</th>
        <th scope="col" class="strip-axis" aria-label={say("overview.day")}>
          <span>{say("strip.hoursAgo", { hours: 24 })}</span>
          <span>{say("strip.hoursAgo", { hours: 12 })}</span>
          <span>{say("strip.now")}</span>
        </th>
        <th scope="col" class="head-changed">
          {say("overview.changed")}
        </th>
        <th scope="col">{say("overview.notes")}</th>
      </tr>
    </thead>
  );
}

/** Keeps the focused row in the page while it is scrolled away or the order changes, and moves the focus by keys. */
function useRowFocus(list: { current: HTMLElement | null }, pairs: readonly WatchedPair[]) {
  const [focusedId, setFocusedId] = useState<string>();
  const wanted = useRef<string>(undefined);
  const focused = focusedId === undefined ? -1 : pairs.findIndex(({ id }) => id === focusedId);
  const held = useRef({ id: focusedId, focused });
  // In another place its row may be another element, which has the focus only once it is given to it.
  const isMoved = focused >= 0 && held.current.id === focusedId && held.current.focused !== focused;
  if (isMoved) wanted.current ??= focusedId;
  useLayoutEffect(() => {
    held.current = { id: focusedId, focused };
    if (wanted.current === undefined) return;
    list.current?.querySelector<HTMLElement>(`[data-pair="${CSS.escape(wanted.current)}"] a`)?.focus({ preventScroll: isMoved });
    wanted.current = undefined;
  }, [list, focusedId, focused]);
  const keys = {
    onFocusIn: (event: FocusEvent) => setFocusedId(pairOf(event.target)),
    onFocusOut: (event: FocusEvent) => {
      if (!list.current?.contains(event.relatedTarget as Node | null) && wanted.current === undefined) setFocusedId(undefined);
    },
    // The whole line leads to the pair, beside its link.
    onClick: (event: MouseEvent) => {
      const id = pairOf(event.target);
      if (id !== undefined && isPlain(event)) goTo(id);
    },
    onKeyDown: (event: KeyboardEvent) => {
      const next = rowAfter(event, focused, pairs.length);
      const id = next === undefined ? undefined : pairs[next]?.id;
      if (id === undefined) return;
      event.preventDefault();
      wanted.current = id;
      setFocusedId(id);
    },
  };
  return { focused, keys };
}

function pairOf(target: EventTarget | null): string | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-pair]") : null;
  return row?.dataset.pair;
}

/** A click that nothing else takes: not on a link, with no key held, and not the end of marking text. */
function isPlain(event: MouseEvent): boolean {
  const isHeld = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  return !event.defaultPrevented && !isHeld && !(event.target as Element).closest("a") && (getSelection()?.isCollapsed ?? true);
}

function goTo(id: string): void {
  go(pathOf({ page: "pair", id }));
  scrollTo(0, 0);
}

/** Where a key leads from a row; undefined for keys that mean nothing here. */
export function rowAfter(
  { key, altKey, ctrlKey, metaKey }: Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "metaKey">,
  row: number,
  count: number,
) {
  if (row < 0 || altKey || ctrlKey || metaKey) return undefined;
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -count, End: count };
  const step = steps[key];
  return step === undefined ? undefined : Math.min(count - 1, Math.max(0, row + step));
}
