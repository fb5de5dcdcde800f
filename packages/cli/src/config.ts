/** What a `flipwatch.config.ts` imports. Core takes channels of any kind; here they have the types of the kinds that there are. */
import type { ChannelsInput } from "@flipwatch/adapters/channels/registry";
import type { FlipwatchConfig as AnyConfig } from "@flipwatch/core";

export { secret } from "@flipwatch/core/secret-mark";

export interface FlipwatchConfig extends Omit<AnyConfig, "channels"> {
  /** By kind; each kind's README says what it wants. */
  channels?: ChannelsInput;
}

/** Gives the configuration back as it is; for its types in an editor. */
export function defineConfig(config: FlipwatchConfig): FlipwatchConfig {
  return config;
}
