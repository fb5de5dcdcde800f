/** Slack's own client over our one way of posting, which tells how far a request got. Says what came of a call; what that means is the caller's. */
import {
  type FetchFunction,
  type Logger,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from "@slack/web-api";
import { USER_AGENT } from "../deps.ts";
import type { Post, PostResult } from "../post.ts";

type FetchResponse = Awaited<ReturnType<FetchFunction>>;

export interface SlackApiOptions {
  token: string;
  apiUrl?: string;
  post: Post;
  timeoutMs: number;
}

/** Why a call came to nothing. */
export type Trouble =
  /** `{"ok":false}`: Slack's own word for it, and the scope that it wants where it says one. */
  | { kind: "refused"; code: string; needed?: string }
  | { kind: "limited"; retryAfterMs: number }
  | { kind: "status"; status: number }
  /** A reply of 200 that is not Slack's. */
  | { kind: "malformed" }
  /** Not asked any more, since the calls before it took so long. */
  | { kind: "out-of-time" }
  | Exclude<PostResult, { kind: "reply" }>;

export type Called<T> = { ok: true; body: T } | { ok: false; trouble: Trouble };

export interface SlackApi {
  /** Never throws for what Slack or the network does. */
  ask<T>(call: (client: WebClient) => Promise<T>): Promise<Called<T>>;
}

const API_URL = "https://slack.com/api/";
/** A page of a channel's history with blocks and metadata is far larger than a post's reply. */
const REPLY_LIMIT_BYTES = 4 * 1024 * 1024;
/** Where Slack says 429 and no number. */
const USUAL_WAIT_SECONDS = 30;

export function createSlackApi({ token, apiUrl = API_URL, post, timeoutMs }: SlackApiOptions): SlackApi {
  const client = new WebClient(token, {
    slackApiUrl: apiUrl,
    // Deliver retries, by what its cursor says: a second attempt in here would be one that nobody knows of.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    headers: { "User-Agent": USER_AGENT },
    logger: silent,
    fetch: fetchOver(post, timeoutMs),
  });
  return {
    async ask(call) {
      try {
        return { ok: true, body: await call(client) };
      } catch (error) {
        return { ok: false, trouble: troubleIn(error) };
      }
    },
  };
}

/** No reply came, or nothing was sent: carried through the client as the error that it wraps. */
class Unanswered extends Error {
  readonly result: Exclude<PostResult, { kind: "reply" }>;

  constructor(result: Exclude<PostResult, { kind: "reply" }>) {
    super(result.code);
    this.result = result;
  }
}

function fetchOver(post: Post, timeoutMs: number): FetchFunction {
  return async (url, init) => {
    const { headers = {}, body } = init ?? {};
    if (typeof body !== "string") throw new TypeError("Slack's client was to send a file");
    const result = await post({ url: String(url), headers, body, timeoutMs, replyLimitBytes: REPLY_LIMIT_BYTES });
    if (result.kind !== "reply") throw new Unanswered(result);
    return responseOf(String(url), result);
  };
}

function responseOf(url: string, { status, body, retryAfter }: Extract<PostResult, { kind: "reply" }>): FetchResponse {
  const seconds = status === 429 && !/^\d+$/.test(retryAfter?.trim() ?? "") ? String(USUAL_WAIT_SECONDS) : retryAfter;
  const headers = new Map(seconds === undefined ? [] : [["retry-after", seconds.trim()]]);
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: "",
    url,
    headers: { get: (name) => headers.get(name.toLowerCase()) ?? null, entries: () => headers.entries() },
    arrayBuffer: async () => new TextEncoder().encode(body).buffer,
    json: async () => JSON.parse(body),
    text: async () => body,
  };
}

/** Anything that is none of the client's errors is a fault of ours. */
function troubleIn(error: unknown): Trouble {
  if (error instanceof WebAPIRateLimitedError) return { kind: "limited", retryAfterMs: error.retryAfter * 1_000 };
  if (error instanceof WebAPIHTTPError) return { kind: "status", status: error.statusCode };
  if (error instanceof WebAPIRequestError && error.original instanceof Unanswered) return error.original.result;
  if (error instanceof WebAPIPlatformError) return refusalIn(error.data);
  throw error;
}

/** The client puts a body that is no JSON where the error's word stands. */
function refusalIn(data: { error?: unknown; needed?: unknown; response_metadata?: { retryAfter?: number } }): Trouble {
  const { error: code, needed } = data;
  if (typeof code !== "string" || !/^[a-z][a-z0-9_]{1,79}$/.test(code)) return { kind: "malformed" };
  if (code === "ratelimited" || code === "rate_limited") {
    return { kind: "limited", retryAfterMs: (data.response_metadata?.retryAfter ?? USUAL_WAIT_SECONDS) * 1_000 };
  }
  return { kind: "refused", code, ...(typeof needed === "string" && /^[\w:.,]{1,100}$/.test(needed) ? { needed } : {}) };
}

/** What it would log is in what `ask` gives, without the words that may hold a secret. */
const nothing = () => {};
const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => "error" as ReturnType<Logger["getLevel"]>,
  setName: nothing,
};
