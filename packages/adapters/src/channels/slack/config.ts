/** What a Slack channel's configuration holds: an incoming webhook, or a bot with the channel it writes to. */
import { type Language, openField, textField, urlField } from "@flipwatch/core";
import * as z from "zod";

const ways = "either webhookUrl, or botToken with channel (signingSecret and apiUrl go with these only)";

export const slackFields = z
  .object({
    /** The incoming webhook's address, which is a secret: whoever has it can post. */
    webhookUrl: urlField().optional(),
    /** Of the app's bot user; a secret. */
    botToken: textField("a bot's token, which begins with xoxb-", (value) => /^xoxb-[\w-]+$/.test(value)).optional(),
    /** Not its name: messages are edited and looked up by id only. */
    channel: textField("a channel's id such as C0123456789, as its details in Slack end with", (value) =>
      /^[CG][A-Z0-9]{5,}$/.test(value),
    ).optional(),
    /** With it the messages have buttons, and what is pressed is believed when Slack signed it with this. A secret. */
    signingSecret: textField("the app's signing secret", (value) => /^[\w-]{16,}$/.test(value)).optional(),
    /** Where Slack's Web API is. Default: https://slack.com/api/. */
    apiUrl: openField(urlField()).optional(),
  })
  .refine(isOneWay, { error: ways });

/** What of them says whose presses of buttons are believed: all that who takes these is given. */
export const pressFields = z.object({
  channel: slackFields.shape.channel.unwrap(),
  signingSecret: slackFields.shape.signingSecret.unwrap(),
});

export interface SlackConfig extends z.output<typeof slackFields> {
  name: string;
  language?: Language;
}

export type BotConfig = SlackConfig & { botToken: string; channel: string };
export type IncomingWebhookConfig = SlackConfig & { webhookUrl: string };

function isOneWay(config: Partial<Record<"webhookUrl" | "botToken" | "channel" | "signingSecret" | "apiUrl", string>>): boolean {
  const { webhookUrl, botToken, channel, signingSecret, apiUrl } = config;
  const bot = [botToken, channel, signingSecret, apiUrl].filter((field) => field !== undefined);
  return webhookUrl === undefined ? botToken !== undefined && channel !== undefined : bot.length === 0;
}

export function isBot(config: SlackConfig): config is BotConfig {
  return config.botToken !== undefined;
}
