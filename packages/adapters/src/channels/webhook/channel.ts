/** Tells any HTTP endpoint: posts the event object itself as JSON. What is in it is core's event schema. */
import type { Channel, FlipwatchEvent, SendResult } from "@flipwatch/core";
import { type ChannelDeps, DEFAULT_TIMEOUT_MS, postOf, USER_AGENT } from "../deps.ts";
import { troubleOf } from "../outcome.ts";
import { createRedact } from "../redact.ts";
import type { WebhookConfig } from "./config.ts";
import { SIGNATURE_HEADER, signatureOf } from "./signature.ts";

/** Dedupes: the receiver can tell a repeat by its `idempotency-key`, which is the event's id; a possible one is marked all the same. */
export function createWebhookChannel(config: WebhookConfig, deps: ChannelDeps): Channel {
  const { secret, headers = {} } = config;
  const redact = createRedact({ urls: [config.url], values: [...Object.values(headers), ...(secret === undefined ? [] : [secret])] });
  const post = postOf(deps);
  return {
    id: `webhook:${config.name}`,
    dedupes: true,
    audience: "machines",
    async send(event, options): Promise<SendResult> {
      const body = JSON.stringify(event);
      const signature = secret !== undefined && { [SIGNATURE_HEADER]: signatureOf(secret, body, deps.clock.now()) };
      const result = await post({
        url: config.url,
        headers: { ...lowerCased(headers), ...ownHeaders(event, options.possibleRepeat), ...signature },
        body,
        timeoutMs: deps.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      });
      if (result.kind === "reply" && result.status >= 200 && result.status < 300) return { outcome: "delivered" };
      return troubleOf(result, { to: "the web hook", redact, now: deps.clock.now() });
    },
  };
}

function ownHeaders(event: FlipwatchEvent, possibleRepeat: boolean): Record<string, string> {
  return {
    "content-type": "application/json; charset=utf-8",
    "user-agent": USER_AGENT,
    "idempotency-key": headerText(event.id),
    "x-flipwatch-event": event.kind,
    ...(possibleRepeat && { "x-flipwatch-possible-repeat": "true" }),
  };
}

/** Ids are printable ASCII, since names in normal form are; should one ever not be, the header still has to be sendable. */
function headerText(text: string): string {
  return text.replace(/[^!-~]/gu, (character) => `%${character.codePointAt(0)?.toString(16)}`);
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
