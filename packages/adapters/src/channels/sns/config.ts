/** What an SNS channel's configuration holds. */
import { textField } from "@flipwatch/core";
import * as z from "zod";
import type { ChannelConfig } from "../deps.ts";

export const snsFields = z.object({
  topicArn: textField("the ARN of an SNS topic such as arn:aws:sns:eu-west-1:123456789012:alerts", (value) =>
    /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,251}(\.fifo)?$/.test(value),
  ),
});
export type SnsConfig = ChannelConfig<typeof snsFields>;
