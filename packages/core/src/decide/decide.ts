/** The heart of Flipwatch: from a Head, one input and the time to the next Head and what is to be told. Pure; the rules in their order. */
import type { FlipwatchEvent } from "../event.ts";
import type { Head } from "../head.ts";
import { acknowledge, decideAttention } from "./attention.ts";
import { decideClients } from "./clients.ts";
import { decideDamping } from "./damping.ts";
import { endReread, takeRevision } from "./definition.ts";
import { dueAt } from "./due.ts";
import { decideHealth, takeReading } from "./health.ts";
import { decideIncident } from "./incident.ts";
import { type Context, type Input, withNewestDefinition } from "./input.ts";
import { takeNote } from "./notes.ts";
import { decideRole } from "./role.ts";
import { defined, type Turn } from "./turn.ts";
import { castVote, dropView, keepView } from "./votes.ts";

/**
 * Decides for the later of the Head's time and the input's, never for the wall clock. The events come numbered, and in the returned
 * Head's tail too, so that one conditional write of it decides. A stale or doubled input changes nothing.
 */
export function decide(head: Head, input: Input, given: Context): { head: Head; events: FlipwatchEvent[] } {
  const context = withNewestDefinition(given, input);
  const now = Math.max(head.at, input.at);
  const turn: Turn = { head: { ...head, at: now }, now, context, events: [] };
  takeRevision(turn);
  take(turn, input);
  decideRole(turn);
  decideHealth(turn);
  decideIncident(turn);
  decideClients(turn);
  decideDamping(turn);
  if (input.kind === "look") decideAttention(turn, input);
  turn.head.dueAt = dueAt(turn.head, context);
  return { head: defined(turn.head), events: turn.events };
}

function take(turn: Turn, input: Input): void {
  if (input.kind === "vote") castVote(turn, input);
  else if (input.kind === "view") keepView(turn, input);
  else if (input.kind === "unasked") dropView(turn, input);
  else if (input.kind === "reading") takeReading(turn, input);
  else if (input.kind === "reread") endReread(turn, input);
  else if (input.kind === "acknowledge") acknowledge(turn, input);
  else if (input.kind === "note") takeNote(turn, input);
  // A definition has been taken in before, whoever brought it; a tick is nothing but time; a look comes last.
}
