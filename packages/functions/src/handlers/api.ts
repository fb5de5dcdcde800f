/** Lambda entry: the API, in the home region, one invocation a request. */
import { systemClock } from "@flipwatch/adapters/system-clock";
import { serveApi } from "../serve/api.ts";
import { settingsFrom } from "../settings.ts";
import { lazily } from "../wire/lazily.ts";
import { lambdaLog } from "../wire/log.ts";
import { wireRecords } from "../wire/store.ts";

export const handler = lazily(() => {
  const settings = settingsFrom(process.env);
  const { config, policy } = settings;
  return serveApi({ records: wireRecords(settings, lambdaLog), clock: systemClock, policy, config, log: lambdaLog });
});
