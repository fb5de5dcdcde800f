/** The Lambda around discover: invoked by schedule, once for everything. Notes the configured channels, then finds the pairs. */
import type { Records } from "@flipwatch/adapters/store/records";
import { type DiscoverPorts, type DiscoverSummary, discover } from "../steps/discover.ts";
import { type WatchedPorts, watched } from "./watched.ts";

export interface ServeDiscoverPorts extends DiscoverPorts, WatchedPorts {
  records: DiscoverPorts["records"] & Pick<Records, "inbox" | "channels">;
  /** Ids of the configured channels. */
  channels: readonly string[];
}

export function serveDiscover(ports: ServeDiscoverPorts): () => Promise<DiscoverSummary> {
  let told = "";
  return watched("discover", ports, async () => {
    // Before the pairs, and not by deliver: what is recorded while deliver is down is still for the channels configured by then.
    await ports.records.channels.note(ports.channels, ports.clock.now());
    const summary = await discover(ports);
    const troubles = summary.troubles.map(({ finding }) => `${finding.message} ${finding.fix}`);
    // Each minute finds the same; once is enough until it changes.
    if (troubles.join("\n") !== told) for (const trouble of troubles) ports.log("warn", trouble);
    told = troubles.join("\n");
    ports.log("info", "discovered", { ...summary });
    return summary;
  });
}
