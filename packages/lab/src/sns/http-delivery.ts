/**
 * Notifications to HTTP endpoints: SNS's headers, a JSON body sent as text/plain, three retries 20 lab seconds apart, and only statuses
 * outside 200 to 4xx counted as failures (SNS Developer Guide, page SendMessageToHttp.prepare).
 */
import { pause } from "../aws/pause.ts";
import type { LabTime, Translate } from "../types.ts";
import type { Subscription } from "./state.ts";

export interface HttpDelivery {
  notify(
    url: string,
    headers: { type: string; messageId: string; topicArn: string; subscriptionArn: string; raw: boolean },
    body: string,
  ): void;
  confirm(subscription: Subscription, baseUrl: string, messageId: string): void;
  close(): Promise<void>;
}

/** Gives the HTTP status. */
export type PostHttp = (url: string, headers: Record<string, string>, body: string, signal: AbortSignal) => Promise<number>;

const tries = 4;
const pauseSeconds = 20;
const timeoutSeconds = 15;

export function createHttpDelivery({ time, post }: { time: LabTime; post: PostHttp }): HttpDelivery {
  const over = new AbortController();
  const running = new Set<Promise<void>>();

  async function attempt(url: string, headers: Record<string, string>, body: string): Promise<boolean> {
    try {
      const signal = AbortSignal.any([over.signal, AbortSignal.timeout(Math.max(1_000, timeoutSeconds * time.unitMs))]);
      const status = await post(url, headers, body, signal);
      return status >= 200 && status < 500;
    } catch (error) {
      // An endpoint that is not there or does not answer is a failed delivery, to be tried again.
      if (error instanceof Error) return false;
      throw error;
    }
  }
  async function deliver(url: string, headers: Record<string, string>, body: string): Promise<void> {
    for (let number = 0; number < tries && !over.signal.aborted; number++) {
      if (number > 0) await pause(pauseSeconds * time.unitMs, over.signal);
      if (await attempt(url, headers, body)) return;
    }
  }
  function start(url: string, headers: Record<string, string>, body: string): void {
    const run = deliver(url, headers, body).finally(() => running.delete(run));
    running.add(run);
  }
  return {
    notify: (url, { type, messageId, topicArn, subscriptionArn, raw }, body) =>
      start(
        url,
        {
          ...headersOf(type, messageId, topicArn),
          "x-amz-sns-subscription-arn": subscriptionArn,
          ...(raw ? { "x-amz-sns-rawdelivery": "true" } : {}),
        },
        body,
      ),
    confirm(subscription, baseUrl, messageId) {
      const { topicArn, token = "" } = subscription;
      const query = new URLSearchParams({ Action: "ConfirmSubscription", TopicArn: topicArn, Token: token });
      const body = JSON.stringify({
        Type: "SubscriptionConfirmation",
        MessageId: messageId,
        Token: token,
        TopicArn: topicArn,
        Message: `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
        SubscribeURL: `${baseUrl}/?${query}`,
        Timestamp: new Date(time.now()).toISOString(),
        SignatureVersion: "1",
        Signature: "bm90IHNpZ25lZCBieSB0aGUgbGFi",
        SigningCertURL: `${baseUrl}/SimpleNotificationService.pem`,
      });
      start(subscription.endpoint, headersOf("SubscriptionConfirmation", messageId, topicArn), body);
    },
    async close() {
      over.abort();
      await Promise.all(running);
    },
  };
}

function headersOf(type: string, messageId: string, topicArn: string): Record<string, string> {
  return {
    "x-amz-sns-message-type": type,
    "x-amz-sns-message-id": messageId,
    "x-amz-sns-topic-arn": topicArn,
    "content-type": "text/plain; charset=UTF-8",
    "user-agent": "Amazon Simple Notification Service Agent",
  };
}

/** The way out through the lab's network table: the URL's endpoint is translated, its Host header kept. */
export function postThrough(translate: Translate): PostHttp {
  return async (url, headers, body, signal) => {
    const target = new URL(url);
    const port = target.port || (target.protocol === "https:" ? "443" : "80");
    const endpoint = translate(`${target.hostname}:${port}`);
    const response = await fetch(new URL(target.pathname + target.search, `${target.protocol}//${endpoint}`), {
      method: "POST",
      headers,
      body,
      signal,
    });
    await response.body?.cancel();
    return response.status;
  };
}
