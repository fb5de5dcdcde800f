/** The Lambda around heartbeat: invoked by schedule, pings each target as often as it is to be. */
import type { HeartbeatTarget, Ms } from "@flipwatch/core";
import { type HeartbeatPorts, type HeartbeatSummary, heartbeat } from "../steps/heartbeat.ts";
import type { Log } from "../steps/log.ts";

export interface ServeHeartbeatPorts extends HeartbeatPorts {
  targets: readonly HeartbeatTarget[];
  /** How often this is invoked. No schedule is quite on time, so a ping may come half a turn early. */
  turnMs: Ms;
  log: Log;
}

/** A process that is new pings at once: one ping too many harms no switch. */
export function serveHeartbeat(ports: ServeHeartbeatPorts): () => Promise<HeartbeatSummary> {
  const { targets, turnMs, clock, policy, log } = ports;
  let known = "";
  const pingedAt = new Map<string, Ms>();
  const isDue = ({ name, everySeconds }: HeartbeatTarget, now: Ms) => {
    const last = pingedAt.get(name);
    return last === undefined || now < last || now - last >= everySeconds * policy.ttlUnitMs - turnMs / 2;
  };
  return async () => {
    const now = clock.now();
    const summary = await heartbeat(
      ports,
      targets.filter((target) => isDue(target, now)),
    );
    for (const name of summary.pinged) pingedAt.set(name, now);
    // Each turn finds the same; once is enough until it changes.
    if (summary.faults.length > 0 && summary.faults.join("\n") !== known) log("warn", "no heartbeat", { faults: summary.faults });
    known = summary.faults.join("\n");
    for (const { name, error } of summary.failed) log("warn", "a heartbeat was not taken", { name, error });
    return summary;
  };
}
