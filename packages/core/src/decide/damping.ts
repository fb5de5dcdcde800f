/** Marks a pair that flips to and fro. Damping limits messages, never records: every transition is still an event. */
import type { Head } from "../head.ts";
import type { Policy } from "../policy.ts";
import type { Ms } from "../time.ts";
import { type Turn, tell } from "./turn.ts";

export function decideDamping(turn: Turn): void {
  const { head, now, context } = turn;
  const { flapCount, flapWindowMs } = context.policy;
  const calmAt = calmFrom(head, context.policy);
  if (calmAt !== undefined && now >= calmAt) {
    head.flapping = false;
    tell(turn, "calm", { bounds: { by: calmAt }, detail: { windowMs: flapWindowMs } });
  } else if (!head.flapping && head.transitions.length >= flapCount) {
    const first = head.transitions.at(-flapCount) ?? 0;
    // Only a new transition can make it flap: the old ones have been weighed.
    if (head.transitions.at(-1) !== now || now - first > flapWindowMs) return;
    head.flapping = true;
    tell(turn, "flapping", { bounds: { after: first, by: now }, detail: { transitions: flapCount, windowMs: flapWindowMs } });
  }
}

/** When a flapping pair is calm, if nothing changes until then. */
export function calmFrom(head: Head, policy: Policy): Ms | undefined {
  const last = head.transitions.at(-1);
  return head.flapping && last !== undefined ? last + policy.flapWindowMs : undefined;
}
