/** Puts what was seen of the fleet (silent regions, lost ballots, our own trouble) into the FLEET log, by the same way as a pair's Head. */
import type { Records } from "@flipwatch/adapters/store/records";
import { FLEET, type FleetFact, FlipwatchError, fleet, isSettled, type LogHead, type Ms, newLogHead, type Policy } from "@flipwatch/core";
import { isFurther, type SettlePorts, settle } from "./settle.ts";

export interface FleetPorts extends SettlePorts {
  records: Pick<Records, "log" | "logHeads" | "inbox">;
}

/** Tallies of several shards share this log, so a lost race is run again; and a tail takes at most 20 events, so many facts go in passes. */
const MOST_PASSES = 32;

/** How many events it wrote. Throws FlipwatchError `store-unavailable` after too many lost races; the facts are then found again by the next run. */
export async function tellFleet(ports: FleetPorts, facts: readonly FleetFact[], now: Ms, policy: Policy): Promise<number> {
  let told = 0;
  let rest = facts;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const before = (await ports.records.logHeads.get(FLEET)) ?? newLogHead(FLEET);
    const decided = fleet(before, rest, now, { policy, recordedAt: now });
    const stored = isSame(before, decided.head) ? before : await ports.records.logHeads.put(decided.head);
    if (stored === undefined) continue;
    told += decided.events.length;
    await finish(ports, stored, now);
    if (decided.rest.length === 0) return told;
    rest = decided.rest;
  }
  throw new FlipwatchError("store-unavailable", "the FLEET log was written by others at every attempt", { retryable: true });
}

function isSame(before: LogHead, after: LogHead): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

/** What SNS does not take now is published by a later run. A lost race here is harmless: whoever won settles the same events. */
async function finish(ports: FleetPorts, stored: LogHead, now: Ms): Promise<void> {
  if (isSettled(stored)) return;
  const { head, unpublishable } = await settle(ports, stored);
  for (const { event, error } of unpublishable) {
    // Told by the next run; but of one that told of another nothing is told, or it would go on for ever.
    if (event.kind !== "unpublishable") await ports.records.inbox.leave({ kind: "unpublishable", at: now, event: event.id, error });
  }
  if (isFurther(head, stored)) await ports.records.logHeads.put(head);
}
