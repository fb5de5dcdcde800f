/** Lambda entry: the API, in the home region, one invocation a request. Closed unless the configuration opens it, or it is known to be reached by loopback alone. */
import { randomBytes } from "node:crypto";
import type { Records } from "@flipwatch/adapters/store/records";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { type Config, FlipwatchError, isSigning } from "@flipwatch/core";
import { apiApp } from "../api/app.ts";
import { serveApi } from "../serve/api.ts";
import { required, type Settings } from "../settings.ts";
import type { AskPorts } from "../steps/ask.ts";
import { SECRET_VARIABLE } from "../web/proof.ts";
import { secretsFrom } from "../web/seal.ts";
import { webApp } from "../web/web-app.ts";
import { lazily } from "../wire/lazily.ts";
import { lambdaLog } from "../wire/log.ts";
import { linkedSecret, wireSettings } from "../wire/secrets.ts";
import { wireRecords } from "../wire/store.ts";
import { wireWakeUps } from "../wire/wake-ups.ts";

export const handler = lazily(async () => {
  const settings = await wireSettings(process.env);
  const { config, policy } = settings;
  const records = wireRecords(settings, lambdaLog);
  const api = apiApp({ records, asking: askingFor(settings, records), clock: systemClock, policy, config, log: lambdaLog });
  const secret = process.env[SECRET_VARIABLE] ?? (config.access === undefined ? undefined : await linkedSecret(SECRET_VARIABLE));
  const app = webApp({
    api,
    access: config.access,
    secrets: secret === undefined ? [] : secretsFrom(secret, `the environment variable ${SECRET_VARIABLE}`),
    isLoopbackOnly: isLab,
    isLab,
    dashboardUrl: config.dashboardUrl,
    address: () => addressOf(config),
    records,
    clock: systemClock,
    randomText: (bytes) => randomBytes(bytes).toString("base64url"),
    log: lambdaLog,
  });
  return serveApi(app);
});

/** The lab alone deploys it so: behind a port of loopback. */
const isLab = process.env.FLIPWATCH_API_REQUESTS === "loopback";

function askingFor({ wakeQueueUrl, home, config }: Settings, records: Records): AskPorts | undefined {
  // With either, somebody may ask: who signed in, or a command that holds the secret.
  if (!isLab && !isSigning(config.access)) return undefined;
  return { records, wakeUps: wireWakeUps({ queueUrl: required(wakeQueueUrl, "FLIPWATCH_WAKE_QUEUE_URL"), region: home }) };
}

/** What stands in front of a function is not the function's to know. */
function addressOf({ dashboardUrl }: Config): string {
  if (dashboardUrl !== undefined) return dashboardUrl;
  throw new FlipwatchError("config-invalid", "dashboardUrl: is missing, expected the address at which people reach the page, to sign in");
}
