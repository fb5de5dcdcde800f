/**
 * Makes a function of a handler: bundled as the lab bundles it, given its part of the configuration as a file beside it, its permissions, and the
 * secrets that it alone resolves. The secrets themselves stand in no configuration; SST hands them over encrypted.
 */
import { join } from "node:path";
import type { Config } from "@flipwatch/core";
import { sstNameOf } from "@flipwatch/core";
import { bundleHandler } from "./bundle.ts";
import { partFor } from "./config-part.ts";
import { createLambda, type LambdaSpec } from "./lambda.ts";
import { type HandlerName, handlerNames } from "./needs.ts";
import { permissionsOf, type Statement } from "./permissions.ts";
import type { Storage } from "./storage.ts";

type Output<T> = $util.Output<T>;

export interface HandlerOptions {
  /** Default: the home region, where the table is. */
  region?: string;
  provider?: aws.Provider;
  environment?: Record<string, string | Output<string>>;
  statements?: Statement[];
  url?: LambdaSpec["url"];
  /** Beside those that its part of the configuration names. */
  secrets?: sst.Secret[];
}

export interface Handlers {
  config: Config;
  /** `name`: of the component, unlike any other of the app. */
  create(name: string, handler: HandlerName, options?: HandlerOptions): sst.aws.Function;
}

/** `dashboardUrl`: what alerts link to. */
export async function createHandlers(
  config: Config,
  secretNames: string[],
  storage: Storage,
  dashboardUrl: Output<string>,
): Promise<Handlers> {
  const secrets = new Map(secretNames.map((name) => [name, new sst.Secret(sstNameOf(name))]));
  const parts = new Map(handlerNames.map((handler) => [handler, partFor(handler, config)]));
  // Below SST's own folder for such work.
  const places = { within: join($cli.paths.work, "flipwatch"), root: $cli.paths.root };
  const bundle = (handler: HandlerName) => bundleHandler({ ...places, handler, config: parts.get(handler)?.config });
  const bundles = new Map(await Promise.all(handlerNames.map(async (handler) => [handler, await bundle(handler)] as const)));
  return {
    config,
    create(name, handler, { region = config.home, provider, environment = {}, statements = [], url, secrets: own = [] } = {}) {
      const wanted = parts.get(handler)?.secrets ?? [];
      return createLambda(name, {
        handler,
        bundle: bundles.get(handler) ?? "",
        environment: {
          FLIPWATCH_CONFIG_FILE: "flipwatch.config.json",
          FLIPWATCH_TABLE: storage.tableName,
          FLIPWATCH_HOME: config.home,
          FLIPWATCH_REGION: region,
          FLIPWATCH_WAKE_QUEUE_URL: storage.wake.url,
          FLIPWATCH_DASHBOARD_URL: dashboardUrl,
          ...environment,
        },
        secrets: [...wanted.flatMap((one) => secrets.get(one) ?? []), ...own],
        statements: [...permissionsOf(handler, storage, region), ...statements],
        region,
        ...(provider === undefined ? {} : { provider }),
        ...(url === undefined ? {} : { url }),
      });
    },
  };
}
