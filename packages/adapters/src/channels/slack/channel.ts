/** Tells a Slack channel, in the way its configuration chose: as a bot, with one thread an incident, or through an incoming webhook. */
import type { Channel } from "@flipwatch/core";
import type { ChannelDeps } from "../deps.ts";
import { createBot } from "./bot.ts";
import { type IncomingWebhookConfig, isBot, type SlackConfig } from "./config.ts";
import { createIncomingWebhook } from "./incoming-webhook.ts";

export function createSlackChannel(config: SlackConfig, deps: ChannelDeps): Channel {
  // The configuration's check leaves only the two.
  return isBot(config) ? createBot(config, deps) : createIncomingWebhook(config as IncomingWebhookConfig, deps);
}
