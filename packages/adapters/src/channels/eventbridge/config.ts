/** What an EventBridge channel's configuration holds. */
import { textField } from "@flipwatch/core";
import * as z from "zod";
import type { ChannelConfig } from "../deps.ts";

export const eventBridgeFields = z.object({
  /** Its region is the one that is asked. Names as in the EventBridge API Reference, CreateEventBus. */
  busArn: textField("the ARN of an event bus such as arn:aws:events:eu-west-1:123456789012:event-bus/alerts", (value) =>
    /^arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[/.\-_A-Za-z0-9]{1,256}$/.test(value),
  ),
});
export type EventBridgeConfig = ChannelConfig<typeof eventBridgeFields>;
