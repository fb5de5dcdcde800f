/** What people ask of Flipwatch: a row in the inbox, which tally makes an event of. A repeat under the same id is the same request. */
import type { PairId } from "./pair.ts";
import type { Ms } from "./time.ts";

interface Asked {
  /** Deterministic for one press of a button, so that a doubled one does nothing. */
  id: string;
  at: Ms;
  /** Who asked, as the way in knows them: a Slack user's name, the user of a command line. */
  by: string;
  /** The way in: `slack:ops`, `cli`, `api`. */
  via: string;
  /** In their own words; at most 500 characters. */
  note?: string;
}

/** Longer notes are cut. */
export const NOTE_MAX = 500;

export type AcknowledgeRequest = Extract<Request, { kind: "acknowledge" }>;

export type Request =
  /** Somebody is at it: no reminders and no escalation for the open incident. */
  | (Asked & { kind: "acknowledge"; pair: PairId; incident?: string })
  /** Nobody is told of these pairs until then; recording goes on. `pairs` is a glob over pair ids: `*.example.com/A`. */
  | (Asked & { kind: "mute"; pairs: string; until: Ms })
  | (Asked & { kind: "unmute"; pairs: string });
