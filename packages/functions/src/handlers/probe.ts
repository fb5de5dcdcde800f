/** Lambda entry: probe, one in every configured region, by schedule. */
import { randomInt } from "node:crypto";
import { createWakeUps } from "@flipwatch/adapters/aws/sqs";
import { createAsker } from "@flipwatch/adapters/dns/asker";
import { createNameServers } from "@flipwatch/adapters/dns/name-servers";
import { systemResolvers } from "@flipwatch/adapters/dns/system-resolvers";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { FlipwatchError } from "@flipwatch/core";
import { serveProbe } from "../serve/probe.ts";
import { required, type Settings, tryMs } from "../settings.ts";
import { lazily } from "../wire/lazily.ts";
import { lambdaLog } from "../wire/log.ts";
import { wireSettings } from "../wire/secrets.ts";
import { wireRecords } from "../wire/store.ts";

/** An invocation hands over at the latest then: two schedule periods less 5 s, so a late successor leaves no gap. */
const LONGEST_RUN_SECONDS = 175;

export const handler = lazily(async () => {
  const settings = await wireSettings(process.env);
  const resolvers = settings.config.probe.resolvers.length > 0 ? settings.config.probe.resolvers : systemResolvers();
  const timeoutMs = tryMs(settings.config, settings.unitMs);
  const asker = createAsker({ network: settings.config.network, now: systemClock.now, randomId: () => randomInt(65_536) });
  return serveProbe({
    records: wireRecords(settings, lambdaLog),
    asker,
    nameServers: createNameServers({ asker, resolvers, now: systemClock.now, timeoutMs, ttlUnitMs: settings.unitMs }),
    wakeUps: createWakeUps({ queueUrl: required(settings.wakeQueueUrl, "FLIPWATCH_WAKE_QUEUE_URL"), region: settings.home }),
    clock: systemClock,
    policy: settings.policy,
    region: settings.region,
    regionIndex: regionIndex(settings),
    resolvers,
    timeoutMs,
    maxMs: LONGEST_RUN_SECONDS * settings.unitMs,
    log: lambdaLog,
  });
});

/** The region's turn inside each round. */
function regionIndex(settings: Settings): number {
  const index = settings.config.regions.indexOf(settings.region);
  if (index >= 0) return index;
  throw new FlipwatchError(
    "config-invalid",
    `this probe runs in ${settings.region}, which is not one of the configured regions (${settings.config.regions.join(", ")})`,
  );
}
