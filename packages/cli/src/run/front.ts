/** All that `flipwatch run` answers over HTTP, on one port: the page, the API behind who may ask it, and presses in Slack. */
import { randomBytes } from "node:crypto";
import type { Records } from "@flipwatch/adapters/store/records";
import { systemClock } from "@flipwatch/adapters/system-clock";
import { type Config, FlipwatchError, type Policy, type WakeUps } from "@flipwatch/core";
import { apiApp, interactApp, webApp } from "@flipwatch/functions/flow";
import { answerOver, INTERACTIONS_PATH, pressableChannels } from "@flipwatch/functions/serve/interact";
import type { Log } from "@flipwatch/functions/steps/log";
import { builtSite } from "../site/built-site.ts";
import { type Fetch, type Listening, listen } from "./listen.ts";
import type { ListenPlan } from "./listening.ts";
import { LOCAL_REGION } from "./parts.ts";
import { sessionSecrets } from "./session-secret.ts";

const DEFAULT_PORT = 4780;
const SECRET_BYTES = 32;

export interface FrontOptions {
  config: Config;
  policy: Policy;
  records: Records;
  wakeUps: WakeUps;
  data: string;
  plan: ListenPlan;
  /** Absent: the usual one, or a free one where that is in use. */
  port?: number;
  signal: AbortSignal;
  log: Log;
}

export interface Front {
  /** Where this machine asks. */
  api: string;
  /** Where people look. */
  dashboard: string;
  close(): Promise<void>;
}

/** Throws FlipwatchError: the port is in use, or the address is not this machine's. */
export async function openFront(options: FrontOptions): Promise<Front> {
  let port = 0;
  const answer = await answering(options, () => options.plan.addressAt(port));
  const { url, close } = await openPort(options, answer);
  port = Number(new URL(url).port);
  return { api: url, dashboard: options.plan.addressAt(port), close };
}

async function answering(options: FrontOptions, address: () => string): Promise<Fetch> {
  const { config, policy, records, wakeUps, log, plan, signal } = options;
  const own = { ...config, regions: [LOCAL_REGION] };
  const web = webApp({
    api: apiApp({ records, asking: { records, wakeUps }, clock: systemClock, policy, config: own, log }),
    site: builtSite({ signal, log }),
    ...(config.access === undefined ? {} : { access: config.access }),
    secrets: await secretsFor(options),
    isLoopbackOnly: plan.isLoopbackOnly,
    ...(config.dashboardUrl === undefined ? {} : { dashboardUrl: config.dashboardUrl }),
    address,
    records,
    clock: systemClock,
    randomText,
    log,
  });
  const channels = pressableChannels(config.channels);
  const pressed = interactApp({ records, channels, clock: systemClock, wakeUps, answer: answerOver(log), unitMs: 1_000, log });
  return (request, env) => (new URL(request.url).pathname === INTERACTIONS_PATH ? pressed : web).fetch(request, env);
}

/** None is made, and no file written, where nobody but who sits at the machine is let in. */
async function secretsFor({ config, data }: FrontOptions): Promise<string[]> {
  if (config.access === undefined) return [];
  return sessionSecrets({ data, environment: process.env, newSecret: () => randomText(SECRET_BYTES) });
}

function randomText(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}

/** The usual port, unless another Flipwatch has it and nobody asked for it by name. */
async function openPort({ port, plan: { host } }: FrontOptions, fetch: Fetch): Promise<Listening> {
  try {
    return await listen(fetch, { port: port ?? DEFAULT_PORT, host });
  } catch (problem) {
    const mayMove = port === undefined && problem instanceof FlipwatchError && problem.code === "address-in-use";
    if (!mayMove) throw problem;
    return listen(fetch, { port: 0, host });
  }
}
