/** Who would be told by a deployment itself, beside its channels: of alerts and of Flipwatch's own trouble, by SNS. */
import { type Config, deployAdvice, protocolOf } from "@flipwatch/core";
import { counted } from "@flipwatch/core/phrases";
import { isDeployed } from "./paper.ts";
import { notChecked, type Sight, warning } from "./sight.ts";

/** Nothing of one machine, which has neither topics nor alarms. */
export function seeTold(config: Config): Sight[] {
  if (!isDeployed(config)) return [];
  const { alerts = [], alarms = [] } = config.deploy ?? {};
  return [
    ...deployAdvice(config).map(({ field, saw, todo }) => warning(field, saw, todo)),
    ...seeAddresses("deploy.alerts", alerts),
    ...seeAddresses("deploy.alarms", alarms),
  ];
}

function seeAddresses(field: string, addresses: readonly string[]): Sight[] {
  const asked = addresses.filter((address) => protocolOf(address) !== "sms").length;
  if (asked === 0) return [];
  const saw = `It has ${counted(asked, "subscriber")} whom SNS asks to confirm; it alone knows who did.`;
  return [notChecked(field, saw, "Once it is deployed, look in SNS's console for subscriptions that are pending: those are told nothing.")];
}
