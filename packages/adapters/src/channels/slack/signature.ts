/** Whether Slack itself sent a request: its signature over the body as it came (v0), and the time that is signed with it. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Ms } from "@flipwatch/core";

export interface SignedRequest {
  /** `X-Slack-Request-Timestamp`: seconds. */
  timestamp: string | undefined;
  /** `X-Slack-Signature`: `v0=` and 64 hexadecimal digits. */
  signature: string | undefined;
  /** Byte for byte. */
  body: string;
}

/** As Slack advises: an older one may be somebody's recording. */
export const LONGEST_AGE_MS = 300_000;

/** Takes the same time for every wrong signature. */
export function isSigned(secret: string, { timestamp = "", signature = "", body }: SignedRequest): boolean {
  const expected = `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
  const [ours, theirs] = [Buffer.from(expected), Buffer.from(signature)];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}

/** Neither older than five minutes nor from as far ahead. */
export function isFresh({ timestamp = "" }: Pick<SignedRequest, "timestamp">, now: Ms): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(now - Number(timestamp) * 1_000) <= LONGEST_AGE_MS;
}
