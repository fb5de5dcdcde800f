/** Takes in readings, and decides what health says beside the role: a safety net that is gone, an answer that disagrees. */
import type { Head } from "../head.ts";
import type { SideHealth } from "../reading.ts";
import type { Ms } from "../time.ts";
import { turnedAt } from "./evidence.ts";
import type { ReadingInput } from "./input.ts";
import { defined, type Turn, tell } from "./turn.ts";

/** Keeps a reading of the side's present check, unless a newer one is known: of a later period, or of the same fetched later. */
export function takeReading({ head }: Turn, { side, reading }: ReadingInput): void {
  const known = head.health[side];
  if (reading.check !== known.check) return;
  if (known.period !== undefined && reading.period < known.period) return;
  if (reading.period === known.period && reading.readAt <= (known.readAt ?? 0)) return;
  const { check, status, percentage, period, since, readAt, sharedBy } = reading;
  // The reason comes with the change only, so it stays for as long as the status does.
  const why = reading.reason === undefined && status === known.status ? known : reading;
  const kept: SideHealth = {
    check,
    status,
    percentage,
    period,
    since,
    readAt,
    reason: why.reason,
    checkers: why.checkers,
    sharedBy: side === "primary" ? sharedBy : undefined,
  };
  head.health = { ...head.health, [side]: defined(kept) };
}

export function decideHealth(turn: Turn): void {
  secondarySafetyNet(turn);
  disagreement(turn);
}

/** Told in every role: without a healthy secondary there is nothing to fail over to. Unknown tells nothing. */
function secondarySafetyNet(turn: Turn): void {
  const { head, now, context } = turn;
  const { status } = head.health.secondary;
  if (status === "unknown" || (status === "unhealthy") === (head.told.secondaryUnhealthy === true)) return;
  const bounds = status === "none" ? { by: now } : turnedAt(head.health.secondary, now, context);
  const { secondaryUnhealthy: _, ...told } = head.told;
  head.told = status === "unhealthy" ? { ...told, secondaryUnhealthy: true } : told;
  tell(turn, status === "unhealthy" ? "secondary-unhealthy" : "secondary-healthy", { bounds });
}

/**
 * When a secondary that is served while the primary reads healthy becomes a disagreement; undefined while it isn't one. The other
 * way round is an incident (`primary-unhealthy-served`).
 */
export function disagreesFrom(head: Head, lagMs: number): Ms | undefined {
  const { status, since } = head.health.primary;
  if (head.role !== "secondary" || status !== "healthy" || since === undefined) return undefined;
  return Math.max(since, head.since.by) + lagMs;
}

function disagreement(turn: Turn): void {
  const { head, now, context } = turn;
  const from = disagreesFrom(head, context.policy.healthLagMs);
  const { healthDisagrees, ...told } = head.told;
  if (healthDisagrees === true) {
    const agrees = head.role === "primary" || (head.role === "secondary" && head.health.primary.status === "unhealthy");
    if (!agrees) return;
    head.told = told;
    tell(turn, "health-agrees", { bounds: head.role === "primary" ? head.since : turnedAt(head.health.primary, now, context) });
  } else if (from !== undefined && now >= from && (head.health.primary.period ?? 0) >= head.since.by) {
    head.told = { ...told, healthDisagrees: true };
    tell(turn, "health-disagrees", { bounds: { by: from } });
  }
}
