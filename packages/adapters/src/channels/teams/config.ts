/** What a Teams channel's configuration holds. */
import { urlField } from "@flipwatch/core";
import * as z from "zod";
import type { ChannelConfig } from "../deps.ts";

export const teamsFields = z.object({
  /** Of a workflow "When a Teams webhook request is received", or of an incoming webhook. A secret: whoever has it can post. */
  webhookUrl: urlField(),
});
export type TeamsConfig = ChannelConfig<typeof teamsFields>;
