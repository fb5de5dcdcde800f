/** What of the configuration each function is given, its secrets above all. */
import { secret } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { partFor } from "../../stacks/config-part.ts";
import { type HandlerName, handlerNames } from "../../stacks/needs.ts";
import { config } from "./every-secret.ts";

const SLACK = ["SLACK_BOT_TOKEN", "SLACK_OTHER_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_WEBHOOK_URL"];
const given: Partial<Record<HandlerName, string[]>> = {
  deliver: ["PAGERDUTY_ROUTING_KEY", ...SLACK, "WEBHOOK_SECRET", "WEBHOOK_URL"],
  interact: ["SLACK_SIGNING_SECRET"],
  heartbeat: ["HEARTBEAT_URL"],
  api: ["OIDC_CLIENT_SECRET"],
};

describe("a function's part of the configuration", () => {
  it.each(handlerNames)("of %s has no secret but those that it reads", (handler) => {
    expect(partFor(handler, config).secrets.toSorted()).toEqual(given[handler] ?? []);
  });

  it("tells interact, which anybody may call, whose presses to believe, and of all other channels the names", () => {
    expect(partFor("interact", config).config.channels).toEqual({
      slack: [
        { name: "ops", language: "ko", channel: "C0123456789", signingSecret: secret("SLACK_SIGNING_SECRET") },
        { name: "quiet" },
        { name: "hook" },
      ],
      pagerduty: [{ name: "calls" }],
      webhook: [{ name: "0" }],
    });
  });
});
