/** Signs a web hook's body: a receiver who knows the secret can tell that a request is Flipwatch's, unchanged, and not an old one replayed. */
import { createHmac } from "node:crypto";
import type { Ms } from "@flipwatch/core";

export const SIGNATURE_HEADER = "x-flipwatch-signature";

/** `t=<seconds since 1970>,v1=<hex>`: HMAC-SHA256 over `<t>.<body>`. A later scheme would follow as `v2`, so receivers pass over what they don't know. */
export function signatureOf(secret: string, body: string, now: Ms): string {
  const seconds = Math.floor(now / 1_000);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}
