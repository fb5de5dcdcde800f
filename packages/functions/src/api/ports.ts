/** What the API needs of the world. It reads; only what people ask for is written, where that is let in at all. */
import type { Records } from "@flipwatch/adapters/store/records";
import type { Clock, Config, Policy } from "@flipwatch/core";
import type { AskPorts } from "../steps/ask.ts";
import type { Log } from "../steps/log.ts";

export interface ApiPorts {
  records: {
    manifests: Pick<Records["manifests"], "current">;
    definitions: Pick<Records["definitions"], "get" | "getMany">;
    heads: Pick<Records["heads"], "get" | "getMany">;
    tallies: Pick<Records["tallies"], "get">;
    log: Pick<Records["log"], "read" | "recorded" | "alerting" | "notes">;
    deliveries: Pick<Records["deliveries"], "of" | "settled">;
    cursors: Pick<Records["cursors"], "unsettled" | "get" | "put">;
    findings: Pick<Records["findings"], "all">;
    mutes: Pick<Records["mutes"], "get">;
    readings: Pick<Records["readings"], "latest">;
  };
  /** Lets people ask for something. Absent where whoever can reach the API is not to be trusted with that. */
  asking?: AskPorts;
  clock: Pick<Clock, "now">;
  policy: Policy;
  /** Only names leave it, never an address or a header of a channel. */
  config: Pick<Config, "home" | "regions" | "zones" | "pairs" | "channels" | "dashboardUrl">;
  log: Log;
}
