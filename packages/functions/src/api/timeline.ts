/** A window of a pair's timeline: as core folds it out of the logs, and to the pixels asked for. */
import { foldToPixels, HOUR, type Ms, type PixelWindow, type Policy, type TimelineWindow, timelineWindow } from "@flipwatch/core";
import { foldWindow } from "./fold-window.ts";
import { lookAt, type PairSummary } from "./pairs.ts";
import type { ApiPorts } from "./ports.ts";
import { numberIn, oneOf, type Query, windowIn } from "./query.ts";
import { timelineWords } from "./timeline-words.ts";

/** What screens have. */
const WIDTH = { least: 100, most: 8_000 };
/** Wider ones are drawn on from fewer segments: an answer for a wall would be as large as the wall. */
export const FOLDED_WIDTH = 1_000;
/** Folded to pixels, a window tells so many incidents, and so many legs of each; `/api/incidents` has them all. */
const FOLDED_STORIES = { mostIncidents: 30, mostLegs: 6 };

/** A window of more entries than this is folded whether asked or not: a Lambda answers with 6 MB at most. */
const MOST_UNFOLDED = 8_000;

/** With `width`, lanes and markers are folded to it; without, everything is as it was recorded, up to 8,000 entries in all. */
export interface TimelineReply extends PixelWindow {
  /** The logs were too long to be read back to the window's beginning: what is missing reads as unknown. */
  truncated: boolean;
}

/** The window [from, to) of the pair's timeline, the last day by default, folded to `width` pixels where they are told. */
export async function showTimeline(ports: ApiPorts, id: string, query: Query): Promise<TimelineReply> {
  const { clock, policy } = ports;
  const now = clock.now();
  const { from, to } = windowIn(query, { from: "from", to: "to" }, now, 24 * HOUR);
  const width = query.width === undefined ? undefined : numberIn(query, "width", { fallback: 0, least: WIDTH.least, most: WIDTH.most });
  const { pair, definition, place } = await lookAt(ports, id);
  const metricPeriodMs = 60 * policy.ttlUnitMs;
  const words = timelineWords(oneOf(query, "lang", ["en", "ko"]));
  const { timeline, cut } = await foldWindow(ports, definition, { from, to, metricPeriodMs, shard: place?.shard, hear: words.hear });
  const worded = <T extends PixelWindow>(window: T): T => ({ ...window, role: words.told(window.role), notes: words.told(window.notes) });
  const facts = { from, to, observedUntil: vouchedUntil(pair, policy, now), metricPeriodMs };
  const whole = width === undefined ? timelineWindow(timeline, facts) : undefined;
  if (whole !== undefined && entriesOf(whole) <= MOST_UNFOLDED) return { ...worded(whole), truncated: cut };
  const window = timelineWindow(timeline, { ...facts, ...FOLDED_STORIES });
  return { ...worded(foldToPixels(window, Math.min(width ?? FOLDED_WIDTH, FOLDED_WIDTH))), truncated: cut };
}

/** An incident counts as the legs of it. */
function entriesOf({ role, regions, views, health, notes, alerts, incidents }: TimelineWindow): number {
  const lanes = [role, health.primary, health.secondary, ...Object.values(regions), ...Object.values(views), notes, alerts];
  return lanes.reduce((sum, lane) => sum + lane.length, 0) + incidents.reduce((sum, { legs }) => sum + 1 + legs.length, 0);
}

/** Until when the last role is vouched for: a vote counts for `staleMs` after it was last confirmed. */
export function vouchedUntil({ decided, at }: Pick<PairSummary, "decided" | "at">, { staleMs }: Policy, now: Ms): Ms {
  return decided === "unobserved" || at === undefined ? now : Math.min(now, at + staleMs);
}
