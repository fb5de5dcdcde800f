/** Probes: one in every configured region, which votes on what the name answers there. */
import type { Handlers } from "./handlers.ts";
import { regionProvider } from "./region-provider.ts";
import { everyMinute } from "./schedule.ts";

export interface RegionProbe {
  region: string;
  fn: sst.aws.Function;
  /** For what belongs to that region. */
  provider: aws.Provider;
}

export function createProbes(handlers: Handlers): RegionProbe[] {
  return handlers.config.regions.map((region) => {
    const name = `Probe${pascal(region)}`;
    const provider = regionProvider(`${name}Region`, region);
    const fn = handlers.create(name, "probe", { region, provider });
    everyMinute(`${name}Schedule`, fn, { provider });
    return { region, fn, provider };
  });
}

/** `eu-central-1` → `EuCentral1`. */
export function pascal(region: string): string {
  return region
    .split("-")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("");
}
