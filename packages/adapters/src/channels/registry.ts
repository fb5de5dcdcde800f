/** Every kind of channel, one line each. A new kind is a folder beside this file and a line here. */
import { type Channel, type ChannelFields, type ChannelInput, type Config, commonChannelFields } from "@flipwatch/core";
import type * as z from "zod";
import type { ChannelConfig, ChannelDeps } from "./deps.ts";
import { createEventBridgeChannel } from "./eventbridge/channel.ts";
import { eventBridgeFields } from "./eventbridge/config.ts";
import { createPagerDutyChannel } from "./pagerduty/channel.ts";
import { pagerDutyFields } from "./pagerduty/config.ts";
import { createSlackChannel } from "./slack/channel.ts";
import { slackFields } from "./slack/config.ts";
import { createSnsChannel } from "./sns/channel.ts";
import { snsFields } from "./sns/config.ts";
import { createTeamsChannel } from "./teams/channel.ts";
import { teamsFields } from "./teams/config.ts";
import { createWebhookChannel } from "./webhook/channel.ts";
import { webhookFields } from "./webhook/config.ts";

const kinds = {
  eventbridge: kind(eventBridgeFields, createEventBridgeChannel),
  pagerduty: kind(pagerDutyFields, createPagerDutyChannel),
  slack: kind(slackFields, createSlackChannel),
  sns: kind(snsFields, createSnsChannel),
  teams: kind(teamsFields, createTeamsChannel),
  webhook: kind(webhookFields, createWebhookChannel),
};

interface Kind<Fields extends z.ZodObject> {
  fields: Fields;
  create(config: unknown, deps: ChannelDeps): Channel;
}

function kind<Fields extends z.ZodObject>(
  fields: Fields,
  create: (config: ChannelConfig<Fields>, deps: ChannelDeps) => Channel,
): Kind<Fields> {
  const whole = fields.extend(commonChannelFields);
  return { fields, create: (config, deps) => create(whole.parse(config) as ChannelConfig<Fields>, deps) };
}

/** For `parseConfig`. */
export const channelFields: ChannelFields = Object.fromEntries(Object.entries(kinds).map(([name, { fields }]) => [name, fields]));

/** What `channels` may hold in a configuration: for an editor. */
export type ChannelsInput = {
  [Name in keyof typeof kinds]?: (z.input<(typeof kinds)[Name]["fields"]> & Pick<ChannelInput, "name" | "language">)[];
};

/** Channels of a configuration that `parseConfig` took with `channelFields`. */
export function createChannels(config: Config["channels"], deps: ChannelDeps): Channel[] {
  return Object.entries(kinds).flatMap(([name, { create }]) => (config[name] ?? []).map((one) => create(one, deps)));
}
