/** The roles of many pairs over the last while, for an overview: one Query a day and bucket of what was recorded, whatever the number of pairs. */
import { HOUR, type Ms, type PairId, type StripSegment, stripsOf } from "@flipwatch/core";
import { type Place, placesOf } from "./pairs.ts";
import type { ApiPorts } from "./ports.ts";
import { daysIn, numberIn, type Query } from "./query.ts";

/** Events that are looked through. */
const MOST_EVENTS = 10_000;

export interface StripsReply {
  from: Ms;
  to: Ms;
  /** By pair, only those whose role changed in this time; the others had throughout the role that they have now. */
  strips: Record<PairId, StripSegment[]>;
  /** False where more was recorded than is looked through: then earlier changes are missing. */
  complete: boolean;
}

/** From `from` (24 h ago unless told) until now, at most `width` segments a pair (200 unless told). */
export async function showStrips({ records, clock, policy }: ApiPorts, query: Query): Promise<StripsReply> {
  const { from, to } = daysIn(query, { from: "from", to: "to" }, clock.now(), 24 * HOUR);
  const width = numberIn(query, "width", { fallback: 200, least: 10, most: 2_000 });
  const [events, places] = await Promise.all([
    records.log.alerting(from, to, { limit: MOST_EVENTS, newestFirst: true }),
    placesOf(records),
  ]);
  const watched = events.filter(({ pair }) => places.has(pair));
  const strips = stripsOf(watched, { from, to, width, vouchedUntil: (pair) => vouchedUntil(places.get(pair), policy.staleMs) });
  return { from, to, strips, complete: events.length < MOST_EVENTS };
}

/** A vote counts for so long after it was last confirmed, by any region. */
function vouchedUntil(place: Place | undefined, staleMs: number): Ms | undefined {
  const heard = Object.values(place?.tally?.regions ?? {}).map(({ at }) => at);
  return heard.length === 0 ? undefined : Math.max(...heard) + staleMs;
}
