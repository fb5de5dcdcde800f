/** What of the configuration concerns a deployment alone: who hears of alerts and of Flipwatch's own trouble by mail, phone or HTTPS. */
import * as z from "zod";
import { textField } from "./config-fields.ts";

const MOST_ADDRESSES = 50;

export interface DeployInput {
  /** Told of every alert, through a topic of its own: `ops@example.com`, `+12065550100`, `https://example.com/alerts`. Each confirms it once. */
  alerts?: string[];
  /** Told by CloudWatch when a part of Flipwatch fails or falls silent, in the region where it happens. */
  alarms?: string[];
  /** A public hosted zone of the account, in which the walk-through's pair is built for real. */
  examplePair?: string;
}

export type SubscriptionProtocol = "email" | "sms" | "https";

const address = textField(
  "a mail address, a phone number such as +12065550100, or an https:// URL",
  (value) => protocolOf(value) !== undefined,
);
const addresses = z.array(address).max(MOST_ADDRESSES, { error: `at most ${MOST_ADDRESSES} addresses` });

export const deployField = z.strictObject({
  alerts: addresses.optional(),
  alarms: addresses.optional(),
  examplePair: textField("a hosted zone's name such as example.com", (value) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(value)).optional(),
});

/** As SNS subscribes it; undefined for what is none of these. Phone numbers are E.164. */
export function protocolOf(text: string): SubscriptionProtocol | undefined {
  if (/^\+[1-9]\d{6,14}$/.test(text)) return "sms";
  if (/^https:\/\/[^\s/]+/.test(text) && URL.canParse(text)) return "https";
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? "email" : undefined;
}
