/** The list of pairs, of which only the rows that can be seen are in the page. Tab goes from pair to pair, and so do the arrow keys. */

import type { Ms } from "@flipwatch/core/time";
import type { StripsReply } from "@flipwatch/functions/api/strips";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useMatches } from "../../look/use-matches.ts";
import { go } from "../../place.ts";
import { pathOf } from "../../route.ts";
import { say } from "../../words/words.ts";
import { PairRow } from "./pair-row.tsx";
import type { WatchedPair } from "./watched-pair.ts";
import { drawnRows, useRowRange } from "./windowed.ts";

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
  const body = useRef<HTMLTableSectionElement>(null);
  const rowPx = useMatches(NARROW) ? CARD_PX : LINE_PX;
  const range = useRowRange(body, pairs.length, rowPx);
  const { focused, keys } = useRowFocus(body, pairs);
  return (
    <table class="pairs" aria-rowcount={pairs.length + 1} aria-label={say("overview.title")} style={{ "--row": `${rowPx}px` }}>
      <Head />
      <tbody ref={body} style={{ height: `${pairs.length * rowPx}px` }} {...keys}>
        {drawnRows(range, focused).map((index) => {
          const pair = pairs[index];
          return pair && <PairRow key={pair.id} {...{ pair, regions, strips, window, index }} />;
        })}
      </tbody>
    </table>
  );
}

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
function useRowFocus(body: { current: HTMLElement | null }, pairs: readonly WatchedPair[]) {
  const [focusedId, setFocusedId] = useState<string>();
  const wanted = useRef<string>(undefined);
  const focused = focusedId === undefined ? -1 : pairs.findIndex(({ id }) => id === focusedId);
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    body.current?.querySelector<HTMLElement>(`[data-pair="${CSS.escape(wanted.current)}"] a`)?.focus();
    wanted.current = undefined;
  }, [body, focusedId]);
  const keys = {
    onFocusIn: (event: FocusEvent) => setFocusedId(pairOf(event.target)),
    onFocusOut: (event: FocusEvent) => {
      if (!body.current?.contains(event.relatedTarget as Node | null) && wanted.current === undefined) setFocusedId(undefined);
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
