/** What share of a time each role was served. The rest, for which nothing was observed, is `unknown`. */
import { assert } from "../error.ts";
import { type Role, roles } from "../event.ts";
import type { Ms } from "../time.ts";
import { clip } from "./lane.ts";
import type { Timeline } from "./timeline.ts";

export type RoleShares = Record<Role, number>;

/**
 * Milliseconds of each role within [from, to); together exactly `to - from`.
 *
 * `observedUntil` is how far anything has been observed: after it the last role is no longer vouched for and counts as `unknown`.
 * Absent: the last role is taken to have lasted.
 */
export function timeByRole(timeline: Timeline, from: Ms, to: Ms, observedUntil: Ms = to): RoleShares {
  assert(from < to, "a share of time needs a window that is longer than nothing");
  const times: RoleShares = { primary: 0, secondary: 0, split: 0, stray: 0, dark: 0, unknown: 0, unobserved: 0 };
  for (const segment of clip(timeline.role, from, Math.min(to, observedUntil))) times[segment.state] += segment.to - segment.from;
  times.unknown += to - from - roles.reduce((sum, role) => sum + times[role], 0);
  return times;
}

/** Shares of each role within [from, to), each from 0 to 1, together 1 up to rounding. The arguments are those of `timeByRole`. */
export function shareOfTime(timeline: Timeline, from: Ms, to: Ms, observedUntil: Ms = to): RoleShares {
  const times = timeByRole(timeline, from, to, observedUntil);
  const shares = { ...times };
  for (const role of roles) shares[role] = times[role] / (to - from);
  return shares;
}
