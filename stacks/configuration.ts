/**
 * What is deployed, from `flipwatch.config.ts`, the same file that `flipwatch run` reads. A wrong one stops the deployment before anything is
 * changed, with the words of the command line.
 */
import { channelFields } from "@flipwatch/adapters/channels/registry";
import { type Config, deployAdvice, FlipwatchError, parseConfig, plainSecretsIn, secret, secretsIn, undeployable } from "@flipwatch/core";
import { costWarnings } from "@flipwatch/core/cost/warnings";
import written from "../flipwatch.config.ts";

/** The environment variable that names the topic of `deploy.alerts`. */
export const ALERTS_TOPIC = "FLIPWATCH_ALERTS_TOPIC_ARN";

const ANY_REGION = "us-east-1";

export interface Deployment {
  config: Config;
  /** Sentences for whoever deploys; nothing in them stops anything. */
  warnings: string[];
  /** Names of secrets that the configuration mentions. */
  secrets: string[];
}

/** Stages that lose nothing by accident. */
export function isProduction(stage: string): boolean {
  return stage === "production";
}

/** SST asks before it can show anybody a message: what is wrong with the configuration is said by `deployment`, before anything is made. */
export function homeRegion(): string {
  const { home } = (written ?? {}) as { home?: unknown };
  return typeof home === "string" && isRegion(home) ? home : ANY_REGION;
}

let known: Deployment | undefined;

/** Throws FlipwatchError `config-invalid`. */
export function deployment(): Deployment {
  known ??= checked();
  return known;
}

function checked(): Deployment {
  const { config, warnings } = parseConfig(written, channelFields);
  const plain = plainSecretsIn(written, channelFields);
  const problems = [
    ...[...new Set([config.home, ...config.regions])].filter((region) => !isRegion(region)).map(notRegion),
    ...undeployable(config),
    ...plain.map((field) => `${field}: is written out, expected secret("NAME"), so that it is stored encrypted and shown to nobody`),
    ...(Object.keys(config.network).length > 0
      ? ["network: translates addresses for the lab and for tests, expected none in a deployment"]
      : []),
  ];
  if (problems.length > 0)
    throw new FlipwatchError("config-invalid", ["flipwatch.config.ts can't be deployed:", ...problems.map((one) => `  ${one}`)].join("\n"));
  const advice = deployAdvice(config).map(({ field, saw, todo }) => `${field}: ${saw} ${todo}`);
  return { config: withAlertsTopic(config), warnings: [...warnings, ...advice, ...costWarnings(config)], secrets: secretsIn(written) };
}

/** Mail, phone and HTTPS are told through one more channel of SNS, whose topic is known once it is made. */
function withAlertsTopic(config: Config): Config {
  if ((config.deploy?.alerts ?? []).length === 0) return config;
  const sns = [...(config.channels.sns ?? []), { name: "alerts", topicArn: secret(ALERTS_TOPIC) }];
  return { ...config, channels: { ...config.channels, sns } };
}

/** `eu-west-1`, `us-gov-east-1`; whether the account has it is `flipwatch doctor`'s to find out. */
function isRegion(region: string): boolean {
  return /^[a-z]{2}(-[a-z]+)+-\d$/.test(region);
}

function notRegion(region: string): string {
  return `home, regions: found ${JSON.stringify(region)}, expected names of AWS regions such as "eu-west-1"`;
}
