/** The built page over HTTP: what is kept for how long, what is a page, and that nothing else can be had. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSite, readSite, type Site } from "./site.ts";

let folder: string;
let site: Site;
const script = `/* ${"x".repeat(3_000)} */`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flipwatch-site-"));
  await mkdir(join(folder, "dist", "assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "not a part of the page");
  await writeFile(join(folder, "dist", "index.html"), "<!doctype html><title>Flipwatch</title>");
  await writeFile(join(folder, "dist", "icon.svg"), "<svg/>");
  await writeFile(join(folder, "dist", "assets", "index-1a2b3c4d.js"), script);
  site = await createSite(await readSite(join(folder, "dist")));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ask = (path: string, init: RequestInit = {}) => site.answer(new Request(`http://127.0.0.1:4780${path}`, init));

describe("the built page", () => {
  it.each([
    "/",
    "/pairs/failover.example.com%2FA?at=1",
    "/pairs/failover.example.com/A",
    "/incidents/failover.example.com%2FA!1",
    "/findings",
    "/deliveries",
    "/walk-through",
    "/login?to=%2F",
  ])("is the same file at %s, asked for anew each time", async (path) => {
    const response = ask(path);
    expect([response?.status, response?.headers.get("content-type"), response?.headers.get("cache-control")]).toEqual([
      200,
      "text/html; charset=utf-8",
      "no-cache",
    ]);
    expect(await response?.text()).toContain("<title>Flipwatch</title>");
  });

  it("has its assets kept for ever", async () => {
    const response = ask("/assets/index-1a2b3c4d.js");
    expect(response?.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(response?.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(await response?.text()).toBe(script);
  });

  it.each([
    "/assets/index-00000000.js",
    "/assets/",
    "/assets/../../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "//secret.txt",
    "/assets/..%5c..%5csecret.txt",
    "/secret.txt",
    "/index.html",
    "/findings/more",
    "/pairs/",
    "/constructor",
    "/api/pairs",
  ])("has nothing at %s", (path) => {
    expect(ask(path)).toBeUndefined();
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS"])("takes no %s", (method) => {
    expect(ask("/", { method })).toBeUndefined();
  });

  it("says itself to people that a path is none", async () => {
    const missing = (headers: Record<string, string>, method = "GET") =>
      site.missing(new Request("http://127.0.0.1:4780/nowhere", { headers, method }))?.status;
    const html = { accept: "text/html,*/*;q=0.8" };
    expect([missing(html), missing({ accept: "application/json" }), missing(html, "POST")]).toEqual([404, undefined, undefined]);
  });

  it("answers HEAD with the same headers and no body", async () => {
    const response = ask("/assets/index-1a2b3c4d.js", { method: "HEAD" });
    expect([response?.headers.get("content-length"), await response?.text()]).toEqual([String(script.length), ""]);
  });

  it("is not sent again to whoever has it, compressed or not", () => {
    for (const encoding of ["gzip", "identity"]) {
      const headers = { "accept-encoding": encoding };
      const etag = ask("/assets/index-1a2b3c4d.js", { headers })?.headers.get("etag") ?? "";
      const again = (known: string) => ask("/assets/index-1a2b3c4d.js", { headers: { ...headers, "if-none-match": known } })?.status;
      expect([again(etag), again(`"other", W/${etag}`), again("*"), again('"other"')]).toEqual([304, 304, 304, 200]);
    }
  });

  it.each([
    ["gzip, deflate, br", true],
    ["br, GZIP;q=0.5", true],
    ["gzip;q=0, br", false],
    ["gzip;q=0.0", false],
    ["identity", false],
    ["", false],
  ])("is compressed for whoever takes it: %j", async (encoding, isCompressed) => {
    const response = ask("/assets/index-1a2b3c4d.js", { headers: { "accept-encoding": encoding } });
    expect([response?.headers.get("content-encoding") === "gzip", response?.headers.get("vary")]).toEqual([
      isCompressed,
      "accept-encoding",
    ]);
    const body = Buffer.from((await response?.arrayBuffer()) ?? new ArrayBuffer(0));
    expect((isCompressed ? gunzipSync(body) : body).toString()).toBe(script);
  });

  it("does not compress what would hardly shrink", () => {
    expect(ask("/icon.svg", { headers: { "accept-encoding": "gzip" } })?.headers.get("content-encoding")).toBeNull();
  });
});
