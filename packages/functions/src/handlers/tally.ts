/** Lambda entry: tally, in the home region, behind the wake-up queue and by schedule. */
import { createSnsPublisher } from "@flipwatch/adapters/aws/sns";
import { createMaintenance } from "@flipwatch/adapters/maintenance/windows";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { serveTally } from "../serve/tally.ts";
import { required } from "../settings.ts";
import { rereadDefinition } from "../steps/tally/reread.ts";
import { lazily } from "../wire/lazily.ts";
import { lambdaLog } from "../wire/log.ts";
import { wireRoute53 } from "../wire/route53.ts";
import { wireSettings } from "../wire/secrets.ts";
import { wireRecords } from "../wire/store.ts";

export const handler = lazily(async () => {
  const settings = await wireSettings(process.env);
  const records = wireRecords(settings, lambdaLog);
  const route53 = wireRoute53({ requestsPerSecond: settings.speed, clock: systemClock });
  return serveTally({
    records,
    publisher: createSnsPublisher({ topicArn: required(settings.topicArn, "FLIPWATCH_TOPIC_ARN") }),
    reread: rereadDefinition({ records, route53, config: settings.config, clock: systemClock, log: lambdaLog }),
    maintenance: createMaintenance(settings.config.maintenance),
    clock: systemClock,
    policy: settings.policy,
    log: lambdaLog,
  });
});
