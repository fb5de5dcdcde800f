/** Keeps what somebody writes of an incident, open or over, as a record in the pair's log: nothing else is decided by it, and nobody is told. */
import type { NoteInput } from "./input.ts";
import { type Turn, tell } from "./turn.ts";

/** As many requests as one run takes: none of those that a run which broke off took already is noted twice. */
const REMEMBERED = 100;

/** A note of an incident of another pair, or one that was taken before, comes to nothing. */
export function takeNote(turn: Turn, { request, by, via, note, incident }: NoteInput): void {
  const { head, now } = turn;
  const noted = head.noted ?? [];
  if (noted.includes(request) || incident.id !== `${head.pair}!${incident.openedAt}`) return;
  head.noted = [...noted, request].slice(-REMEMBERED);
  tell(turn, "noted", { bounds: { by: now }, incident, detail: { by, via, note, request } });
}
