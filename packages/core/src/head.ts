/** The one item that holds all that is decided about a pair. Only tally writes it, and one conditional write decides. */
import type { Verdict } from "./answer.ts";
import type { FlipwatchEvent, Phases, Role, ServedRole } from "./event.ts";
import type { PairId } from "./pair.ts";
import type { SideHealth } from "./reading.ts";
import type { Bounds, Ms } from "./time.ts";

/** Events that a Head may hold until they are archived. */
export const TAIL_LIMIT = 20;

export interface RegionVote {
  verdict: Verdict;
  /** The newest ballot's time that cast it: freshness counts from here. */
  at: Ms;
  revision: number;
  /** When the region turned to this verdict: last old answer, first new answer. */
  since: Bounds;
  /** Consecutive rounds with this verdict, as far as replayed; capped at 3. */
  rounds: number;
  reason: string;
  values: readonly string[];
  server?: string;
}

export interface ResolverView {
  verdict: Verdict;
  at: Ms;
  since: Bounds;
  reason: string;
  ttlSeconds?: number;
}

export interface Incident {
  /** `<pair>!<openedAt>`: deterministic. */
  id: string;
  openedAt: Ms;
  /** The Head's time when it was decided that it is open: at the earliest `openedAt`. */
  decidedAt: Ms;
  opening: FlipwatchEvent["kind"];
  /** When the answer left the primary; absent for an incident that never left it. */
  left?: Bounds;
  /** The moments of leaving, as they come to be known while that role lasts: told with its end, beside those of the return. */
  away?: Phases;
  /** Set while the answer is back on primary and waits for a reading. */
  back?: Bounds;
  /** The moments of the return, as they come to be known. */
  returned?: Phases;
  lastResort?: true;
  /** Somebody is at it: no more reminders, no escalation. */
  acknowledged?: { by: string; at: Ms };
  /** The number of the last reminder told; absent for none. */
  reminders?: number;
  /** Steps of the escalation told; absent for none. */
  escalated?: number;
}

/** How an incident went that is over. The duration, with its error, is that of `FlipwatchEvent.incident`; both absent where an end is unknown. */
export interface LastIncident {
  openedAt: Ms;
  closedAt: Ms;
  durationMs?: number;
  errorMs?: number;
}

export interface Head {
  pair: PairId;
  /** The write condition: grows by one with each write. 0 is not yet stored. */
  version: number;
  /** The newest moment decided for; `now` never goes behind it. */
  at: Ms;
  revision: number;
  /** When that revision was made; absent for the first, which is no edit. Holds wait the grace out from here. */
  revisedAt?: Ms;
  role: Role;
  /** Nothing has been decided for this pair yet: its first role is told as first seen, and is no change of role. */
  unseen?: true;
  /** When the role began. */
  since: Bounds;
  /** The last role that clients were really served, across `split` and `unknown`. */
  served?: ServedRole;
  votes: Record<string, RegionVote>;
  /** Key `region resolver`. */
  views: Record<string, ResolverView>;
  health: { primary: SideHealth; secondary: SideHealth };
  /** Since when no served role has a majority; a hold runs from here. */
  undecidedSince?: Ms;
  /** A stray majority waits here for one re-read of the definition, at most the hold. */
  stray?: { since: Ms; reread: "wanted" | "done" };
  incident?: Incident;
  /** The incident that ended last, for whoever reads of the next one. */
  lastIncident?: LastIncident;
  /** The ids of the requests that were noted last, newest last; absent for none. */
  noted?: readonly string[];
  /** Times of the latest transitions, newest last, at most `flapCount`. */
  transitions: readonly Ms[];
  flapping: boolean;
  /** Conditions beside the role that have been told and not untold. */
  told: { secondaryUnhealthy?: true; healthDisagrees?: true; clientsDiverge?: true; bothUnhealthy?: true };
  /** The number the next event gets. */
  nextNumber: number;
  /** Events not yet archived, oldest first. */
  tail: readonly FlipwatchEvent[];
  archivedThrough: number;
  /** Everything up to here is accepted by SNS, refused for good, or a record. What follows is read from the log, where the tail lacks it. */
  publishedThrough: number;
  /** The next moment at which time alone changes something; absent when nothing is pending. */
  dueAt?: Ms;
}
