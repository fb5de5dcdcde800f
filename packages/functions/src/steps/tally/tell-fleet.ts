/** Puts what was seen of the fleet (silent regions, lost ballots, our own trouble) into the FLEET log, by the same way as a pair's Head. */
import type { Records } from "@flipwatch/adapters/store/records";
import { FLEET, type FleetFact, FlipwatchError, fleet, type LogHead, type Ms, newLogHead, type Policy } from "@flipwatch/core";
import { type SettlePorts, settle } from "./settle.ts";

export interface FleetPorts extends SettlePorts {
  records: Pick<Records, "log" | "logHeads">;
}

/** Tallies of several shards share this log, so a lost race is run again; it is short. */
const MOST_RACES = 8;

/** Gives the number of events told. Throws FlipwatchError `store-unavailable` after too many lost races; the facts are then found again by the next run. */
export async function tellFleet(ports: FleetPorts, facts: readonly FleetFact[], now: Ms, policy: Policy): Promise<number> {
  for (let race = 0; race < MOST_RACES; race += 1) {
    const before = (await ports.records.logHeads.get(FLEET)) ?? newLogHead(FLEET);
    const decided = fleet(before, facts, now, { policy, recordedAt: now });
    if (decided.head.tail.length === 0 && JSON.stringify(decided.head) === JSON.stringify(before)) return 0;
    const stored = await ports.records.logHeads.put(decided.head);
    if (stored === undefined) continue;
    await finish(ports, stored);
    return decided.events.length;
  }
  throw new FlipwatchError("store-unavailable", "the FLEET log was written by others at every attempt", { retryable: true });
}

/** A lost race here is harmless: whoever won settles the same tail. */
async function finish(ports: FleetPorts, stored: LogHead): Promise<void> {
  if (stored.tail.length === 0) return;
  const settled = await settle(ports, stored);
  await ports.records.logHeads.put(settled.head);
}
