/** What every channel is given: its own configuration, and what it needs of the world beside that. */
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { Clock, Language } from "@flipwatch/core";
import type * as z from "zod";
import { type Post, postByHttp } from "./post.ts";

/** A kind's own fields, and those that every channel has. */
export type ChannelConfig<Fields extends z.ZodObject> = z.output<Fields> & { name: string; language?: Language };

export interface ChannelDeps {
  clock: Pick<Clock, "now"> & Partial<Pick<Clock, "until">>;
  /** A second, divided by the lab's speed: for channels that pace themselves. 1,000 unless told. */
  unitMs?: number;
  /** For one send, from connecting to the end of the reply; 10 s unless told. */
  timeoutMs?: number;
  /** Linked from alerts. */
  dashboardUrl?: string;
  /** Sends the HTTP requests; over node:http unless told. */
  post?: Post;
  /** The client for a topic's region; one is made unless told. Its own retries must be off. */
  snsClient?: (region: string) => SNSClient;
  /** The client for an event bus's region; one is made unless told. Its own retries must be off. */
  eventBridgeClient?: (region: string) => EventBridgeClient;
}

export const DEFAULT_TIMEOUT_MS = 10_000;
export const USER_AGENT = "flipwatch/0.1.0";

export function postOf(deps: ChannelDeps): Post {
  return deps.post ?? postByHttp;
}
