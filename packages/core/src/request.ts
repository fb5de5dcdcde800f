/** What people ask of Flipwatch: a row in the inbox, which tally makes an event of. A repeat under the same id is the same request. */
import * as z from "zod";
import { checkLog, type EventKind } from "./event.ts";
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
/** Characters of a note for a post-mortem. */
export const INCIDENT_NOTE_MAX = 2_000;
/** An incident keeps so many. */
export const INCIDENT_NOTES_MOST = 200;

export type AcknowledgeRequest = Extract<Request, { kind: "acknowledge" }>;
export type NoteRequest = Extract<Request, { kind: "note" }>;

export type Request =
  /**
   * Somebody is at it: no reminders and no escalation for the open incident. Instead of a pair a health check's log may be named,
   * `CHECK:1f416a68-5beb-4542-a015-64a30a8fc679`: then it is for the open incidents of all pairs whose primary has that check.
   */
  | (Asked & { kind: "acknowledge"; pair: PairId; incident?: string })
  /** Something to be kept with an incident, open or long over, for its post-mortem. How it opened, whoever left the request has looked up. */
  | (Asked & { kind: "note"; pair: PairId; incident: string; openedAt: Ms; opening: EventKind; note: string })
  /** Nobody is told of these pairs until then; recording goes on. `pairs` is a glob over pair ids: `*.example.com/A`. */
  | (Asked & { kind: "mute"; pairs: string; until: Ms })
  | (Asked & { kind: "unmute"; pairs: string });

/** For one pair, or for all of a health check. */
export function isForCheck({ pair }: { pair: PairId }): boolean {
  return pair.startsWith(checkLog(""));
}

const text = (most: number, expected: string) => z.string({ error: expected }).min(1, { error: expected }).max(most, { error: expected });
const asked = {
  id: text(100, "a text of 1 to 100 characters that is this request's alone"),
  by: text(100, "who asks, in 1 to 100 characters"),
  via: z.enum(["cli", "api"], { error: "cli or api" }).default("api"),
  note: text(NOTE_MAX, `1 to ${NOTE_MAX} characters`).optional(),
};
const noteExpected = `1 to ${INCIDENT_NOTE_MAX} characters`;
const noteText = z.string({ error: noteExpected }).trim().min(1, { error: noteExpected }).max(INCIDENT_NOTE_MAX, { error: noteExpected });
const pairs = z.string({ error: "a glob over pairs, such as *.example.com/A" });

/** A request as it comes in over HTTP; its time is when it came. */
export const requestBodySchema = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({
      ...asked,
      kind: z.literal("acknowledge"),
      pair: text(300, "a pair's id, such as failover.example.com/A, or CHECK: and a health check's id"),
      incident: text(400, "an incident's id").optional(),
    }),
    z.strictObject({
      ...asked,
      kind: z.literal("note"),
      incident: text(400, "an incident's id, as /api/incidents has it"),
      note: noteText,
    }),
    z.strictObject({ ...asked, kind: z.literal("mute"), pairs, until: z.number({ error: "milliseconds since the epoch" }).int() }),
    z.strictObject({ ...asked, kind: z.literal("unmute"), pairs }),
  ],
  { error: "expected acknowledge, note, mute or unmute" },
);
export type RequestBody = z.infer<typeof requestBodySchema>;
