/** What a Slack channel's configuration holds. */
import { urlField } from "@flipwatch/core";
import * as z from "zod";

export const slackFields = z.object({
  /** The incoming webhook's address, which is a secret: whoever has it can post. */
  webhookUrl: urlField(),
});
export type SlackConfig = z.output<typeof slackFields> & { name: string };
