/** A pair as the overview shows it. */
import type { PairSummary } from "@flipwatch/functions/api/pairs";

export interface WatchedPair extends PairSummary {
  /** The drill that runs now, by its name. Absent: none. */
  drill?: string;
}
