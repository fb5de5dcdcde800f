/** The HTTP around interact: the one path that Slack posts presses to, behind a Lambda function URL or on a server of our own. */
import { postOf } from "@flipwatch/adapters/channels/deps";
import { pressFields } from "@flipwatch/adapters/channels/slack/config";
import type { Config } from "@flipwatch/core";
import { Hono } from "hono";
import { handle, type LambdaEvent } from "hono/aws-lambda";
import { bodyLimit } from "hono/body-limit";
import { type InteractPorts, interact, type PressableChannel } from "../steps/interact.ts";
import type { Log } from "../steps/log.ts";
import type { ApiResult } from "./api.ts";

export const INTERACTIONS_PATH = "/slack/interactions";

/** Slack's largest payload is a message with its blocks. */
const BODY_LIMIT_BYTES = 256 * 1024;
/** Slack shows an error to whoever pressed after 3 s. */
const ANSWER_TIMEOUT_MS = 1_000;

export function interactApp(ports: InteractPorts): Hono {
  const app = new Hono();
  app.post(INTERACTIONS_PATH, bodyLimit({ maxSize: BODY_LIMIT_BYTES }), async (c) => {
    const timestamp = c.req.header("x-slack-request-timestamp");
    const signature = c.req.header("x-slack-signature");
    const outcome = await interact(ports, { timestamp, signature, body: await c.req.text() });
    if (outcome.kind === "refused") {
      ports.log("warn", "refused what claims to be a press in Slack", { why: outcome.why });
      return c.text("refused", 401);
    }
    if (outcome.kind === "taken") {
      const { id, kind, by, via } = outcome.request;
      ports.log("info", "took a press", { id, kind, by, via, outcome: outcome.outcome });
    }
    return c.body(null, 200);
  });
  app.notFound((c) => c.text(`there is no ${c.req.method} ${c.req.path} here`, 404));
  app.onError((problem, c) => {
    ports.log("error", "a press failed", { problem });
    return c.text("Flipwatch could not take it; press again", 500);
  });
  return app;
}

export function serveInteract(ports: InteractPorts): (event: LambdaEvent) => Promise<ApiResult> {
  const answer = handle(interactApp(ports));
  return async (event) => answer(event);
}

/** The configured channels whose messages have buttons; a bot's alone may have them. `config` was checked with the channels' fields, or is a part of one. */
export function pressableChannels({ slack = [] }: Config["channels"]): PressableChannel[] {
  return slack.flatMap(({ name, language, ...fields }) => {
    if (!("signingSecret" in fields)) return [];
    return [{ id: `slack:${name}`, ...pressFields.parse(fields), ...(language === undefined ? {} : { language }) }];
  });
}

/** Says it through the address that came with the press. */
export function answerOver(log: Log): InteractPorts["answer"] {
  const post = postOf({ clock: { now: () => 0 } });
  return async (url, { thread, text }) => {
    const body = JSON.stringify({ response_type: "in_channel", replace_original: false, thread_ts: thread, text });
    const result = await post({ url, headers: { "content-type": "application/json; charset=utf-8" }, body, timeoutMs: ANSWER_TIMEOUT_MS });
    const isTaken = result.kind === "reply" && result.status === 200;
    if (!isTaken) log("warn", "Slack did not take the answer to a press", { kind: result.kind });
  };
}
