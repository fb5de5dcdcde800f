/** What is known of SNS without its client, which is loaded only where something is published. */
import { FlipwatchError } from "@flipwatch/core";

/** `arn:aws:sns:eu-west-1:123456789012:name` → `eu-west-1`. */
export function regionOfTopic(topicArn: string): string {
  const region = topicArn.split(":")[3];
  if (!region) throw new FlipwatchError("config-invalid", `"${topicArn}" is not the ARN of an SNS topic: it names no region`);
  return region;
}

/** SNS's words for a message that it will never take (SNS API Reference, Publish). */
const MESSAGE_REFUSED = new Set([
  "InvalidParameter",
  "InvalidParameterException",
  "InvalidParameterValue",
  "InvalidParameterValueException",
  "ValidationError",
  "ValidationException",
]);

export function refusesMessage(code: string): boolean {
  return MESSAGE_REFUSED.has(code);
}
