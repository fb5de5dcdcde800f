/** Tells a further SNS topic, for whoever subscribes to it. The message is the same that Flipwatch's own topic gets. */
import type { Channel, FlipwatchEvent, SendResult } from "@flipwatch/core";
import { awsFailure } from "../../aws/failure.ts";
import { resourceProblem } from "../../aws/resource-problem.ts";
import { findTopic, publishTo, refusesMessage, regionOfTopic, snsClient } from "../../aws/sns.ts";
import { type ChannelDeps, DEFAULT_TIMEOUT_MS } from "../deps.ts";
import type { SnsConfig } from "./config.ts";

/**
 * Does not dedupe: a standard topic delivers twice what is published twice, and a FIFO topic forgets after 5 minutes.
 * So a possible repeat is marked, for people in the text and for machines in the attribute `possibleRepeat`.
 */
export function createSnsChannel(config: SnsConfig, deps: ChannelDeps): Channel {
  const { topicArn, language } = config;
  const region = regionOfTopic(topicArn);
  // Without the SDK's retries, or a try that timed out could hide behind a later one.
  const client = deps.snsClient?.(region) ?? snsClient(region, { maxAttempts: 1 });
  const timeoutMs = deps.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  return {
    id: `sns:${config.name}`,
    dedupes: false,
    audience: "people",
    async send(event: FlipwatchEvent, { possibleRepeat }): Promise<SendResult> {
      try {
        const told = { possibleRepeat, dashboardUrl: deps.dashboardUrl, language };
        const reference = await publishTo(client, topicArn, event, { ...told, timeoutMs });
        return { outcome: "delivered", reference };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    check: () =>
      findTopic(client, topicArn, timeoutMs).then(
        () => undefined,
        (error) => resourceProblem(error, { what: `topic ${topicArn}`, field: "topicArn", permission: "sns:Publish" }),
      ),
  };
}

/** A missing topic or permission can be put right while the delivery is retried; only a message SNS will never take is given up at once. */
function outcomeOf(error: unknown): SendResult {
  const failure = awsFailure(error);
  const text = `SNS did not take it: ${failure.code}: ${failure.message}`;
  if (failure.outcomeUnknown) return { outcome: "unknown", error: text };
  return { outcome: "failed", error: text, retryable: !refusesMessage(failure.code) };
}
