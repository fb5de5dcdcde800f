/** Who is not told for a while: what people muted and what is under maintenance. Recording goes on; deliver asks here. */
import { FLEET, type LogId } from "./event.ts";
import { matchesGlob } from "./glob.ts";
import type { Ms } from "./time.ts";

/** At most this many at a time, those that ended lately included. */
export const MUTES_MAX = 200;

export interface Mute {
  /** The request's, or of a maintenance window: `maintenance:<pairs>:<from>`. */
  id: string;
  /** A glob over pair ids. */
  pairs: string;
  from: Ms;
  /** Exclusive. Moved to the front when somebody unmutes. */
  until: Ms;
  by: string;
  /** `slack:ops`, `cli`, `api`, `maintenance`. */
  via: string;
  note?: string;
  /** Its end has been told. */
  over?: true;
}

/** Of a mute that comes from the configuration. */
export const MAINTENANCE = "maintenance";

/** Windows in which work is done on purpose, as configured. */
export interface Maintenance {
  /**
   * Those that last at some moment from `from` up to `to`, soonest first, at most `MUTES_MAX`; each with the same id whenever it is asked for.
   * Throws a FlipwatchError `config-invalid` for a rule that can't be read.
   */
  windows(from: Ms, to: Ms): Promise<Mute[]>;
}

/** The one item that holds all mutes: those to come, those that last, and those that ended within a day, for what is still being told. */
export interface MuteList {
  /** The write condition. 0 is not yet stored. */
  version: number;
  mutes: readonly Mute[];
}

/**
 * Whether nobody is to be told of what was recorded of this log at `at`: give it an event's `recordedAt`, also for one that is sent late. Our
 * own trouble (FLEET) is muted only by that name, never by a star.
 */
export function isMuted(mutes: readonly Mute[], log: LogId, at: Ms): boolean {
  return muteOf(mutes, log, at) !== undefined;
}

/** The mute that says so; of several the one that lasts longest. */
export function muteOf(mutes: readonly Mute[], log: LogId, at: Ms): Mute | undefined {
  const matching = mutes.filter((mute) => mute.from <= at && at < mute.until && concerns(mute, log));
  return matching.toSorted((a, b) => b.until - a.until)[0];
}

/** Whether it is about this log, at whatever time. */
export function concerns({ pairs }: Pick<Mute, "pairs">, log: LogId): boolean {
  return log === FLEET ? pairs === FLEET : matchesGlob(pairs, log);
}
