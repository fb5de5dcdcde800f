import { gunzipSync } from "node:zlib";
import { Hono } from "hono";
import { etag } from "hono/etag";
import { describe, expect, it } from "vitest";
import { gzipped, takesGzip } from "./gzip.ts";

const app = new Hono();
app.use(gzipped);
app.use(etag({ weak: true }));
const long = { words: Array.from({ length: 500 }, (_, index) => `word ${index}`) };
app.get("/long", (c) => c.json(long));
app.get("/short", (c) => c.json({ ok: true }));
app.get("/packed", (c) => c.body("…".repeat(2_000), 200, { "content-encoding": "br" }));
const ask = (path: string, headers: Record<string, string> = { "accept-encoding": "gzip, br" }) => app.request(path, { headers });

describe("a large answer", () => {
  it("comes compressed to whoever takes that, with all its headers", async () => {
    const reply = await ask("/long");
    expect([reply.headers.get("content-encoding"), reply.headers.get("vary")]).toEqual(["gzip", "accept-encoding"]);
    expect(reply.headers.get("content-type")).toMatch(/^application\/json/);
    const body = new Uint8Array(await reply.arrayBuffer());
    expect(JSON.parse(gunzipSync(body).toString())).toEqual(long);
    expect(body.length).toBeLessThan(JSON.stringify(long).length / 3);
  });

  it("comes as it is to whoever does not", async () => {
    const reply = await ask("/long", {});
    expect([reply.headers.get("content-encoding"), reply.headers.get("vary")]).toEqual([null, "accept-encoding"]);
    expect(await reply.json()).toEqual(long);
  });

  it("has one ETag in both forms, and is 304 to whoever has either", async () => {
    const [packed, plain] = await Promise.all([ask("/long"), ask("/long", {})]);
    const tag = packed.headers.get("etag") ?? "";
    expect(tag).toMatch(/^W\//);
    expect(plain.headers.get("etag")).toBe(tag);
    const again = await ask("/long", { "accept-encoding": "gzip", "if-none-match": tag });
    expect([again.status, await again.text(), again.headers.get("content-encoding"), again.headers.get("vary")]).toEqual([
      304,
      "",
      null,
      "accept-encoding",
    ]);
  });
});

it("a small answer is left as it is", async () => {
  const reply = await ask("/short");
  expect([reply.headers.get("content-encoding"), await reply.json()]).toEqual([null, { ok: true }]);
});

it("an answer that is compressed already is not compressed again", async () => {
  expect((await ask("/packed")).headers.get("content-encoding")).toBe("br");
});

it("a HEAD of a large answer has no body", async () => {
  const reply = await app.request("/long", { method: "HEAD", headers: { "accept-encoding": "gzip" } });
  expect([reply.status, await reply.text()]).toEqual([200, ""]);
});

describe("gzip", () => {
  it.each([
    ["gzip", true],
    ["GZIP;q=0.5, deflate", true],
    ["br, gzip; q=1.0", true],
    ["*", true],
    ["*;q=0.1", true],
    ["gzip;q=0", false],
    ["gzip;q=0.0, *", false],
    ["br, *;q=0", false],
    ["deflate", false],
    ["identity", false],
    ["x-gzip", false],
    ["", false],
    [undefined, false],
  ])("is taken by who says %j: %s", (accepted, expected) => {
    expect(takesGzip(accepted)).toBe(expected);
  });
});
