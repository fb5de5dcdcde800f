/** The Lambda around health: invoked by schedule, once for all health checks. */
import { type HealthPorts, type HealthSummary, health } from "../steps/health.ts";

export function serveHealth(ports: HealthPorts): () => Promise<HealthSummary> {
  return async () => {
    const summary = await health(ports);
    ports.log("info", "read health", { ...summary });
    return summary;
  };
}
