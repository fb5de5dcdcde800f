/** The Lambda around health: invoked by schedule, once for all health checks. */
import { type HealthPorts, type HealthSummary, health } from "../steps/health.ts";
import { type WatchedPorts, watched } from "./watched.ts";

export function serveHealth(ports: HealthPorts & WatchedPorts): () => Promise<HealthSummary> {
  return watched("health", ports, async () => {
    const summary = await health(ports);
    ports.log("info", "read health", { ...summary });
    return summary;
  });
}
