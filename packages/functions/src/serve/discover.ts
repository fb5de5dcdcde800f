/** The Lambda around discover: invoked by schedule, once for everything. */
import { type DiscoverPorts, type DiscoverSummary, discover } from "../steps/discover.ts";
import { type WatchedPorts, watched } from "./watched.ts";

export function serveDiscover(ports: DiscoverPorts & WatchedPorts): () => Promise<DiscoverSummary> {
  return watched("discover", ports, async () => {
    const summary = await discover(ports);
    ports.log("info", "discovered", { ...summary });
    return summary;
  });
}
