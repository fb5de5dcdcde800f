/** Which of several states matters most, where only one of them can be shown. Decides nothing about people being told: that is `severity`'s. */
import type { Verdict } from "../answer.ts";
import type { Role } from "../event.ts";
import type { Health } from "../reading.ts";

/** Whatever a lane can say. */
export type LaneState = Role | Verdict | Health | "silent" | "heard";

/** The higher, the more it matters that it is not hidden behind a neighbour. */
const gravities: Readonly<Record<LaneState, number>> = {
  unobserved: 0,
  primary: 1,
  healthy: 1,
  heard: 1,
  ambiguous: 2,
  unknown: 3,
  mixed: 4,
  split: 4,
  secondary: 5,
  unhealthy: 6,
  stray: 7,
  silent: 7,
  empty: 8,
  failed: 9,
  dark: 9,
};

/** A small whole number, from 0 up; the same for states that matter as much as each other. */
export function gravityOf(state: LaneState): number {
  return gravities[state];
}

export function isGraver(a: LaneState, b: LaneState): boolean {
  return gravityOf(a) > gravityOf(b);
}
