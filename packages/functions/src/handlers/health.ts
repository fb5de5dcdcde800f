/** Lambda entry: health, in the home region, by schedule. */
import { createMetrics } from "@flipwatch/adapters/aws/cloudwatch";
import { createWakeUps } from "@flipwatch/adapters/aws/sqs";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { serveHealth } from "../serve/health.ts";
import { required } from "../settings.ts";
import { lazily } from "../wire/lazily.ts";
import { lambdaLog } from "../wire/log.ts";
import { wireRoute53 } from "../wire/route53.ts";
import { wireSettings } from "../wire/secrets.ts";
import { wireRecords } from "../wire/store.ts";

export const handler = lazily(async () => {
  const settings = await wireSettings(process.env);
  return serveHealth({
    records: wireRecords(settings, lambdaLog),
    metrics: createMetrics({ periodMs: 60 * settings.unitMs }),
    route53: wireRoute53({ requestsPerSecond: settings.speed, clock: systemClock }),
    wakeUps: createWakeUps({ queueUrl: required(settings.wakeQueueUrl, "FLIPWATCH_WAKE_QUEUE_URL"), region: settings.home }),
    clock: systemClock,
    policy: settings.policy,
    log: lambdaLog,
  });
});
