import { channelIds } from "@flipwatch/core";
import { expect, it } from "vitest";
import { createChannels } from "./registry.ts";

it("gives every channel the id that the configuration foretells", () => {
  const channels = {
    slack: [{ name: "ops", webhookUrl: "https://hooks.example.com/T0" }],
    sns: [{ name: "0", topicArn: "arn:aws:sns:eu-west-1:123456789012:alerts" }],
    webhook: [{ name: "pager", url: "https://pager.example.com/" }],
  };
  const made = createChannels(channels, { clock: { now: () => 0 } });
  expect(made.map(({ id }) => id)).toEqual(["slack:ops", "sns:0", "webhook:pager"]);
  expect(channelIds(channels)).toEqual(made.map(({ id }) => id));
});
