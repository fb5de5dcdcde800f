/** What of the configuration concerns a deployment alone: who hears of alerts and of Flipwatch's own trouble by mail, phone or HTTPS. */
import * as z from "zod";
import type { Config } from "./config.ts";
import { textField } from "./config-fields.ts";
import { counted } from "./phrases.ts";

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

/** What `flipwatch run` may have and a deployment can't: sentences, each with its field first. CloudFront answers a name by https, from its root. */
export function undeployable({ dashboardUrl }: Pick<Config, "dashboardUrl">): string[] {
  if (dashboardUrl === undefined) return [];
  const { protocol, hostname, href } = new URL(dashboardUrl);
  if (protocol === "https:" && href === `https://${hostname}/`) return [];
  const wanted = `"https://${hostname}"`;
  return [
    `dashboardUrl: found ${JSON.stringify(dashboardUrl)}, expected https and a name alone, such as ${wanted}: a deployment's dashboard is at its root`,
  ];
}

/** What is worth knowing of a setting before it is deployed; nothing of it stops anything. */
export interface Advice {
  field: string;
  saw: string;
  todo: string;
}

/** Of a deployment: whether anybody would hear of a failover, and of Flipwatch's own trouble. Empty where all is well. */
export function deployAdvice({ channels, heartbeat, deploy }: Pick<Config, "channels" | "heartbeat" | "deploy">): Advice[] {
  const { alerts = [], alarms = [] } = deploy ?? {};
  const advice: Advice[] = [];
  if (Object.values(channels).every((ones) => ones.length === 0) && alerts.length === 0)
    advice.push({
      field: "channels",
      saw: "There is none, and no deploy.alerts: nobody is told of a failover.",
      todo: "Add a channel, or addresses under `deploy.alerts`.",
    });
  if (alarms.length === 0)
    advice.push({
      field: "deploy.alarms",
      saw: `There is none, so nobody hears of Flipwatch's own trouble${heartbeat === undefined ? ", and there is no heartbeat either" : " but by the heartbeat"}.`,
      todo: `Add addresses under \`deploy.alarms\`${heartbeat === undefined ? ", and a `heartbeat`" : ""}; or subscribe by hand to the topics that the deployment's output \`alarms\` names.`,
    });
  return [...advice, ...phoneAdvice("deploy.alerts", alerts), ...phoneAdvice("deploy.alarms", alarms)];
}

/** As SNS's guide has it: sandbox, quota of spending, origination numbers, regions. Which regions those are changes too often to list them. */
function phoneAdvice(field: "deploy.alerts" | "deploy.alarms", addresses: readonly string[]): Advice[] {
  const phones = addresses.filter((address) => protocolOf(address) === "sms");
  if (phones.length === 0) return [];
  const american = phones.some((phone) => phone.startsWith("+1"))
    ? " Numbers in the United States want a registered origination number."
    : "";
  const regions = field === "deploy.alarms" ? " Every region subscribes them, and one where SNS has no SMS may stop the deployment." : "";
  return [
    {
      field,
      saw: `It has ${counted(phones.length, "phone number")}. An account that is in SNS's SMS sandbox, as new ones are in each region, reaches verified numbers only, for a dollar or so a month.${american}${regions}`,
      todo: "Verify the numbers in each region (SNS, Text messaging) and ask AWS for production access, or name mail and `https://` addresses.",
    },
  ];
}
