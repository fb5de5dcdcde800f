/** What each trouble with Slack means for a delivery, and what people can do about it. */
import type { ChannelProblem, SendResult } from "@flipwatch/core";
import type { Trouble } from "./web-api.ts";

/** What Slack's words ask people to do (docs.slack.dev, the errors of chat.postMessage and of every method). */
const ADVICE: Record<string, string> = {
  invalid_auth: "Slack does not know the bot token; copy it again from the app's page, OAuth & Permissions",
  not_authed: "no bot token reached Slack; copy it again from the app's page, OAuth & Permissions",
  account_inactive: "the bot token's user or workspace is gone; install the app again and take its new token",
  token_revoked: "the bot token was revoked; install the app again and take its new token",
  token_expired: "the bot token has expired; turn off token rotation or take a new token",
  not_allowed_token_type: "this is not a bot token; take the one that begins with xoxb-",
  channel_not_found: "there is no such channel, or a private one without the app; check its id and invite the app there",
  not_in_channel: "the app is not in the channel; invite it there: /invite @Flipwatch",
  is_archived: "the channel is archived; unarchive it or configure another",
  missing_scope: "the app lacks a scope; add it on the app's page, OAuth & Permissions, and install the app again",
  restricted_action: "a setting of the workspace forbids posting there; ask its administrator",
  access_denied: "the workspace denies the app access; ask its administrator",
  invalid_blocks: "Slack could not read the message",
  msg_too_long: "the message is longer than Slack takes",
};

/** The message itself is refused, and so it would be again. */
const ABOUT_THE_MESSAGE =
  /^(invalid_(blocks|attachments|arguments|arg_name|array_arg|charset|form_data|metadata|json)|msg_|no_text|too_many_|metadata_|markdown_)/;
/** Slack's own trouble: "some aspect of the operation may have succeeded". */
const ON_SLACKS_SIDE = new Set(["internal_error", "fatal_error", "service_unavailable", "request_timeout"]);

export function isAboutTheMessage(trouble: Trouble): boolean {
  return trouble.kind === "refused" && ABOUT_THE_MESSAGE.test(trouble.code);
}

/** Of a request that makes something new. One that only reads or edits may be repeated as often as one likes: `unknown` is `failed` then. */
export function meaningOf(trouble: Trouble): Exclude<SendResult, { outcome: "delivered" }> {
  const error = wordsFor(trouble);
  switch (trouble.kind) {
    case "limited":
      return { outcome: "failed", error, retryable: true, retryAfterMs: trouble.retryAfterMs };
    case "not-sent":
      return { outcome: "failed", error, retryable: !trouble.code.startsWith("ERR_INVALID") && trouble.code !== "invalid request" };
    case "out-of-time":
      return { outcome: "failed", error, retryable: true };
    case "no-reply":
    case "malformed":
      return { outcome: "unknown", error };
    case "status":
      // What is between us and Slack answered a 4xx: Slack itself says what it refuses with a 200.
      return trouble.status >= 500 || trouble.status === 408
        ? { outcome: "unknown", error }
        : { outcome: "failed", error, retryable: true };
    case "refused":
      if (ON_SLACKS_SIDE.has(trouble.code)) return { outcome: "unknown", error };
      // A wrong token or a missing invitation is mended by people, who hear of it meanwhile: tried until the hour is over.
      return { outcome: "failed", error, retryable: !isAboutTheMessage(trouble) };
  }
}

/** Nothing new can have come of it. */
export function harmless(trouble: Trouble): Extract<SendResult, { outcome: "failed" }> {
  const meaning = meaningOf(trouble);
  return meaning.outcome === "failed" ? meaning : { outcome: "failed", error: meaning.error, retryable: true };
}

export function problemOf(trouble: Trouble): ChannelProblem {
  const advice = trouble.kind === "refused" ? adviceFor(trouble) : undefined;
  const usual = trouble.kind === "limited" ? "try again later" : "check the network from here to slack.com, then try again";
  return { problem: said(trouble), fix: advice ?? (trouble.kind === "refused" ? "see Slack's page on this method's errors" : usual) };
}

function wordsFor(trouble: Trouble): string {
  const advice = trouble.kind === "refused" ? adviceFor(trouble) : undefined;
  return advice === undefined ? said(trouble) : `${said(trouble)} (${advice})`;
}

function adviceFor({ code, needed }: Extract<Trouble, { kind: "refused" }>): string | undefined {
  const advice = ADVICE[code] ?? (code.startsWith("restricted_action") ? ADVICE.restricted_action : undefined);
  return needed === undefined || advice === undefined ? advice : `${advice}: ${needed}`;
}

function said(trouble: Trouble): string {
  switch (trouble.kind) {
    case "refused":
      return `Slack answered ${trouble.code}`;
    case "limited":
      return `Slack asks to wait ${Math.ceil(trouble.retryAfterMs / 1_000)} s`;
    case "status":
      return `Slack answered ${trouble.status}`;
    case "malformed":
      return "the answer was 200, but not Slack's";
    case "not-sent":
      return `no connection to Slack: ${trouble.code}`;
    case "out-of-time":
      return "Slack answered too slowly to be asked for all of it at once";
    case "no-reply":
      return `sent to Slack, but no reply came: ${trouble.code}`;
  }
}
