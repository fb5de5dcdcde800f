/**
 * What a handler learns from its environment: the configuration it was deployed with, and where things are. Read once, at the cold start. Secrets are
 * put into the configuration by `wire/secrets.ts`, between the two functions here.
 */
import { readFileSync } from "node:fs";
import { type ChannelFields, type Config, FlipwatchError, type Policy, parseConfig, policyOf } from "@flipwatch/core";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  config: Config;
  policy: Policy;
  /** 1 outside the lab. */
  speed: number;
  /** One second of configuration in real milliseconds: 1,000 outside the lab. */
  unitMs: number;
  table: string;
  /** The region this function votes for, or runs in. */
  region: string;
  /** Where the table, the queues and the topic are. */
  home: string;
  wakeQueueUrl?: string;
  /** Deliver's own. */
  deliverQueueUrl?: string;
  topicArn?: string;
}

/** A name server's reply takes its time whatever the lab's speed, so a try never gets less than this. */
const SHORTEST_TRY_MS = 300;

/**
 * `configuration` as `configurationFrom` gave it, with its secrets; `channels`: the kinds' fields, for the handler that tells them. Throws
 * FlipwatchError `config-invalid` that names the field or the variable.
 */
export function settingsFrom(environment: Environment, configuration: unknown, channels?: ChannelFields): Settings {
  const config = withAddress(parseConfig(configuration, channels).config, environment.FLIPWATCH_DASHBOARD_URL);
  const speed = Number(environment.FLIPWATCH_SPEED ?? "1");
  if (!(speed >= 1))
    throw new FlipwatchError("config-invalid", `FLIPWATCH_SPEED is ${environment.FLIPWATCH_SPEED}; expected a number from 1 up`);
  return {
    config,
    policy: policyFrom(config, speed),
    speed,
    unitMs: 1_000 / speed,
    table: environment.FLIPWATCH_TABLE ?? "flipwatch",
    region: environment.FLIPWATCH_REGION ?? environment.AWS_REGION ?? config.home,
    home: environment.FLIPWATCH_HOME ?? config.home,
    wakeQueueUrl: environment.FLIPWATCH_WAKE_QUEUE_URL,
    deliverQueueUrl: environment.FLIPWATCH_DELIVER_QUEUE_URL,
    topicArn: environment.FLIPWATCH_TOPIC_ARN,
  };
}

/** Where the page is was decided by the deployment, unless the configuration says so. */
function withAddress(config: Config, address: string | undefined): Config {
  return config.dashboardUrl !== undefined || address === undefined ? config : { ...config, dashboardUrl: address };
}

/** What of a configuration the policy comes from. */
export type PolicySource = Pick<Config, "regions" | "policy" | "escalation"> & { probe: Pick<Config["probe"], "intervalSeconds"> };

/** The numbers to decide by, from the configuration. */
export function policyFrom(config: PolicySource, speed = 1): Policy {
  const { regions, probe, policy, escalation } = config;
  return policyOf({ regions, intervalSeconds: probe.intervalSeconds, ...policy, escalation, speed });
}

/** How long one try of one question may take, in real milliseconds. */
export function tryMs(config: Config, unitMs: number): number {
  return Math.max(SHORTEST_TRY_MS, (config.probe.timeoutMs * unitMs) / 1_000);
}

/** A setting that the deployment must give; names it where it is missing. */
export function required(value: string | undefined, variable: string): string {
  if (value !== undefined && value !== "") return value;
  throw new FlipwatchError("config-invalid", `the environment variable ${variable} is missing; the deployment sets it`);
}

/** What the deployment wrote, unchecked. Throws FlipwatchError `config-invalid` that names the variable. */
export function configurationFrom(environment: Environment): unknown {
  const file = environment.FLIPWATCH_CONFIG_FILE;
  const text = environment.FLIPWATCH_CONFIG ?? (file === undefined ? undefined : readFileSync(file, "utf8"));
  try {
    return JSON.parse(required(text, "FLIPWATCH_CONFIG (or FLIPWATCH_CONFIG_FILE)"));
  } catch (problem) {
    if (problem instanceof FlipwatchError) throw problem;
    throw new FlipwatchError("config-invalid", "FLIPWATCH_CONFIG is not JSON; it is written by the deployment from flipwatch.config.ts", {
      cause: problem,
    });
  }
}
