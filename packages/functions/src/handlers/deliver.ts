/** Lambda entry: deliver, in the home region, behind the alert queue and by schedule. */
import { randomUUID } from "node:crypto";
import { channelFields, createChannels } from "@flipwatch/adapters/channels/registry";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { deliveryPolicyOf, tagsFrom } from "@flipwatch/core";
import { serveDeliver } from "../serve/deliver.ts";
import { wireLater } from "../wire/later.ts";
import { lazily } from "../wire/lazily.ts";
import { lambdaLog } from "../wire/log.ts";
import { wireSettings } from "../wire/secrets.ts";
import { wireRecords } from "../wire/store.ts";

export const handler = lazily(async () => {
  const settings = await wireSettings(process.env, channelFields);
  return serveDeliver({
    records: wireRecords(settings, lambdaLog),
    channels: createChannels(settings.config.channels, {
      clock: systemClock,
      unitMs: settings.unitMs,
      dashboardUrl: settings.config.dashboardUrl,
    }),
    clock: systemClock,
    random: Math.random,
    owner: randomUUID(),
    policy: deliveryPolicyOf(settings.speed, settings.config.probe.intervalSeconds),
    wakeLater: wireLater(settings),
    routes: settings.config.routes,
    tagsOf: tagsFrom(settings.config),
    log: lambdaLog,
  });
});
