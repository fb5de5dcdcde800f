/** Tells a Slack channel through an incoming webhook. The words are core's; this escapes and frames them for Slack. */
import type { Channel, SendResult } from "@flipwatch/core";
import { type ChannelDeps, DEFAULT_TIMEOUT_MS, postOf, USER_AGENT } from "../deps.ts";
import { troubleOf } from "../outcome.ts";
import type { PostResult } from "../post.ts";
import { createRedact, type Redact } from "../redact.ts";
import { eventMessage } from "./blocks.ts";
import type { IncomingWebhookConfig } from "./config.ts";

/** Does not dedupe: Slack shows a repeated message twice, so a possible repeat says that it is one. */
export function createIncomingWebhook(config: IncomingWebhookConfig, deps: ChannelDeps): Channel {
  const redact = createRedact({ urls: [config.webhookUrl] });
  const post = postOf(deps);
  const frame = { language: config.language, dashboardUrl: deps.dashboardUrl };
  return {
    id: `slack:${config.name}`,
    dedupes: false,
    audience: "people",
    async send(event, { possibleRepeat }) {
      const result = await post({
        url: config.webhookUrl,
        headers: { "content-type": "application/json; charset=utf-8", "user-agent": USER_AGENT },
        body: JSON.stringify({ ...eventMessage(event, { ...frame, possibleRepeat }), unfurl_links: false }),
        timeoutMs: deps.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      });
      return outcomeOf(result, redact, deps);
    },
  };
}

/** What Slack's short error words ask people to do (Slack changelog, 17 May 2016). */
const ADVICE: Record<string, string> = {
  invalid_payload: "Slack could not read the message",
  user_not_found: "the person it posts to is gone; make a new webhook",
  action_prohibited: "an administrator forbids posting there",
  channel_not_found: "the channel is gone; make a new webhook",
  channel_is_archived: "the channel is archived; unarchive it or make a new webhook",
  no_service: "the webhook was removed or is disabled; make a new one",
  rollup_error: "Slack itself had trouble",
};

/** A reply of 200 whose text is not `ok` came from something between us and Slack, so whether Slack has it is not known. */
function outcomeOf(result: PostResult, redact: Redact, deps: ChannelDeps): SendResult {
  if (result.kind === "reply" && result.status === 200) {
    if (result.body.trim() === "ok") return { outcome: "delivered" };
    return { outcome: "unknown", error: "Slack answered 200, but not with its `ok`" };
  }
  const trouble = troubleOf(result, { to: "Slack", redact, now: deps.clock.now() });
  const advice = result.kind === "reply" ? ADVICE[result.body.trim()] : undefined;
  return trouble.outcome === "failed" && advice ? { ...trouble, error: `${trouble.error} (${advice})` } : trouble;
}
