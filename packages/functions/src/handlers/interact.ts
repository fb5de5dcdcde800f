/** Lambda entry: what people press in Slack, in the home region, behind a function URL. */
import { createWakeUps } from "@flipwatch/adapters/aws/sqs";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { answerOver, pressableChannels, serveInteract } from "../serve/interact.ts";
import { required } from "../settings.ts";
import { lazily } from "../wire/lazily.ts";
import { lambdaLog } from "../wire/log.ts";
import { wireSettings } from "../wire/secrets.ts";
import { wireRecords } from "../wire/store.ts";

export const handler = lazily(async () => {
  const settings = await wireSettings(process.env);
  const records = wireRecords(settings, lambdaLog);
  return serveInteract({
    records,
    channels: pressableChannels(settings.config.channels),
    clock: systemClock,
    wakeUps: createWakeUps({ queueUrl: required(settings.wakeQueueUrl, "FLIPWATCH_WAKE_QUEUE_URL"), region: settings.home }),
    answer: answerOver(lambdaLog),
    unitMs: settings.unitMs,
    log: lambdaLog,
  });
});
