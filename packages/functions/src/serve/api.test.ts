/** Who may ask, over a Lambda's function URL: cookies, the caller's address and https as its events have them, also from behind CloudFront. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { type Access, HOUR } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { functionUrlEvent, throughEdge } from "../testing/edge.ts";
import { tokenOf } from "../web/link-token.ts";
import { bodyHash, PROOF_HEADER, proofOf } from "../web/proof.ts";
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

async function ask(path: string, { access, isLab, sourceIp, host = "abc.lambda-url.example.com", query, cookies }: Sent = {}) {
  return (await appFor({ access, isLab }))(functionUrlEvent({ path, headers: { host }, sourceIp, query, cookies }));
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
    const answer = await (await appFor({ access: { public: true } }))(throughEdge({ ...asked, path }));
    expect([answer.statusCode, JSON.parse(answer.body)]).toEqual([200, { path: reached }]);
  });

  it("leads out and to the login page under the viewer's own paths, with cookies for all of the host", async () => {
    const app = await appFor({ access: { links: true } });
    const out = await app(throughEdge({ ...asked, path: "/logout", method: "POST" }));
    expect([out.statusCode, out.headers?.location]).toEqual([303, "/login"]);
    expect(out.cookies).toEqual([expect.stringMatching(/^__Host-flipwatch=; Max-Age=0; Path=\//)]);
    const opened = await app(throughEdge({ ...asked, path: "/login/link", query: `token=${tokenOf(createSeal([secret]), link)}` }));
    expect([opened.statusCode, opened.headers?.location]).toEqual([303, "/"]);
    expect(opened.cookies).toEqual([expect.stringMatching(/; Path=\/;/)]);
  });

  it("believes a viewer's own bearer token, and takes neither CloudFront's signature nor a header of the viewer's for one", async () => {
    const app = await appFor({ access: { links: true } });
    const bearer = `Bearer ${tokenOf(createSeal([secret]), link)}`;
    const statusFor = async (headers: Record<string, string>) =>
      (await app(throughEdge({ ...asked, path: "/metrics", headers }))).statusCode;
    expect(await statusFor({ authorization: bearer })).toBe(200);
    expect(await statusFor({})).toBe(401);
    expect(await statusFor({ "x-flipwatch-authorization": bearer })).toBe(401);
  });

  const proofFor = (path: string, method = "GET", body?: string) => {
    const url = new URL(`https://flipwatch.example.com${path}`);
    return { [PROOF_HEADER]: proofOf(createSeal([secret]), { method, url, bodyHash: bodyHash(body) }, now) };
  };

  it.each([
    ["/api/pairs", ""],
    ["/api/pairs/failover.example.com%2FA/timeline", "from=90d&width=800"],
    ["/metrics", ""],
    ["/feed.atom", "pair=failover.example.com%2FA"],
  ])("knows a command's proof of %s, whatever the host and the path on the way, and of no other path", async (path, query) => {
    const app = await appFor({ access: { links: true } });
    const whole = query === "" ? path : `${path}?${query}`;
    const status = async (headers: Record<string, string>) => (await app(throughEdge({ ...asked, path, query, headers }))).statusCode;
    expect([await status(proofFor(whole)), await status(proofFor("/api/health")), await status({})]).toEqual([200, 401, 401]);
  });

  it("makes a link for a command, once for one proof, and for no other body", async () => {
    const app = await appFor({ access: { links: true } });
    const body = JSON.stringify({ by: "example-user", until: now + HOUR });
    const headers = { ...proofFor("/api/links", "POST", body), "x-flipwatch": "1", "content-type": "application/json" };
    const post = async (sent: string) => app(throughEdge({ ...asked, path: "/api/links", method: "POST", headers, body: sent }));
    const [other, made, again] = [await post(body.replace("example-user", "somebody")), await post(body), await post(body)];
    expect([other.statusCode, made.statusCode, again.statusCode]).toEqual([401, 201, 401]);
    expect(JSON.parse(made.body)).toMatchObject({
      link: { by: "example-user" },
      url: expect.stringContaining("https://flipwatch.example.com/login/link?token="),
    });
    expect(JSON.parse(again.body)).toMatchObject({ error: { code: "unauthorised", message: expect.stringContaining("taken before") } });
  });

  it("counts attempts to sign in by viewer, whatever a viewer says who it is", async () => {
    const app = await appFor({ access: { links: true } });
    const attempt = async (viewer: string, headers = {}) => (await app(throughEdge({ viewer, headers, path: "/login/link" }))).statusCode;
    for (let count = 0; count < 60; count += 1) expect(await attempt("198.51.100.1")).toBe(403);
    expect(await attempt("198.51.100.1", { "x-flipwatch-viewer": "198.51.100.9", "x-forwarded-for": "198.51.100.9" })).toBe(429);
    expect(await attempt("198.51.100.2")).toBe(403);
  });
});
