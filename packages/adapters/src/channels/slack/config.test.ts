import { FlipwatchError, parseConfig } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { slackFields } from "./config.ts";

const webhookUrl = "https://hooks.slack.com/services/T0SECRET/B0/X0";
const bot = { botToken: "xoxb-0-secret", channel: "C0123456789" };

/** As people read it. */
function problemOf(fields: Record<string, unknown>): string | undefined {
  try {
    parseConfig({ zones: ["example.com"], channels: { slack: [fields] } }, { slack: slackFields });
    return undefined;
  } catch (error) {
    if (!(error instanceof FlipwatchError)) throw error;
    return error.message.split("\n").slice(1).join("\n").trim();
  }
}

const ways = "expected either webhookUrl, or botToken with channel";

describe("a Slack channel's configuration", () => {
  it.each<[string, Record<string, unknown>]>([
    ["a webhook", { webhookUrl }],
    ["a bot", bot],
    ["a bot with all there is", { ...bot, name: "ops", language: "ko", signingSecret: "0123456789abcdef", apiUrl: "http://127.0.0.1:1/" }],
  ])("takes %s", (_what, fields) => {
    expect(problemOf(fields)).toBeUndefined();
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["neither way", {}, `channels.slack[0]: found an object, ${ways}`],
    ["both ways", { webhookUrl, ...bot }, `channels.slack[0]: found an object, ${ways}`],
    ["a bot without a channel", { botToken: bot.botToken }, ways],
    ["a webhook with a signing secret", { webhookUrl, signingSecret: "0123456789abcdef" }, ways],
    [
      "a channel's name",
      { ...bot, channel: "#alerts" },
      'channels.slack[0].channel: found "#alerts", expected a channel\'s id such as C0123456789',
    ],
    ["a person's token", { ...bot, botToken: "xoxp-secret" }, "channels.slack[0].botToken: found text that is not shown here"],
  ])("refuses %s, in words", (_what, fields, words) => {
    expect(problemOf(fields)).toContain(words);
    expect(problemOf(fields)).not.toMatch(/-secret|T0SECRET/);
  });
});
