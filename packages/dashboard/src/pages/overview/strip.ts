/** A pair's last day as segments: of the strips that the API folded, or of what is known of the pair alone. */
import type { Ms } from "@flipwatch/core/time";
import type { StripSegment } from "@flipwatch/core/timeline/strip";
import type { StripsReply } from "@flipwatch/functions/api/strips";
import type { WatchedPair } from "./watched-pair.ts";

/** Oldest first, within the window, without overlap. What nobody knows is left out. */
export function stripOf(pair: WatchedPair, strips: StripsReply | undefined, window: { from: Ms; to: Ms }): StripSegment[] {
  const listed = strips?.strips[pair.id] ?? unheard(pair, decidedSince(pair, strips?.complete === true, window), window.to);
  return listed
    .map((segment) => ({ ...segment, from: Math.max(segment.from, window.from), to: Math.min(segment.to, window.to) }))
    .filter(({ from, to }) => from < to);
}

/** How often the role changed within the strip. */
export function changesIn(segments: readonly StripSegment[]): number {
  return segments.reduce(
    (sum, { state, count = 1 }, index) => sum + count - 1 + (index > 0 && segments[index - 1]?.state !== state ? 1 : 0),
    0,
  );
}

function decidedSince(
  { decided, lastTransition, since }: WatchedPair,
  isComplete: boolean,
  { from, to }: { from: Ms; to: Ms },
): StripSegment[] {
  const began = lastTransition ?? since?.by;
  if (began === undefined) return [];
  return [{ state: decided, from: isComplete ? from : Math.max(from, began), to }];
}

// The last role was decided of votes that are old by now: from there on nobody knows.
function unheard({ fresh, at }: WatchedPair, segments: readonly StripSegment[], to: Ms): StripSegment[] {
  const last = segments.at(-1);
  if (fresh || last === undefined || at === undefined || at >= to) return [...segments];
  const before = segments.filter(({ from }) => from < at).map((segment) => ({ ...segment, to: Math.min(segment.to, at) }));
  return [...before, { state: "unknown", from: Math.max(at, segments[0]?.from ?? at), to }];
}
