/** Pings the dead man's switches while probes are fresh and deliveries flow. What that means is core's; this reads the facts and pings. */
import type { Ping } from "@flipwatch/adapters/heartbeat/pinger";
import type { Records } from "@flipwatch/adapters/store/records";
import { type Clock, FLEET, type HeartbeatFacts, type HeartbeatTarget, heartbeatFaults, type Policy } from "@flipwatch/core";
import { unpublished } from "./unpublished.ts";

export interface HeartbeatPorts {
  records: Pick<Records, "manifests" | "tallies" | "cursors" | "logHeads" | "heads" | "log">;
  ping: Ping;
  clock: Pick<Clock, "now">;
  policy: Policy;
}

export interface HeartbeatSummary {
  /** What speaks against a ping; empty where all is well. */
  faults: string[];
  /** Names of the targets that took it. */
  pinged: string[];
  /** Those that did not, and why. */
  failed: { name: string; error: string }[];
}

/** Beyond every moment that the store can sort. */
const EVER = 999_999_999_999_999;
/** The oldest are what may be overdue. */
const CURSORS_MAX = 200;

/** Throws FlipwatchError `store-unavailable` when the store fails; then nobody is pinged, which is the point. */
export async function heartbeat(ports: HeartbeatPorts, targets: readonly HeartbeatTarget[]): Promise<HeartbeatSummary> {
  const summary: HeartbeatSummary = { faults: [], pinged: [], failed: [] };
  if (targets.length === 0) return summary;
  summary.faults = heartbeatFaults(await gather(ports.records), ports.clock.now(), ports.policy);
  if (summary.faults.length > 0) return summary;
  const answers = await Promise.all(targets.map(async ({ name, url }) => ({ name, error: await ports.ping(url) })));
  for (const { name, error } of answers) {
    if (error === undefined) summary.pinged.push(name);
    else summary.failed.push({ name, error });
  }
  return summary;
}

async function gather(records: HeartbeatPorts["records"]): Promise<HeartbeatFacts> {
  const [manifests, unsettled, fleet] = await Promise.all([
    records.manifests.current(),
    records.cursors.unsettled(EVER, CURSORS_MAX),
    records.logHeads.get(FLEET),
  ]);
  const states = manifests.map(async ({ shard, slots }) => ({ shard, slots, state: await records.tallies.get(shard) }));
  const numbers = manifests.map(({ shard }) => shard);
  const [shards, waiting] = await Promise.all([Promise.all(states), unpublished({ records }, numbers)]);
  return { shards, unsettled, unpublished: waiting, open: fleet?.open ?? {} };
}
