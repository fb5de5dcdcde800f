/** Decides when an incident opens and ends. An answer back on the primary is not recovery: Route 53 serves it when both sides are down. */

import { assert } from "../error.ts";
import type { EventKind, FlipwatchEvent } from "../event.ts";
import type { Head, Incident } from "../head.ts";
import type { Bounds, Ms } from "../time.ts";
import { lastingOf, turnedAt } from "./evidence.ts";
import { followPhases } from "./phases.ts";
import { type Turn, tell } from "./turn.ts";

/** The answer left the primary: an incident opens, or the one that is open goes on. */
export function awayFromPrimary({ head }: Turn, kind: EventKind, bounds: Bounds): void {
  const open = head.incident ?? opened(head, kind, bounds);
  const { back: _, lastResort: __, returned: ___, ...kept } = open;
  head.incident = { ...kept, left: open.left ?? bounds };
}

/** The answer is back on the primary: from here a reading decides. */
export function answerBack({ head }: Turn, bounds: Bounds): void {
  assert(head.incident?.left, `${head.pair} comes back to the primary without having left it`);
  head.incident = { ...head.incident, back: bounds };
}

/** Everything that health does to incidents, in the order in which it is told. */
export function decideIncident(turn: Turn): void {
  followPhases(turn);
  bothUnhealthy(turn);
  primaryUnhealthyServed(turn);
  const { incident, role } = turn.head;
  if (incident !== undefined && (turn.context.retired || (incident.left && role === "unobserved"))) endUnseen(turn, incident);
  else if (incident?.left === undefined) endInPlace(turn, incident);
  else endAfterReturn(turn, incident);
}

// ---- opening ------------------------------------------------------------------------------------------------------------

function bothUnhealthy(turn: Turn): void {
  const { head, now, context } = turn;
  const { primary, secondary } = head.health;
  if (primary.status === "unhealthy" && secondary.status === "unhealthy") {
    if (head.told.bothUnhealthy === true) return;
    const turned = [turnedAt(primary, now, context), turnedAt(secondary, now, context)].toSorted((a, b) => b.by - a.by)[0];
    const bounds = turned ?? { by: now };
    head.told = { ...head.told, bothUnhealthy: true };
    head.incident ??= opened(head, "both-unhealthy", bounds);
    tell(turn, "both-unhealthy", { bounds });
  } else if (isGood(primary.status) || isGood(secondary.status)) {
    const { bothUnhealthy: _, ...told } = head.told;
    head.told = told;
  }
}

/** When an unhealthy primary that is still served becomes an incident; undefined while it isn't one. */
export function servedUnhealthyFrom({ head, context }: Pick<Turn, "head" | "context">): Ms | undefined {
  const { status, since } = head.health.primary;
  if (head.role !== "primary" || head.incident !== undefined || status !== "unhealthy" || since === undefined) return undefined;
  return Math.max(since, head.since.by) + context.policy.healthLagMs;
}

function primaryUnhealthyServed(turn: Turn): void {
  const { head, now, context } = turn;
  const from = servedUnhealthyFrom(turn);
  if (from === undefined || now < from || (head.health.primary.period ?? 0) < head.since.by) return;
  const { after, by } = turnedAt(head.health.primary, now, context);
  const bounds = by <= head.since.by ? { by: head.since.by } : { after, by };
  head.incident = opened(head, "primary-unhealthy-served", bounds);
  tell(turn, "primary-unhealthy-served", { bounds });
}

function opened({ pair, at }: Head, opening: EventKind, bounds: Bounds): Incident {
  return { id: `${pair}!${bounds.by}`, openedAt: bounds.by, decidedAt: at, opening };
}

// ---- ending -------------------------------------------------------------------------------------------------------------

/** An incident that never left the primary ends at the first healthy reading, unless we can't tell what is served. */
function endInPlace(turn: Turn, incident: Incident | undefined): void {
  const { head, now, context } = turn;
  if (incident === undefined || (head.role !== "primary" && head.role !== "unobserved") || !isGood(head.health.primary.status)) return;
  const bounds = turnedAt(head.health.primary, now, context);
  end(turn, "recovered", bounds, { after: incident.openedAt - errorOf(turn), by: incident.openedAt }, bounds);
}

/** After a return a reading dated after it decides; without one for too long, nobody knows, and that is what is told. */
function endAfterReturn(turn: Turn, incident: Incident): void {
  const { head, now, context } = turn;
  const { back, left } = incident;
  if (back === undefined || left === undefined || head.role !== "primary") return;
  const { status, period } = head.health.primary;
  const read = period !== undefined && period >= back.by && status !== "unknown";
  const confirmed = { after: back.by, by: Math.max(period ?? back.by, back.by) };
  if (status === "none") {
    end(turn, "recovered", back, left, back);
  } else if (read && status === "healthy") {
    end(turn, "recovered", confirmed, left, back);
  } else if (read && incident.lastResort !== true) {
    head.incident = { ...incident, lastResort: true };
    tell(turn, "last-resort", { bounds: confirmed, phases: incident.returned });
  } else if (!read && incident.lastResort !== true && now >= back.by + context.policy.unverifiedMs) {
    end(turn, "unverified", { by: back.by + context.policy.unverifiedMs }, left, back);
  }
}

/**
 * What is served can't be seen any more, so the incident would stay open for ever. Should the pair be seen again, it begins anew: on the
 * secondary it then has failed over.
 */
function endUnseen(turn: Turn, { id, openedAt, opening }: Incident): void {
  const { head, now, context } = turn;
  head.incident = undefined;
  if (head.served !== "primary") head.served = undefined;
  const detail = { reason: context.retired ? "retired" : "private" };
  tell(turn, "unverified", { bounds: { by: now }, incident: { id, openedAt, opening, closedAt: now }, detail });
}

function end(turn: Turn, kind: EventKind, bounds: Bounds, left: Bounds, back: Bounds): void {
  const { head } = turn;
  assert(head.incident, `${head.pair} ends an incident that is not open`);
  const { id, openedAt, opening, left: wasLeft, away, returned } = head.incident;
  const past = { openedAt, closedAt: bounds.by, ...lastingOf(left, back) };
  const incident: FlipwatchEvent["incident"] = { id, opening, ...past };
  head.incident = undefined;
  head.lastIncident = past;
  // Where the primary was served all the time, the check's turn is all there is.
  tell(turn, kind, {
    bounds,
    incident,
    phases: wasLeft === undefined ? { unhealthy: bounds } : returned,
    ...(away && { detail: { away } }),
  });
}

// An opening by health is known to one metric period, unless the bounds say less; the Head keeps only when it was.
function errorOf({ context }: Turn): number {
  return 60 * context.policy.ttlUnitMs;
}

function isGood(status: string): boolean {
  return status === "healthy" || status === "none";
}
