/** A day of a pair in one thin line: calm where it was on its primary, thick where it was not, so that trouble shows without colour. */

import type { Ms } from "@flipwatch/core/time";
import type { StripSegment } from "@flipwatch/core/timeline/strip";
import { roleLooks } from "../../look/states.ts";
import { clockOf } from "../../parts/moment.ts";
import { language, say } from "../../words/words.ts";
import { changesIn } from "./strip.ts";

/** Changes that are told one by one before they are only counted. */
const MOST_TOLD = 6;

export function DayStrip({ segments, from, to }: { segments: readonly StripSegment[]; from: Ms; to: Ms }) {
  const label = stripText(segments, to);
  const share = (ms: number) => `${((100 * ms) / (to - from)).toFixed(3)}%`;
  return (
    <span class="strip" role="img" aria-label={label} title={label}>
      {gravestLast(segments).map((segment) => (
        <span
          key={segment.from}
          class={`strip-part strip-${segment.state}`}
          style={{ left: `min(${share(segment.from - from)}, 100% - 3px)`, width: share(segment.to - segment.from) }}
        />
      ))}
    </span>
  );
}

/** What the strip shows, in words. */
export function stripText(segments: readonly StripSegment[], now: Ms): string {
  const changes = changesIn(segments);
  const counted = changes === 0 ? say("strip.calm") : say("strip.changes", { count: changes });
  const told = segments.slice(1).slice(-MOST_TOLD);
  return [counted, ...told.map(({ state, from }) => `${clockOf(from, now, { language: language() })} ${say(`role.${state}`)}`)].join("; ");
}

// Each part is at least three pixels wide, so what is grave lies on top of what is not.
function gravestLast(segments: readonly StripSegment[]): StripSegment[] {
  const order = Object.keys(roleLooks);
  return segments.toSorted((a, b) => order.indexOf(b.state) - order.indexOf(a.state));
}
