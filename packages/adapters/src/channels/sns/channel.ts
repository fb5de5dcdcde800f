/** Tells a further SNS topic, for whoever subscribes to it. The message is the same that Flipwatch's own topic gets. */
import type { SNSClient } from "@aws-sdk/client-sns";
import type { Channel, FlipwatchEvent, SendResult } from "@flipwatch/core";
import { awsFailure } from "../../aws/failure.ts";
import { resourceProblem } from "../../aws/resource-problem.ts";
import { refusesMessage, regionOfTopic } from "../../aws/sns-rules.ts";
import { type ChannelDeps, DEFAULT_TIMEOUT_MS } from "../deps.ts";
import type { SnsConfig } from "./config.ts";

/**
 * Does not dedupe: a standard topic delivers twice what is published twice, and a FIFO topic forgets after 5 minutes.
 * So a possible repeat is marked, for people in the text and for machines in the attribute `possibleRepeat`.
 */
export function createSnsChannel(config: SnsConfig, deps: ChannelDeps): Channel {
  const { topicArn, language } = config;
  const region = regionOfTopic(topicArn);
  const timeoutMs = deps.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  let client: SNSClient | undefined;
  // SNS's client is loaded where there is such a channel.
  const connected = async () => {
    const sns = await import("../../aws/sns.ts");
    // Without the SDK's retries, or a try that timed out could hide behind a later one.
    client ??= deps.snsClient?.(region) ?? sns.snsClient(region, { maxAttempts: 1 });
    return { ...sns, client };
  };
  return {
    id: `sns:${config.name}`,
    dedupes: false,
    audience: "people",
    async send(event: FlipwatchEvent, { possibleRepeat }): Promise<SendResult> {
      try {
        const told = { possibleRepeat, dashboardUrl: deps.dashboardUrl, language };
        const { publishTo, client } = await connected();
        const reference = await publishTo(client, topicArn, event, { ...told, timeoutMs });
        return { outcome: "delivered", reference };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    async check() {
      const { findTopic, client } = await connected();
      return findTopic(client, topicArn, timeoutMs).then(
        () => undefined,
        (error) => resourceProblem(error, { what: `topic ${topicArn}`, field: "topicArn", permission: "sns:Publish" }),
      );
    },
  };
}

/** A missing topic or permission can be put right while the delivery is retried; only a message SNS will never take is given up at once. */
function outcomeOf(error: unknown): SendResult {
  const failure = awsFailure(error);
  const text = `SNS did not take it: ${failure.code}: ${failure.message}`;
  if (failure.outcomeUnknown) return { outcome: "unknown", error: text };
  return { outcome: "failed", error: text, retryable: !refusesMessage(failure.code) };
}
