/** Reads off the FLEET log's Head which regions were told to be silent: what follows from that is not told pair by pair. */
import type { LogHead } from "../tally-state.ts";

/** Regions that are silent for at least one shard. */
export function silentRegions(fleet: Pick<LogHead, "open"> | undefined): string[] {
  const regions = Object.keys(fleet?.open ?? {}).flatMap((key) => /^region-silent:(.+)#\d+$/.exec(key)?.[1] ?? []);
  return [...new Set(regions)];
}
