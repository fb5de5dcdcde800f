/** Tells PagerDuty through its Events API v2: one alert an incident or condition, opened, acknowledged and resolved with it. */
import type { Channel, FlipwatchEvent, SendResult } from "@flipwatch/core";
import { type ChannelDeps, DEFAULT_TIMEOUT_MS, postOf, USER_AGENT } from "../deps.ts";
import { troubleOf } from "../outcome.ts";
import type { PostResult } from "../post.ts";
import { createRedact, type Redact } from "../redact.ts";
import type { PagerDutyConfig } from "./config.ts";
import { pagerDutyPayload } from "./payload.ts";
import { type Signal, signalsOf } from "./signals.ts";

const EVENTS_URL = "https://events.pagerduty.com/v2/enqueue";

/** Dedupes by the `dedup_key`: triggering an open alert again pages nobody, and resolving a resolved one does nothing. */
export function createPagerDutyChannel(config: PagerDutyConfig, deps: ChannelDeps): Channel {
  const { routingKey, language, url = EVENTS_URL } = config;
  const redact = createRedact({ urls: config.url === undefined ? [] : [config.url], values: [routingKey] });
  const post = postOf(deps);
  const enqueue = (event: FlipwatchEvent, signal: Signal) =>
    post({
      url,
      headers: { "content-type": "application/json", "user-agent": USER_AGENT },
      body: JSON.stringify(pagerDutyPayload(event, signal, { routingKey, language, dashboardUrl: deps.dashboardUrl })),
      timeoutMs: deps.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    });
  return {
    id: `pagerduty:${config.name}`,
    dedupes: true,
    // Machines: it has to hear of every opening and every end, never of a digest of them.
    audience: "machines",
    takes: (event) => signalsOf(event).length > 0,
    async send(event) {
      // At most two. A repeat sends all of them again, which does no harm.
      let result: SendResult = { outcome: "failed", error: "the event says nothing to PagerDuty", retryable: false };
      for (const signal of signalsOf(event)) {
        result = outcomeOf(await enqueue(event, signal), { key: signal.key, redact, now: deps.clock.now() });
        if (result.outcome !== "delivered") return result;
      }
      return result;
    },
  };
}

/** What PagerDuty's refusals ask people to do. */
const ADVICE: Readonly<Record<number, string>> = {
  400: "check routingKey: it is the Integration Key of an Events API v2 integration of the service",
  403: "check routingKey and url: accounts in the EU service region have their own",
  404: "check url: it ends in /v2/enqueue",
};

/** 202 is PagerDuty's word for taken; any other success came from something between us and it. */
function outcomeOf(result: PostResult, { key, redact, now }: { key: string; redact: Redact; now: number }): SendResult {
  if (result.kind === "reply" && result.status === 202) return { outcome: "delivered", reference: key };
  if (result.kind === "reply" && result.status >= 200 && result.status < 300)
    return { outcome: "unknown", error: `PagerDuty answered ${result.status}, but not with its 202` };
  const trouble = troubleOf(result, { to: "PagerDuty", redact, now });
  const advice = result.kind === "reply" ? ADVICE[result.status] : undefined;
  return trouble.outcome === "failed" && advice ? { ...trouble, error: `${trouble.error} (${advice})` } : trouble;
}
