/** A configuration that has a secret in every place where one may stand, so that it can be said who is given which. */
import { channelFields } from "@flipwatch/adapters/channels/registry";
import { parseConfig, secret } from "@flipwatch/core";

export const { config } = parseConfig(
  {
    home: "eu-west-1",
    zones: ["example.com"],
    channels: {
      slack: [
        {
          name: "ops",
          botToken: secret("SLACK_BOT_TOKEN"),
          channel: "C0123456789",
          signingSecret: secret("SLACK_SIGNING_SECRET"),
          language: "ko",
        },
        { name: "quiet", botToken: secret("SLACK_OTHER_BOT_TOKEN"), channel: "C0123456780" },
        { name: "hook", webhookUrl: secret("SLACK_WEBHOOK_URL") },
      ],
      pagerduty: [{ name: "calls", routingKey: secret("PAGERDUTY_ROUTING_KEY") }],
      webhook: [{ url: secret("WEBHOOK_URL"), secret: secret("WEBHOOK_SECRET") }],
    },
    heartbeat: [{ url: secret("HEARTBEAT_URL") }],
    access: {
      oidc: {
        issuer: "https://login.example.com",
        clientId: "flipwatch",
        clientSecret: secret("OIDC_CLIENT_SECRET"),
        domains: ["example.com"],
      },
    },
  },
  channelFields,
);
