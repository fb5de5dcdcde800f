/** What stands in front of the API and the page: what is guarded, what everybody may see, and what every answer says to browsers. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { type Access, FlipwatchError } from "@flipwatch/core";
import { beforeAll, describe, expect, it } from "vitest";
import { createSite, type Site } from "./site.ts";
import { type WebPorts, webApp } from "./web-app.ts";

const now = Date.UTC(2026, 10, 22, 12);
const provider = { issuer: "https://login.example.com", clientId: "flipwatch", domains: ["example.com"] };
const api = {
  fetch: (request: Request) => {
    if (new URL(request.url).pathname === "/nowhere") return Response.json({ error: { code: "not-found" } }, { status: 404 });
    return new Response("{}", { headers: { "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'", etag: '"x"' } });
  },
};
let site: Site;

beforeAll(async () => {
  site = await createSite(
    new Map([
      ["/index.html", Buffer.from("<!doctype html>the page")],
      ["/assets/a.js", Buffer.from("1")],
    ]),
  );
});

function ask(access: Access | undefined, path: string, init: RequestInit & { peer?: string } = {}, more: Partial<WebPorts> = {}) {
  const app = webApp({
    api,
    site,
    secrets: ["s".repeat(32)],
    isLoopbackOnly: true,
    records: createRecords(createMemoryTable()),
    address: () => "http://127.0.0.1:4780",
    clock: { now: () => now },
    randomText: (bytes) => "r".repeat(bytes),
    log: () => undefined,
    ...(access === undefined ? {} : { access }),
    ...more,
  });
  const { peer = "127.0.0.1", ...rest } = init;
  const headers = { host: "127.0.0.1:4780", ...(rest.headers as Record<string, string>) };
  return app.request(`http://127.0.0.1:4780${path}`, { ...rest, headers }, { incoming: { socket: { remoteAddress: peer } } });
}

describe("without access", () => {
  it.each<[string, RequestInit & { peer?: string }, number]>([
    ["is open to who sits at the machine", {}, 200],
    ["is closed to a page under a name that leads to loopback", { headers: { host: "rebound.example.com" } }, 401],
    ["is closed to another machine", { peer: "192.0.2.1" }, 401],
    ["is closed to what a proxy passes on", { headers: { "x-forwarded-for": "192.0.2.1" } }, 401],
  ])("the API %s", async (_, init, status) => {
    expect((await ask(undefined, "/api/pairs", init)).status).toBe(status);
    expect((await ask(undefined, "/api/requests", { ...init, method: "POST", body: "{}" })).status).toBe(status);
    expect((await ask(undefined, "/api/links", init)).status).toBe(status);
  });

  it("says where it is open, and asks nobody to sign in", async () => {
    const closed = await ask(undefined, "/api/pairs", { peer: "192.0.2.1" });
    expect([closed.headers.get("www-authenticate"), await closed.json()]).toEqual([
      'Bearer realm="flipwatch"',
      { error: { code: "unauthorised", message: expect.stringContaining("http://127.0.0.1") } },
    ]);
    expect(await (await ask(undefined, "/api/session", { peer: "192.0.2.1" })).json()).toEqual({
      access: "closed",
      mayAsk: false,
      lab: false,
      serverTime: now,
    });
    expect((await ask(undefined, "/login/oidc", { peer: "192.0.2.1" })).status).toBe(401);
  });
});

describe("the session", () => {
  it.each<[string, Access | undefined, string, object]>([
    ["at the machine", undefined, "127.0.0.1", { access: "open", mayAsk: true }],
    ["where everybody may read", { public: true }, "192.0.2.1", { access: "public", mayAsk: false }],
    ["where one signs in", { oidc: provider }, "192.0.2.1", { access: "closed", login: "oidc", mayAsk: false }],
    ["where links open", { links: true }, "192.0.2.1", { access: "closed", login: "link", mayAsk: false }],
    ["where both do", { links: true, oidc: provider }, "192.0.2.1", { access: "closed", login: "oidc", mayAsk: false }],
  ])("%s", async (_, access, peer, expected) => {
    const response = await ask(access, "/api/session", { peer }, { isLab: true });
    expect([response.status, response.headers.get("cache-control"), await response.json()]).toEqual([
      200,
      "no-store",
      { ...expected, lab: true, serverTime: now },
    ]);
  });
});

describe("closed", () => {
  const access: Access = { links: true };
  const outside = { peer: "192.0.2.1" };

  it.each([
    "/api",
    "/api/pairs",
    "/api/openapi.json",
    "/api/nothing",
    "/metrics",
    "/badge/a.svg",
    "/feed.atom",
    "/anything-that-comes-later",
    "/API/pairs",
    "//api/pairs",
    "/api/%70airs",
  ])("shows nothing at %s", async (path) => {
    for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
      expect([method, (await ask(access, path, { ...outside, method })).status]).toEqual([method, 401]);
  });

  it.each(["/", "/pairs/failover.example.com%2FA", "/login", "/assets/a.js"])(
    "shows the page, which holds no data, at %s",
    async (path) => {
      expect((await ask(access, path, outside)).status).toBe(200);
    },
  );

  it("where everybody may read they may not ask", async () => {
    const open: Access = { public: true };
    expect([
      (await ask(open, "/api/pairs", outside)).status,
      (await ask(open, "/api/requests", { ...outside, method: "POST" })).status,
    ]).toEqual([200, 403]);
    expect((await ask(open, "/api/links", outside)).status).toBe(403);
  });
});

describe("every answer", () => {
  const own =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  it.each<[string, string, RequestInit & { peer?: string }]>([
    ["the page", "/", {}],
    ["an asset", "/assets/a.js", {}],
    ["the session", "/api/session", {}],
    ["a refusal", "/api/pairs", { peer: "192.0.2.1" }],
    ["signing out", "/logout", { method: "POST", headers: { origin: "http://127.0.0.1:4780" } }],
    ["a link that opens nothing", "/login/link?token=x", {}],
    ["a path that is none", "/nowhere", {}],
  ])("says what browsers may do: %s", async (_, path, init) => {
    const { headers } = await ask(path.startsWith("/login") ? { links: true } : undefined, path, init);
    expect(headers.get("content-security-policy")).toBe(own);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("permissions-policy")).toContain("camera=()");
    expect(headers.get("referrer-policy")).toBe(path.startsWith("/login") ? "no-referrer" : "same-origin");
    expect(headers.get("strict-transport-security")).toBeNull();
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it("keeps what the API says itself, and tells https to stay", async () => {
    const { headers } = await ask(undefined, "/api/pairs", {}, { dashboardUrl: "https://flipwatch.example.com" });
    expect([headers.get("content-security-policy"), headers.get("etag")]).toEqual(["default-src 'none'; style-src 'unsafe-inline'", '"x"']);
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
  });

  it("to people whose path is none is the page, to programs the API's", async () => {
    const html = await ask(undefined, "/nowhere", { headers: { accept: "text/html" } });
    expect([html.status, await html.text()]).toEqual([404, "<!doctype html>the page"]);
    const json = await ask(undefined, "/nowhere", { headers: { accept: "application/json" } });
    expect([json.status, await json.json()]).toEqual([404, { error: { code: "not-found" } }]);
  });
});

describe("a secret to sign with", () => {
  it.each<[string, Access]>([
    ["links", { links: true }],
    ["a provider", { oidc: provider }],
  ])("is missed by name with %s", (_, access) => {
    expect(() => ask(access, "/", {}, { secrets: [] })).toThrow(FlipwatchError);
    expect(() => ask(access, "/", {}, { secrets: [] })).toThrow(/FLIPWATCH_SESSION_SECRET/);
  });

  it("is not needed where everybody may read", async () => {
    expect((await ask({ public: true }, "/api/pairs", { peer: "192.0.2.1" }, { secrets: [] })).status).toBe(200);
  });
});
