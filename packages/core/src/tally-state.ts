/** What a shard's tally remembers between runs, so that steady rounds touch no Head. */
import type { FlipwatchEvent, LogId } from "./event.ts";
import type { Ms } from "./time.ts";

export interface RegionTally {
  /** The newest round merged, and that ballot's time: every vote in `letters` is covered up to there. */
  round: Ms;
  at: Ms;
  /** One letter a slot: the region's last vote that was not `-`. */
  letters: string;
  /** Slots whose last rounds were `-`: when they last had a vote. */
  lateSlots: Record<number, Ms>;
  /** By resolver: the last letter a slot that was not `-`. */
  views: Record<string, string>;
  /** The manifest version of the ballot last merged; absent before the first. */
  manifest?: number;
  /** With one configured region: for how many rounds a new stray or dark letter has stood; dropped at three. By slot. */
  runs?: Record<number, number>;
}

export interface TallyState {
  shard: number;
  /** The write condition. 0 is not yet stored. */
  version: number;
  /** When this was computed. */
  at: Ms;
  /** The manifest version last merged. */
  manifest: number;
  regions: Record<string, RegionTally>;
  /** By health check: status, period run start and percentage as last merged, so that a change is seen. */
  checks: Record<string, string>;
}

/** A log that belongs to no pair: FLEET. The same tail and settling as a Head's. */
export interface LogHead {
  log: LogId;
  /** The write condition. 0 is not yet stored. */
  version: number;
  nextNumber: number;
  tail: readonly FlipwatchEvent[];
  archivedThrough: number;
  publishedThrough: number;
  /** Conditions that have been told and not untold, by a stable key such as `region-silent:eu-central-1`, since when. */
  open: Record<string, Ms>;
}
