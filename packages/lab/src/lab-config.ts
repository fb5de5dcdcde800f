/** The configuration and the environment that the lab's functions run with. */
import { channelFields } from "@flipwatch/adapters/channels/registry";
import { type Config, type FlipwatchConfig, parseConfig } from "@flipwatch/core";
import { LAB_ACCOUNT } from "./invoker/invoker.ts";
import { type NetworkTable, RESOLVER_ADDRESS } from "./network.ts";
import { DELIVER_QUEUE, TABLE, WAKE_QUEUE } from "./resources.ts";
import { LAB_SLACK } from "./slack/slack.ts";

export interface LabConfigInput {
  endpoint: string;
  home: string;
  regions: readonly string[];
  overrides: Partial<FlipwatchConfig>;
}

/** Throws `config-invalid` for overrides that don't fit. */
export function labConfig({ endpoint, home, regions, overrides }: LabConfigInput, network: NetworkTable): Config {
  const input: FlipwatchConfig = {
    home,
    regions: [...regions],
    zones: ["example.com"],
    probe: { intervalSeconds: 10, resolvers: [RESOLVER_ADDRESS] },
    channels: {
      slack: [{ name: "lab", ...LAB_SLACK, apiUrl: `${endpoint}/slack/api/` }],
      webhook: [{ name: "lab", url: webhookOf(endpoint) }],
    },
    ...overrides,
    network: { ...network, ...overrides.network },
  };
  return parseConfig(input, channelFields).config;
}

export function slackWebhookOf(endpoint: string): string {
  return `${endpoint}/slack/services/T000/B000/LAB`;
}

export function webhookOf(endpoint: string): string {
  return `${endpoint}/lab/webhook`;
}

/** The lab knows a caller by its path prefix, which every SDK keeps. */
export function endpointFor(endpoint: string, region: string): string {
  return `${endpoint}/region/${region}`;
}

export function functionEnv(input: {
  config: Config;
  speed: number;
  endpoint: string;
  functionName: string;
  region: string;
  topicArn: string;
}): Record<string, string> {
  const { config, speed, endpoint, functionName, region, topicArn } = input;
  const own = endpointFor(endpoint, region);
  return {
    AWS_ENDPOINT_URL: own,
    FLIPWATCH_CONFIG: JSON.stringify(config),
    FLIPWATCH_SPEED: String(speed),
    FLIPWATCH_TABLE: TABLE,
    FLIPWATCH_HOME: config.home,
    FLIPWATCH_WAKE_QUEUE_URL: `${own}/${LAB_ACCOUNT}/${WAKE_QUEUE}`,
    FLIPWATCH_TOPIC_ARN: topicArn,
    ...(functionName === "deliver" ? { FLIPWATCH_DELIVER_QUEUE_URL: `${own}/${LAB_ACCOUNT}/${DELIVER_QUEUE}` } : {}),
    ...(functionName === "probe" ? { FLIPWATCH_REGION: region } : {}),
    ...(functionName === "api" ? { FLIPWATCH_API_REQUESTS: "loopback" } : {}),
  };
}

/** For programs outside: the AWS CLI, boto3, `flipwatch run`. */
export function clientEnv(endpoint: string, home: string): Record<string, string> {
  return { AWS_ENDPOINT_URL: endpoint, AWS_REGION: home, AWS_ACCESS_KEY_ID: "AKIALABLABLABLABLAB0", AWS_SECRET_ACCESS_KEY: "lab" };
}
