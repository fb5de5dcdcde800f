/** The Lambda around discover: invoked by schedule, once for everything. */
import { type DiscoverPorts, type DiscoverSummary, discover } from "../steps/discover.ts";
import { type WatchedPorts, watched } from "./watched.ts";

export function serveDiscover(ports: DiscoverPorts & WatchedPorts): () => Promise<DiscoverSummary> {
  let told = "";
  return watched("discover", ports, async () => {
    const summary = await discover(ports);
    const troubles = summary.troubles.map(({ finding }) => `${finding.message} ${finding.fix}`);
    // Each minute finds the same; once is enough until it changes.
    if (troubles.join("\n") !== told) for (const trouble of troubles) ports.log("warn", trouble);
    told = troubles.join("\n");
    ports.log("info", "discovered", { ...summary });
    return summary;
  });
}
