/** Times and durations in words. All times are UTC: whoever is woken reads them next to AWS's own. */
import type { Bounds, Ms } from "../time.ts";
import { englishUnits, spanIn } from "../wording/duration.ts";

/** `2026-11-22 03:04:05 UTC`. */
export function utc(at: Ms): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `at 2026-11-22 03:04:05 UTC or up to 9.8 s earlier`; `or earlier` where it is not known how far back it may lie. */
export function between({ after, by }: Bounds): string {
  return after === undefined ? `at ${utc(by)} or earlier` : `at ${utc(by)} or up to ${span(by - after)} earlier`;
}

/** `6 min 20 s ± 7 s`. */
export function lasting(incident: { durationMs?: number; errorMs?: number } | undefined): string {
  if (incident?.durationMs === undefined) return "an unknown time";
  return incident.errorMs === undefined ? `about ${span(incident.durationMs)}` : `${span(incident.durationMs)} ± ${span(incident.errorMs)}`;
}

/** `0.4 s`, `7 s`, `6 min 20 s`, `3 h 5 min`, `2 d 4 h`: two units at most. */
export function span(ms: number): string {
  return spanIn(englishUnits, ms);
}
