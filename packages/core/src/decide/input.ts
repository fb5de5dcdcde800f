/** What `decide` is told: the inputs, each with its own time, and the context it judges them in. */
import type { Verdict } from "../answer.ts";
import type { ViewEvidence, VoteEvidence } from "../ballot.ts";
import type { EventKind } from "../event.ts";
import type { PairDefinition, Side } from "../pair.ts";
import type { Policy } from "../policy.ts";
import type { Reading } from "../reading.ts";
import type { Ms } from "../time.ts";

export interface VoteInput {
  kind: "vote";
  /** The ballot's time. */
  at: Ms;
  region: string;
  verdict: Verdict;
  /** The definition's revision by which the region judged. */
  revision: number;
  /** Present where the vote differs from the region's last one, unless the ballot that said why was lost. */
  evidence?: VoteEvidence;
}

export interface ViewInput {
  kind: "view";
  at: Ms;
  region: string;
  resolver: string;
  verdict: Verdict;
  evidence?: ViewEvidence;
}

export interface ReadingInput {
  kind: "reading";
  /** The reading's period: a reading is dated by its start. */
  at: Ms;
  side: Side;
  reading: Reading;
}

/** The region does not ask the resolver any more: what it said last stands no longer. */
export interface UnaskedInput {
  kind: "unasked";
  at: Ms;
  region: string;
  resolver: string;
}

/** The definition as it stands from now on. Not needed for correctness: a newer one in the context is noticed as well. */
export interface DefinitionInput {
  kind: "definition";
  at: Ms;
  definition: PairDefinition;
}

/** The re-read that a stray answer asked for came back. */
export interface RereadInput {
  kind: "reread";
  at: Ms;
  /** As it stands now, often unchanged; absent where it could not be read, which leaves the decision to the hold. */
  definition?: PairDefinition;
}

/** Somebody is at the open incident, and said so. */
export interface AcknowledgeInput {
  kind: "acknowledge";
  /** When it was asked for; not later than the wall clock. */
  at: Ms;
  by: string;
  via: string;
  note?: string;
  /** Absent: whichever was open at `at`. */
  incident?: string;
}

/** Somebody wrote something of an incident, open or over. */
export interface NoteInput {
  kind: "note";
  /** When it was asked for; not later than the wall clock. */
  at: Ms;
  /** The request's: taken again, it is the same note. */
  request: string;
  by: string;
  via: string;
  note: string;
  incident: { id: string; openedAt: Ms; opening: EventKind };
}

/** The present, at the end of a run: whoever is to be reminded is reminded now. */
export interface LookInput {
  kind: "look";
  at: Ms;
}

/** Nothing but time. */
export interface TickInput {
  kind: "tick";
  at: Ms;
}

export type Input =
  | VoteInput
  | ViewInput
  | UnaskedInput
  | ReadingInput
  | DefinitionInput
  | RereadInput
  | AcknowledgeInput
  | NoteInput
  | LookInput
  | TickInput;

export interface Context {
  policy: Policy;
  /** The pair's definition as last read. */
  definition: PairDefinition;
  /** The wall clock, as the events' `recordedAt`. Nothing is decided by it. */
  recordedAt: Ms;
  /** The pair is not watched any more: its role is `unobserved`, an open incident ends, and no timer runs. */
  retired?: true;
}

/** The newer of the context's definition and the one that the input brings. */
export function withNewestDefinition(context: Context, input: Input): Context {
  const brought = input.kind === "definition" || input.kind === "reread" ? input.definition : undefined;
  return brought !== undefined && brought.revision > context.definition.revision ? { ...context, definition: brought } : context;
}

/** The length of a CloudWatch period: 60 s, divided by the lab's speed. */
export function metricPeriodMs(policy: Policy): number {
  return 60 * policy.ttlUnitMs;
}
