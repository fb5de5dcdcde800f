/** A deployment in three regions, to begin with: `cp docs/flipwatch.config.example.ts flipwatch.config.ts`, then put your own names in. */
import { defineConfig, secret } from "flipwatch/config";

export default defineConfig({
  // Where the table is and decisions are made. Not us-east-1, where Route 53's own control plane is, and not a region of your primaries.
  home: "eu-west-1",
  // Where the names are asked from; a majority decides, so an odd number.
  regions: ["us-east-2", "eu-central-1", "ap-northeast-1"],
  // Every failover pair of these hosted zones is watched, with its health checks.
  zones: ["example.com"],
  channels: {
    slack: [
      {
        name: "ops",
        botToken: secret("SLACK_BOT_TOKEN"),
        channel: "C0123456789",
        // For the buttons.
        signingSecret: secret("SLACK_SIGNING_SECRET"),
      },
    ],
  },
  // Who may see the dashboard; without it nobody does.
  access: {
    oidc: {
      issuer: "https://login.example.com",
      clientId: "flipwatch",
      clientSecret: secret("OIDC_CLIENT_SECRET"),
      domains: ["example.com"],
    },
  },
  // Where people reach it, if not at CloudFront's own name: a name in a hosted zone of this account.
  // dashboardUrl: "https://flipwatch.example.com",
  // A dead man's switch outside AWS, which tells people when nothing comes any more.
  heartbeat: [{ url: secret("HEARTBEAT_URL") }],
  deploy: {
    // Told of every alert, beside Slack.
    alerts: ["ops@example.com"],
    // Told when a part of Flipwatch fails or falls silent, by CloudWatch, from the region where it happens.
    alarms: ["ops@example.com"],
    // The walk-through's pair for real, failover.example.com, to practise on. It costs money while it stands.
    // examplePair: "example.com",
  },
});
