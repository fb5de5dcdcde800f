/** The timeline on a page: the canvas with its hands and keys, the evidence of what they are at, and the same as a table. */
import "./timeline.css";
import type { Side } from "@flipwatch/core/pair";
import type { PixelWindow } from "@flipwatch/core/timeline/pixels";
import { useMemo } from "preact/hooks";
import { now } from "../clock.ts";
import { language, say } from "../words/words.ts";
import { evidenceOf, spoken } from "./evidence.ts";
import { EvidencePanel } from "./evidence-panel.tsx";
import { Key } from "./key.tsx";
import { actionOf } from "./keys.ts";
import { spansOf } from "./markers.ts";
import { type Range, rangeOf, type Shown } from "./range.ts";
import { rowsOf } from "./rows.ts";
import { drawnWords, endsText, viewersZone } from "./said.ts";
import { SegmentTable } from "./segment-table.tsx";
import type { Picture } from "./stage.ts";
import { act, useStage } from "./use-stage.ts";

export interface TimelineProps {
  /** What is loaded; it may hold more or less than what is shown. */
  window: PixelWindow;
  /** Whether each side has a health check. */
  checked: Readonly<Record<Side, boolean>>;
  shown: Shown;
  onShown: (next: Shown) => void;
  /** The range on the screen, and the pixels it is drawn on: what should be loaded. Called often. */
  onView: (range: Range, pixels: number) => void;
  /** A stretch that is told of elsewhere on the page. */
  band?: Range;
  /** How long one second of a TTL lasts; 1,000 but in the lab. */
  ttlUnitMs?: number;
}

export function Timeline({ window, checked, shown, onShown, onView, band, ttlUnitMs = 1_000 }: TimelineProps) {
  const zone = viewersZone();
  const contents = useMemo(() => rowsOf(window, checked), [window, checked.primary, checked.secondary]);
  const picture: Picture = useMemo(
    () => ({
      contents,
      spans: spansOf(window),
      observedUntil: window.observedUntil,
      words: drawnWords(zone, window.to),
      zone,
      language: language() === "en" ? "en-GB" : language(),
      mark: shown.mark,
      band,
      ttlUnitMs,
    }),
    [contents, window, zone, shown.mark, band, ttlUnitMs],
  );
  const { canvas, stage, pointed } = useStage({ picture, shown, onShown, onView });
  const context = { seenFrom: window.from, observedUntil: window.observedUntil, ttlUnitMs, zone };
  const evidence = pointed && evidenceOf(pointed.hit, context);
  const spot = pointed?.place.isFocus ? `${pointed.hit.row} ${pointed.hit.at}` : undefined;
  // Once for each step of the keys: what lasts grows with every answer, and would be read out again and again.
  const announced = useMemo(() => (spot === undefined || evidence === undefined ? "" : spoken(evidence)), [spot]);
  const range = rangeOf(shown, now());
  const pressed = (event: KeyboardEvent) => {
    const action = event.altKey || event.ctrlKey || event.metaKey ? undefined : actionOf(event.key, event.shiftKey);
    if (action === undefined || stage.current === undefined) return;
    event.preventDefault();
    act(stage.current, action, { shown, onShown });
  };
  return (
    <div class="timeline">
      <div
        class="timeline-stage"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move it, as the label says; what it shows is also in the table below.
        tabIndex={0}
        role="application"
        aria-label={say("timeline.label", { pair: window.pair, ...endsText(range, zone) })}
        aria-describedby="timeline-keys"
        onKeyDown={pressed}
        onBlur={() => stage.current?.leave()}
      >
        <canvas ref={canvas} class="timeline-canvas" />
        <EvidencePanel evidence={evidence} place={pointed?.place} height={canvas.current?.clientHeight ?? 0} />
      </div>
      <p id="timeline-keys" class="timeline-keys">
        {say("timeline.keys")}
      </p>
      <p class="unseen" aria-live="polite">
        {announced}
      </p>
      <SegmentTable contents={contents} range={range} ttlUnitMs={ttlUnitMs} zone={zone} />
      <Key />
    </div>
  );
}
