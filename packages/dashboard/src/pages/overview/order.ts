/** Which pairs need somebody, and in which order they are listed: the worst first, so that the top of the page is the answer. */
import type { Role } from "@flipwatch/core/event";
import { regionStands } from "../../parts/region-dots.tsx";
import type { WatchedPair } from "./watched-pair.ts";

/** From the gravest on. A primary with something wrong beside it comes before those that are as they should be. */
const ranks: Readonly<Record<Role, number>> = { dark: 0, stray: 1, split: 2, secondary: 3, unknown: 4, primary: 6, unobserved: 7 };
const BESIDE = 5;

/** Somebody should look: it is not on its primary, or something beside that is not as it should be. */
export function isTrouble(pair: WatchedPair): boolean {
  return rankOf(pair) <= BESIDE;
}

export function rankOf(pair: WatchedPair): number {
  const rank = ranks[pair.role];
  return rank > BESIDE && hasTroubleBeside(pair) ? BESIDE : rank;
}

/** Of one rank, an open incident that nobody has acknowledged comes first, then what changed last, then by name. */
export function worstFirst(pairs: readonly WatchedPair[]): WatchedPair[] {
  return pairs
    .map((pair) => ({ pair, rank: rankOf(pair), urgency: urgencyOf(pair), at: changedAt(pair) }))
    .toSorted((a, b) => a.rank - b.rank || a.urgency - b.urgency || b.at - a.at || (a.pair.id < b.pair.id ? -1 : 1))
    .map(({ pair }) => pair);
}

function hasTroubleBeside({ health, incident, flapping, role, regions }: WatchedPair): boolean {
  if (incident !== undefined || flapping) return true;
  if (health.primary.status === "unhealthy" || health.secondary.status === "unhealthy") return true;
  return regionStands(role, regions).some(({ stand }) => stand === "dissents");
}

function urgencyOf({ incident }: WatchedPair): number {
  if (incident === undefined) return 2;
  return incident.acknowledged === undefined ? 0 : 1;
}

// Where all is well, moving up whatever recovered last would only make the list restless.
function changedAt(pair: WatchedPair): number {
  return isTrouble(pair) ? (pair.lastTransition ?? pair.since?.by ?? 0) : 0;
}
