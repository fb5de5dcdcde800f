/** Pings a dead man's switch: one GET of its address, which is a secret. When it is pinged is decided elsewhere. */
import { troubleOf } from "../channels/outcome.ts";
import { type Post, postByHttp } from "../channels/post.ts";
import { createRedact } from "../channels/redact.ts";

const TIMEOUT_MS = 10_000;

/** Undefined when the ping was taken, else why not, without the address. Never throws. */
export type Ping = (url: string) => Promise<string | undefined>;

export function createPinger({ post = postByHttp, timeoutMs = TIMEOUT_MS }: { post?: Post; timeoutMs?: number } = {}): Ping {
  return async (url) => {
    const result = await post({ method: "GET", url, headers: { "user-agent": "flipwatch/0.1.0" }, body: "", timeoutMs });
    if (result.kind === "reply" && result.status >= 200 && result.status < 300) return undefined;
    const trouble = troubleOf(result, { to: "the heartbeat's address", redact: createRedact({ urls: [url] }), now: 0 });
    return trouble.outcome === "delivered" ? undefined : trouble.error;
  };
}
