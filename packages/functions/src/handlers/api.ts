/** Lambda entry: the API, in the home region, one invocation a request. It takes requests only where it is known to be reached by loopback alone. */
import { createWakeUps } from "@flipwatch/adapters/aws/sqs";
import type { Records } from "@flipwatch/adapters/store/records";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { serveApi } from "../serve/api.ts";
import { required, type Settings, settingsFrom } from "../settings.ts";
import type { AskPorts } from "../steps/ask.ts";
import { lazily } from "../wire/lazily.ts";
import { lambdaLog } from "../wire/log.ts";
import { wireRecords } from "../wire/store.ts";

export const handler = lazily(() => {
  const settings = settingsFrom(process.env);
  const { config, policy } = settings;
  const records = wireRecords(settings, lambdaLog);
  return serveApi({ records, asking: askingFor(settings, records), clock: systemClock, policy, config, log: lambdaLog });
});

function askingFor({ wakeQueueUrl, home }: Settings, records: Records): AskPorts | undefined {
  if (process.env.FLIPWATCH_API_REQUESTS !== "loopback") return undefined;
  return { records, wakeUps: createWakeUps({ queueUrl: required(wakeQueueUrl, "FLIPWATCH_WAKE_QUEUE_URL"), region: home }) };
}
