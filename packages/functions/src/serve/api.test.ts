/** Who may ask, over a Lambda's function URL: cookies, the caller's address and https as its events have them, also from behind CloudFront. */
import { runInNewContext } from "node:vm";
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { type Access, HOUR } from "@flipwatch/core";
import type { LambdaEvent } from "hono/aws-lambda";
import { describe, expect, it } from "vitest";
import { EDGE_CODE } from "../web/edge.ts";
import { tokenOf } from "../web/link-token.ts";
import { createSeal } from "../web/seal.ts";
import { webApp } from "../web/web-app.ts";
import { serveApi } from "./api.ts";

const now = Date.UTC(2026, 10, 22, 12);
const secret = "s".repeat(32);
const link = { id: "known", at: now, by: "example-user", until: now + HOUR };

interface Sent {
  access?: Access;
  isLab?: boolean;
  sourceIp?: string;
  host?: string;
  query?: string;
  cookies?: string[];
}

async function appFor({ access, isLab = false }: Pick<Sent, "access" | "isLab">) {
  const records = createRecords(createMemoryTable());
  await records.links.add(link);
  const app = webApp({
    api: { fetch: (request) => Response.json({ path: new URL(request.url).pathname }) },
    secrets: [secret],
    ...{ isLoopbackOnly: isLab, isLab, records, dashboardUrl: "https://flipwatch.example.com" },
    address: () => "https://flipwatch.example.com",
    clock: { now: () => now },
    randomText: (bytes) => "r".repeat(bytes),
    log: () => undefined,
    ...(access === undefined ? {} : { access }),
  });
  return serveApi(app);
}

interface Asked {
  path: string;
  headers: Record<string, string>;
  method?: string;
  sourceIp?: string;
  query?: string;
  cookies?: string[] | undefined;
}

/** The fields of a function URL's event that Hono reads. */
function eventOf({ path, headers, method = "GET", sourceIp = "198.51.100.1", query = "", cookies }: Asked): LambdaEvent {
  const http = { method, path, protocol: "HTTP/1.1", sourceIp, userAgent: "" };
  const event = { version: "2.0", routeKey: "$default", rawPath: path, rawQueryString: query, headers, cookies, isBase64Encoded: false };
  return { ...event, requestContext: { http } } as unknown as LambdaEvent;
}

async function ask(path: string, { access, isLab, sourceIp, host = "abc.lambda-url.example.com", query, cookies }: Sent = {}) {
  return (await appFor({ access, isLab }))(eventOf({ path, headers: { host }, sourceIp, query, cookies }));
}

interface EdgeRequest {
  uri: string;
  headers: Record<string, { value: string }>;
}

/** What CloudFront makes of a request: its own code at the edge, its own host and signature, and its own address as the caller's. */
function atEdge(asked: Asked & { viewer: string }): LambdaEvent {
  const headers = Object.fromEntries(Object.entries(asked.headers).map(([name, value]) => [name, { value }]));
  const request: EdgeRequest = { uri: asked.path, headers };
  runInNewContext(EDGE_CODE, { event: { request, viewer: { ip: asked.viewer }, context: { requestId: "one" } } });
  const sent = Object.fromEntries(Object.entries(request.headers).map(([name, { value }]) => [name, value]));
  const signed = { ...sent, host: "abc.lambda-url.example.com", authorization: "AWS4-HMAC-SHA256 Credential=cloudfront" };
  return eventOf({ ...asked, path: request.uri, headers: signed, sourceIp: "203.0.113.1" });
}

describe("behind a function URL", () => {
  it("a link sets a cookie that is bound to the host, and that lets its bearer in", async () => {
    const access = { links: true } as const;
    const opened = await ask("/login/link", { access, query: `token=${tokenOf(createSeal([secret]), link)}&to=%2Ffindings` });
    const [cookie = ""] = opened.cookies ?? [];
    expect([opened.statusCode, opened.headers?.location, cookie]).toEqual([
      303,
      "/findings",
      expect.stringMatching(/^__Host-flipwatch=v1\.\S+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect(opened.headers?.["strict-transport-security"]).toBe("max-age=31536000");
    const kept = cookie.slice(0, cookie.indexOf(";"));
    expect((await ask("/api/pairs", { access, cookies: [kept] })).statusCode).toBe(200);
    expect((await ask("/api/pairs", { access, cookies: [kept.replace("__Host-", "")] })).statusCode).toBe(401);
    expect((await ask("/api/pairs", { access })).statusCode).toBe(401);
  });

  it.each<[string, Sent, number]>([
    ["without access, from anywhere", {}, 401],
    ["without access, as if from loopback", { host: "127.0.0.1" }, 401],
    ["in the lab, from loopback", { isLab: true, sourceIp: "127.0.0.1", host: "127.0.0.1:4780" }, 200],
    ["in the lab, under a name that leads to loopback", { isLab: true, sourceIp: "127.0.0.1", host: "rebound.example.com" }, 401],
    ["readable to everybody", { access: { public: true } }, 200],
  ])("answers as it should: %s", async (_, sent, status) => {
    expect((await ask("/api/pairs", sent)).statusCode).toBe(status);
  });
});

describe("behind CloudFront", () => {
  const asked = { viewer: "198.51.100.1", headers: { "sec-fetch-site": "same-origin" } };

  it.each([
    ["/api/pairs", "/api/pairs"],
    ["/api/~", "/api/~"],
    ["/metrics", "/metrics"],
    ["/badge/failover.example.com.svg", "/badge/failover.example.com.svg"],
    ["/feed.atom", "/feed.atom"],
  ])("%s is asked for as %s", async (path, reached) => {
    const answer = await (await appFor({ access: { public: true } }))(atEdge({ ...asked, path }));
    expect([answer.statusCode, JSON.parse(answer.body)]).toEqual([200, { path: reached }]);
  });

  it("leads out and to the login page under the viewer's own paths, with cookies for all of the host", async () => {
    const app = await appFor({ access: { links: true } });
    const out = await app(atEdge({ ...asked, path: "/logout", method: "POST" }));
    expect([out.statusCode, out.headers?.location]).toEqual([303, "/login"]);
    expect(out.cookies).toEqual([expect.stringMatching(/^__Host-flipwatch=; Max-Age=0; Path=\//)]);
    const opened = await app(atEdge({ ...asked, path: "/login/link", query: `token=${tokenOf(createSeal([secret]), link)}` }));
    expect([opened.statusCode, opened.headers?.location]).toEqual([303, "/"]);
    expect(opened.cookies).toEqual([expect.stringMatching(/; Path=\/;/)]);
  });

  it("believes a viewer's own bearer token, and takes neither CloudFront's signature nor a header of the viewer's for one", async () => {
    const app = await appFor({ access: { links: true } });
    const bearer = `Bearer ${tokenOf(createSeal([secret]), link)}`;
    const statusFor = async (headers: Record<string, string>) => (await app(atEdge({ ...asked, path: "/metrics", headers }))).statusCode;
    expect(await statusFor({ authorization: bearer })).toBe(200);
    expect(await statusFor({})).toBe(401);
    expect(await statusFor({ "x-flipwatch-authorization": bearer })).toBe(401);
  });

  it("counts attempts to sign in by viewer, whatever a viewer says who it is", async () => {
    const app = await appFor({ access: { links: true } });
    const attempt = async (viewer: string, headers = {}) => (await app(atEdge({ viewer, headers, path: "/login/link" }))).statusCode;
    for (let count = 0; count < 60; count += 1) expect(await attempt("198.51.100.1")).toBe(403);
    expect(await attempt("198.51.100.1", { "x-flipwatch-viewer": "198.51.100.9", "x-forwarded-for": "198.51.100.9" })).toBe(429);
    expect(await attempt("198.51.100.2")).toBe(403);
  });
});
