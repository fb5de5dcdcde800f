/** Lambda entry: discover, in the home region, by schedule. */
import { createRoute53 } from "@flipwatch/adapters/aws/route53";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { channelIds } from "@flipwatch/core";
import { serveDiscover } from "../serve/discover.ts";
import { lazily } from "../wire/lazily.ts";
import { lambdaLog } from "../wire/log.ts";
import { wireSettings } from "../wire/secrets.ts";
import { wireRecords } from "../wire/store.ts";

/** Below the account's 5 a second, of which health and tally take one each. */
const ROUTE53_REQUESTS_PER_SECOND = 2;

export const handler = lazily(async () => {
  const settings = await wireSettings(process.env);
  const route53 =
    settings.config.zones.length > 0
      ? createRoute53({ requestsPerSecond: ROUTE53_REQUESTS_PER_SECOND * settings.speed, clock: systemClock })
      : undefined;
  return serveDiscover({
    records: wireRecords(settings, lambdaLog),
    route53,
    config: settings.config,
    channels: channelIds(settings.config.channels),
    clock: systemClock,
    unitMs: settings.unitMs,
    log: lambdaLog,
  });
});
