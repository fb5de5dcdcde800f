/** Lambda entry: heartbeat, in the home region, by schedule. */
import { createPinger } from "@flipwatch/adapters/heartbeat/pinger";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { serveHeartbeat } from "../serve/heartbeat.ts";
import { lazily } from "../wire/lazily.ts";
import { lambdaLog } from "../wire/log.ts";
import { wireSettings } from "../wire/secrets.ts";
import { wireRecords } from "../wire/store.ts";

export const handler = lazily(async () => {
  const settings = await wireSettings(process.env);
  return serveHeartbeat({
    records: wireRecords(settings, lambdaLog),
    targets: settings.config.heartbeat ?? [],
    turnMs: 60 * settings.unitMs,
    ping: createPinger(),
    clock: systemClock,
    policy: settings.policy,
    log: lambdaLog,
  });
});
