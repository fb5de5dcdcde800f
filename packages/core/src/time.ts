/** Units of time used everywhere. Core owns no clock: every moment is an argument. */

/** A moment: milliseconds since the Unix epoch. */
export type Ms = number;

/** When something happened, as tightly as we saw it: after `after`, and at the latest at `by`. */
export interface Bounds {
  /** The last moment at which the old state was still seen. Absent when nothing was seen before. */
  after?: Ms;
  /** The first moment at which the new state was seen. */
  by: Ms;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
