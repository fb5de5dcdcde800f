/** Tells a Microsoft Teams channel or chat through a workflow's address, or an incoming webhook's. The words are core's. */
import type { Channel, SendResult } from "@flipwatch/core";
import { type ChannelDeps, DEFAULT_TIMEOUT_MS, postOf, USER_AGENT } from "../deps.ts";
import { troubleOf } from "../outcome.ts";
import type { PostResult } from "../post.ts";
import { createRedact, type Redact } from "../redact.ts";
import { teamsMessage } from "./card.ts";
import type { TeamsConfig } from "./config.ts";

/** Does not dedupe: Teams shows a repeated card twice, so a possible repeat says that it is one. */
export function createTeamsChannel(config: TeamsConfig, deps: ChannelDeps): Channel {
  const redact = createRedact({ urls: [config.webhookUrl] });
  const post = postOf(deps);
  return {
    id: `teams:${config.name}`,
    dedupes: false,
    audience: "people",
    async send(event, { possibleRepeat }) {
      const result = await post({
        url: config.webhookUrl,
        headers: { "content-type": "application/json; charset=utf-8", "user-agent": USER_AGENT },
        body: teamsMessage(event, { possibleRepeat, language: config.language, dashboardUrl: deps.dashboardUrl }),
        timeoutMs: deps.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      });
      return outcomeOf(result, redact, deps);
    },
  };
}

/** What Teams' refusals ask people to do. */
const ADVICE: Readonly<Record<number, string>> = {
  400: "Teams could not read the card, or the workflow expects another one",
  401: "the workflow must let anyone trigger it",
  403: "the workflow must let anyone trigger it, or an administrator forbids posting there",
  404: "the workflow or webhook was removed; make a new one",
  410: "the webhook was removed; make a new one",
  413: "the card was larger than Teams takes",
};

/** Incoming webhooks answer 200 also for what Teams refused, with the real status in the text (github.com/MicrosoftDocs/msteams-docs, issue 7425). */
const HIDDEN_STATUS = /\bHTTP error (\d{3})\b/;

/** A workflow says 202, an incoming webhook 200 with `1`; anything else in a 200 came from something between us and Teams. */
function outcomeOf(result: PostResult, redact: Redact, deps: ChannelDeps): SendResult {
  if (result.kind !== "reply" || result.status < 200 || result.status > 299) return advised(result, redact, deps);
  const hidden = HIDDEN_STATUS.exec(result.body)?.[1];
  if (hidden !== undefined) return advised({ ...result, status: Number(hidden) }, redact, deps);
  const isTaken = result.status === 202 || ["", "1"].includes(result.body.trim());
  return isTaken ? { outcome: "delivered" } : { outcome: "unknown", error: `Teams answered ${result.status}, but not as it does` };
}

function advised(result: PostResult, redact: Redact, deps: ChannelDeps): SendResult {
  const trouble = troubleOf(result, { to: "Teams", redact, now: deps.clock.now() });
  const advice = result.kind === "reply" ? ADVICE[result.status] : undefined;
  return trouble.outcome === "failed" && advice ? { ...trouble, error: `${trouble.error} (${advice})` } : trouble;
}
