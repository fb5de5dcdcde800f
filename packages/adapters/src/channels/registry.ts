/** Every kind of channel, one line each. A new kind is a folder beside this file and a line here. */
import type { Channel } from "@flipwatch/core";
import type { ChannelDeps } from "./deps.ts";
import { createSlackChannel, type SlackConfig } from "./slack/channel.ts";
import { createSnsChannel, type SnsConfig } from "./sns/channel.ts";
import { createWebhookChannel, type WebhookConfig } from "./webhook/channel.ts";

export interface ChannelsConfig {
  slack: readonly SlackConfig[];
  sns: readonly SnsConfig[];
  webhook: readonly WebhookConfig[];
}

export function createChannels(config: ChannelsConfig, deps: ChannelDeps): Channel[] {
  return [
    ...config.slack.map((one) => createSlackChannel(one, deps)),
    ...config.sns.map((one) => createSnsChannel(one, deps)),
    ...config.webhook.map((one) => createWebhookChannel(one, deps)),
  ];
}
