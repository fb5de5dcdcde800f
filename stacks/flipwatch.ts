/** Flipwatch in the cloud, on one screen, in the order of the flow: what each part leaves behind is the next one's to read. */
import { createAlerts } from "./alerts.ts";
import { deployment } from "./configuration.ts";
import { createDashboard, createRouter } from "./dashboard.ts";
import { createExamplePair } from "./example-pair.ts";
import { createHandlers } from "./handlers.ts";
import { createMonitor } from "./monitor.ts";
import { createProbes } from "./probes.ts";
import { createSelfWatch } from "./self-watch.ts";
import { createStorage } from "./storage.ts";

/** The outputs: what whoever deployed needs to know. */
export async function deploy(): Promise<Record<string, unknown>> {
  const { config, warnings, secrets } = deployment();
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  const router = createRouter(config);
  const storage = createStorage();
  const handlers = await createHandlers(config, secrets, storage, router.url);
  const probes = createProbes(handlers);
  const monitor = createMonitor(handlers, storage);
  const alerts = createAlerts(handlers, storage);
  const dashboard = createDashboard(handlers, router);
  const watch = createSelfWatch(config, { storage, probes, monitor, alerts, dashboard });
  const example = config.deploy?.examplePair === undefined ? undefined : createExamplePair(config.deploy.examplePair);
  return {
    dashboard: dashboard.url,
    ...(dashboard.interactionsUrl === undefined ? {} : { slackInteractions: dashboard.interactionsUrl }),
    events: storage.topicArn,
    table: storage.tableName,
    alarms: watch.topics,
    ...(example === undefined ? {} : { example: example.name }),
  };
}
