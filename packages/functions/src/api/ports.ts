/** What the API needs of the world. It reads; nothing here writes. */
import type { Records } from "@flipwatch/adapters/store/records";
import type { Clock, Config, Policy } from "@flipwatch/core";
import type { Log } from "../steps/log.ts";

export interface ApiPorts {
  records: {
    manifests: Pick<Records["manifests"], "current">;
    definitions: Pick<Records["definitions"], "get" | "getMany">;
    heads: Pick<Records["heads"], "get" | "getMany">;
    tallies: Pick<Records["tallies"], "get">;
    log: Pick<Records["log"], "read" | "recorded">;
    deliveries: Pick<Records["deliveries"], "of">;
    findings: Pick<Records["findings"], "all">;
  };
  clock: Pick<Clock, "now">;
  policy: Policy;
  /** Only names leave it, never an address or a header of a channel. */
  config: Pick<Config, "home" | "regions" | "zones" | "channels">;
  log: Log;
}
