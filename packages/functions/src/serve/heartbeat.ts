/** The Lambda around heartbeat: invoked by schedule every minute, pings each target as often as it is to be. */
import { type HeartbeatTarget, type Ms, SECOND } from "@flipwatch/core";
import { type HeartbeatPorts, type HeartbeatSummary, heartbeat } from "../steps/heartbeat.ts";
import type { Log } from "../steps/log.ts";

export interface ServeHeartbeatPorts extends HeartbeatPorts {
  targets: readonly HeartbeatTarget[];
  log: Log;
}

/** A minute's schedule is never quite on time, so a ping that comes a little early does for the next. */
const EARLY_MS = 30 * SECOND;

/** A process that is new pings at once: one ping too many harms no switch. */
export function serveHeartbeat(ports: ServeHeartbeatPorts): () => Promise<HeartbeatSummary> {
  const { targets, clock, policy, log } = ports;
  const pingedAt = new Map<string, Ms>();
  const isDue = ({ name, everySeconds }: HeartbeatTarget, now: Ms) => {
    const last = pingedAt.get(name);
    return last === undefined || now < last || now - last >= everySeconds * policy.ttlUnitMs - (EARLY_MS * policy.ttlUnitMs) / SECOND;
  };
  return async () => {
    const now = clock.now();
    const summary = await heartbeat(
      ports,
      targets.filter((target) => isDue(target, now)),
    );
    for (const name of summary.pinged) pingedAt.set(name, now);
    if (summary.faults.length > 0) log("warn", "no heartbeat", { faults: summary.faults });
    for (const { name, error } of summary.failed) log("warn", "a heartbeat was not taken", { name, error });
    return summary;
  };
}
