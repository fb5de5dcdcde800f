/** Compresses answers for whoever takes gzip. ETags stay as they are: they are weak, and name what is said, not its bytes. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { MiddlewareHandler } from "hono";

/** Below this a header costs as much as is saved. */
const LEAST_BYTES = 1_024;

const compress = promisify(gzip);

/** Outside of what makes ETags, so that these are of the answer itself. */
export const gzipped: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("vary", "accept-encoding", { append: true });
  const { body, headers } = c.res;
  if (body === null || headers.has("content-encoding") || !takesGzip(c.req.header("accept-encoding"))) return;
  const plain = new Uint8Array(await c.res.arrayBuffer());
  const isLarge = plain.length >= LEAST_BYTES;
  c.res = new Response(isLarge ? await compress(plain) : plain, c.res);
  c.header("content-length", undefined);
  if (isLarge) c.header("content-encoding", "gzip");
};

/** `gzip`, or `*` where gzip is not named, unless its weight is 0 (RFC 9110, section 12.5.3). */
export function takesGzip(accepted: string | undefined): boolean {
  const weights = new Map<string, number>();
  for (const part of (accepted ?? "").toLowerCase().split(",")) {
    const [coding = "", ...parameters] = part.split(";").map((each) => each.trim());
    const weight = parameters.map((each) => /^q=([\d.]+)$/.exec(each)?.[1]).find((each) => each !== undefined);
    weights.set(coding, weight === undefined ? 1 : Number(weight));
  }
  return (weights.get("gzip") ?? weights.get("*") ?? 0) > 0;
}
