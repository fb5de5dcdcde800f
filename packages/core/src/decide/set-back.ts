/** Brings a Head back whose times lie in the future, because the clock was set back: it must not ignore what is true now until the clock catches up. */
import type { Head } from "../head.ts";
import type { Policy } from "../policy.ts";
import type { SideHealth } from "../reading.ts";
import type { Ms } from "../time.ts";
import { defined } from "./turn.ts";

/** Dated further ahead than clocks may differ. */
export function isAhead(at: Ms, now: Ms, policy: Policy): boolean {
  return at > now + policy.futureMs;
}

/**
 * The Head with no moment after `to`: what lies beyond happened by then at the latest. Holds and timers run again from there; nothing is decided
 * by it. An open incident keeps its name, and the tail its events.
 */
export function setBack(head: Head, to: Ms): Head {
  const { tail, incident, health, ...rest } = head;
  const kept = incident === undefined ? {} : { incident: { ...noneAfter(incident, to), id: incident.id, openedAt: incident.openedAt } };
  return {
    ...noneAfter(rest, to),
    ...kept,
    health: { primary: reread(health.primary, to), secondary: reread(health.secondary, to) },
    tail,
  };
}

/** A reading of the future is none, and would keep the true ones out. */
function reread(side: SideHealth, to: Ms): SideHealth {
  return side.period === undefined || side.period <= to ? noneAfter(side, to) : defined({ status: "unknown", check: side.check });
}

/** No number in a Head that is not a moment comes near one. */
function noneAfter<T>(value: T, to: Ms): T {
  if (typeof value === "number") return Math.min(value, to) as T;
  if (Array.isArray(value)) return value.map((each) => noneAfter(each, to)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, noneAfter(each, to)])) as T;
}
