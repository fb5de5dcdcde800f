/** What every channel is given beside its own configuration. */
import type { SNSClient } from "@aws-sdk/client-sns";
import type { Clock } from "@flipwatch/core";
import { type Post, postByHttp } from "./post.ts";

export interface ChannelDeps {
  clock: Pick<Clock, "now">;
  /** For one send, from connecting to the end of the reply; 10 s unless told. */
  timeoutMs?: number;
  /** Linked from alerts. */
  dashboardUrl?: string;
  /** Sends the HTTP requests; over node:http unless told. */
  post?: Post;
  /** The client for a topic's region; one is made unless told. Its own retries must be off. */
  snsClient?: (region: string) => SNSClient;
}

export const DEFAULT_TIMEOUT_MS = 10_000;
export const USER_AGENT = "flipwatch/0.1.0";

export function postOf(deps: ChannelDeps): Post {
  return deps.post ?? postByHttp;
}
