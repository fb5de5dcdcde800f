/** What an HTTP reply, or its absence, means for a delivery: the rules that every channel over HTTP shares. */
import type { Ms, SendResult } from "@flipwatch/core";
import type { PostResult } from "./post.ts";
import type { Redact } from "./redact.ts";

/** Too early, too many, or the other side's own trouble: the same request may be taken later. */
const RETRYABLE = new Set([408, 425, 429]);
/** Nobody is asked to wait longer than this, whatever a header says. */
const LONGEST_WAIT_MS = 3_600_000;
/** As much of a reply as an error carries. */
const QUOTE_LIMIT = 200;

/** For everything but a success, which each channel recognises by itself. */
export function troubleOf(result: PostResult, context: { to: string; redact: Redact; now: Ms }): SendResult {
  const { to, redact } = context;
  switch (result.kind) {
    case "not-sent":
      return { outcome: "failed", error: redact(`no connection to ${to}: ${result.code}`), retryable: retryableCode(result.code) };
    case "no-reply":
      return { outcome: "unknown", error: redact(`sent to ${to}, but no reply came: ${result.code}`) };
    case "reply": {
      const error = redact(`${to} answered ${result.status}${quoted(redact(result.body))}`);
      const retryable = RETRYABLE.has(result.status) || result.status >= 500;
      return { outcome: "failed", error, retryable, ...(retryable && { retryAfterMs: waitOf(result, context.now) }) };
    }
  }
}

/** A URL or header that Node refuses to send is the configuration's fault and stays so. */
function retryableCode(code: string): boolean {
  return !code.startsWith("ERR_INVALID") && code !== "ERR_UNESCAPED_CHARACTERS" && code !== "invalid request";
}

/** Redacted before it is cut, so that no half of a secret escapes. */
function quoted(body: string): string {
  const text = body.replace(/[\p{Cc}\s]+/gu, " ").trim();
  if (text === "") return "";
  return `: ${text.length <= QUOTE_LIMIT ? text : `${text.slice(0, QUOTE_LIMIT)}…`}`;
}

/** Retry-After in seconds or as a date; a date is read against the other side's own clock where it tells it. */
function waitOf(reply: { retryAfter?: string; date?: string }, now: Ms): Ms | undefined {
  const text = reply.retryAfter?.trim();
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Math.min(LONGEST_WAIT_MS, Number(text) * 1_000);
  const at = Date.parse(text);
  const theirNow = Date.parse(reply.date ?? "");
  if (Number.isNaN(at)) return undefined;
  return Math.min(LONGEST_WAIT_MS, Math.max(0, at - (Number.isNaN(theirNow) ? now : theirNow)));
}
