/**
 * Decides who is asked to look at an open incident: what acknowledges it, when people are reminded, and which step of the escalation is next.
 * Only the present reminds: catching up with the past tells nobody to look at what is over. Who hears of it is deliver's.
 */
import type { Head, Incident } from "../head.ts";
import type { Policy } from "../policy.ts";
import type { Ms } from "../time.ts";
import type { AcknowledgeInput, LookInput } from "./input.ts";
import { type Turn, tell } from "./turn.ts";

/** An incident gets so many reminders in all. */
export const REMINDERS_MAX = 24;

/** Somebody is at it. For an incident that is over, or acknowledged already, it comes to nothing. */
export function acknowledge(turn: Turn, input: AcknowledgeInput): void {
  const { head, now } = turn;
  const { incident } = head;
  if (incident === undefined || incident.acknowledged !== undefined) return;
  // Without a name it is for what was known to be open when it was asked for, so that taking it again does not meet what opened since.
  if (input.incident === undefined ? input.at <= incident.decidedAt : input.incident !== incident.id) return;
  const { by, via, note } = input;
  head.incident = { ...incident, acknowledged: { by, at: now } };
  tell(turn, "acknowledged", { bounds: { by: now }, detail: { by, via, ...(note === undefined ? {} : { note }) } });
}

/** What is due by now and not told yet. Of several reminders that fell due while nobody looked, one is told. */
export function decideAttention(turn: Turn, { at }: LookInput): void {
  // A look that was taken before does not happen again.
  if (at < turn.head.at || turn.context.retired) return;
  remind(turn);
  escalate(turn);
}

function remind(turn: Turn): void {
  const { head, now, context } = turn;
  const incident = unattended(head);
  const due = incident === undefined ? 0 : remindersDue(incident, now, context.policy);
  if (incident === undefined || due <= (incident.reminders ?? 0)) return;
  head.incident = { ...incident, reminders: due };
  tell(turn, "reminder", { bounds: { by: now }, detail: { reminder: due, openForMs: now - incident.openedAt } });
}

function escalate(turn: Turn): void {
  const { head, now, context } = turn;
  const { escalation } = context.policy;
  for (let step = unattended(head)?.escalated ?? 0; step < escalation.length; step += 1) {
    const incident = unattended(head);
    const next = escalation[step];
    if (incident === undefined || next === undefined || now < incident.openedAt + next.afterMs) return;
    head.incident = { ...incident, escalated: step + 1 };
    const detail = { step: step + 1, channels: [...next.channels], openForMs: now - incident.openedAt };
    tell(turn, "unacknowledged", { bounds: { by: now }, detail });
  }
}

/** The next moments at which a look would tell something; in the past where one is overdue. */
export function attentionFrom(head: Head, policy: Policy): (Ms | undefined)[] {
  const incident = unattended(head);
  if (incident === undefined) return [];
  const step = policy.escalation[incident.escalated ?? 0];
  return [reminderAt(incident, (incident.reminders ?? 0) + 1, policy), step && incident.openedAt + step.afterMs];
}

function unattended({ incident }: Head): Incident | undefined {
  return incident?.acknowledged === undefined ? incident : undefined;
}

/** When the reminder of this number falls due, from 1 up: the pauses double, up to the longest. Undefined beyond the last. */
function reminderAt({ openedAt }: Incident, number: number, { remindMs, remindMaxMs }: Policy): Ms | undefined {
  if (remindMs === 0 || number > REMINDERS_MAX) return undefined;
  let at = openedAt;
  for (let each = 0; each < number; each += 1) at += Math.min(remindMs * 2 ** each, remindMaxMs);
  return at;
}

function remindersDue(incident: Incident, now: Ms, policy: Policy): number {
  for (let number = incident.reminders ?? 0; ; number += 1) {
    if ((reminderAt(incident, number + 1, policy) ?? Number.POSITIVE_INFINITY) > now) return number;
  }
}
