import { channelIds } from "@flipwatch/core";
import { expect, it } from "vitest";
import { createChannels } from "./registry.ts";

it("gives every channel the id that the configuration foretells", () => {
  const channels = {
    eventbridge: [{ name: "bus", busArn: "arn:aws:events:eu-west-1:123456789012:event-bus/alerts" }],
    pagerduty: [{ name: "0", routingKey: "0123456789abcdef0123456789abcdef" }],
    slack: [{ name: "ops", webhookUrl: "https://hooks.example.com/T0" }],
    sns: [{ name: "0", topicArn: "arn:aws:sns:eu-west-1:123456789012:alerts" }],
    teams: [{ name: "ops", webhookUrl: "https://teams.example.com/workflow" }],
    webhook: [{ name: "pager", url: "https://pager.example.com/" }],
  };
  const made = createChannels(channels, { clock: { now: () => 0 } });
  expect(made.map(({ id }) => id)).toEqual(["eventbridge:bus", "pagerduty:0", "slack:ops", "sns:0", "teams:ops", "webhook:pager"]);
  expect(channelIds(channels)).toEqual(made.map(({ id }) => id));
});
