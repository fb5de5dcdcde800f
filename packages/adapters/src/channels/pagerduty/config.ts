/** What a PagerDuty channel's configuration holds. */
import { openField, textField, urlField } from "@flipwatch/core";
import * as z from "zod";
import type { ChannelConfig } from "../deps.ts";

export const pagerDutyFields = z.object({
  /** The Integration Key of an "Events API v2" integration, which is a secret: whoever has it can page. */
  routingKey: textField("the 32 letters and digits of an Events API v2 integration key", (value) => /^[A-Za-z0-9]{32}$/.test(value)),
  /** Accounts in the EU service region: https://events.eu.pagerduty.com/v2/enqueue. */
  url: openField(urlField()).optional(),
});
export type PagerDutyConfig = ChannelConfig<typeof pagerDutyFields>;
