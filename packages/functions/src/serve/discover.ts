/** The Lambda around discover: invoked by schedule, once for everything. */
import { type DiscoverPorts, type DiscoverSummary, discover } from "../steps/discover.ts";

export function serveDiscover(ports: DiscoverPorts): () => Promise<DiscoverSummary> {
  return async () => {
    const summary = await discover(ports);
    ports.log("info", "discovered", { ...summary });
    return summary;
  };
}
