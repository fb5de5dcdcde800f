/** Links that let people read: made by a command, opened in a browser, ended by their time or by being revoked. All over HTTP. */
import type { AccessLink } from "@flipwatch/core";
import { tokenOf } from "@flipwatch/functions/web/link-token";
import { PROOF_HEADER } from "@flipwatch/functions/web/proof";
import { createSeal } from "@flipwatch/functions/web/seal";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Browser, newBrowser } from "./browser.ts";
import { askAsCommand } from "./command.ts";
import { SECRET, startWebServer, type WebServer } from "./server.ts";

const HOUR = 3_600_000;
let web: WebServer;
let browser: Browser;

beforeAll(async () => {
  web = await startWebServer();
});
afterAll(() => web.close());
beforeEach(() => {
  browser = newBrowser();
  web.configure({ access: { links: true } });
  web.ahead(0);
  web.logged.length = 0;
});

/** As the command line does it. */
const command = (method: "GET" | "POST", path: string, body?: object, headers?: Record<string, string>) =>
  askAsCommand(web.url, method, path, body, headers);
const made = async (forMs = HOUR, more: object = {}) =>
  (await command("POST", "/api/links", { by: "example-user", until: Date.now() + forMs, ...more }))[1];
const pairs = async (who: Browser = browser) => (await who.step(`${web.url}/api/pairs`)).status;

describe("a link", () => {
  it("lets whoever opens it read, and no more, at the page that was asked for", async () => {
    const { link, url } = await made(HOUR, { note: "for the wall" });
    expect(link).toMatchObject({ by: "example-user", note: "for the wall", id: expect.stringMatching(/^[\w-]{16}$/) });
    expect(url).toMatch(new RegExp(`^${web.url}/login/link\\?token=${link.id}\\.`));
    expect(await pairs()).toBe(401);
    const first = await browser.step(`${url}&to=%2Ffindings`);
    expect([first.status, first.headers.get("location"), first.headers.get("referrer-policy"), first.headers.get("cache-control")]).toEqual(
      [303, "/findings", "no-referrer", "no-store"],
    );
    const [cookie = ""] = first.headers.getSetCookie();
    expect(cookie).toMatch(/^flipwatch=v1\.[\w-]+\.[\w-]{43}; Max-Age=(3600|3599); Path=\/; HttpOnly; SameSite=Lax$/);
    expect([await pairs(), await (await browser.step(`${web.url}/api/session`)).json()]).toEqual([
      200,
      { access: "link", login: "link", mayAsk: false, lab: false, serverTime: expect.any(Number) },
    ]);
    const headers = { "content-type": "application/json", "x-flipwatch": "1", origin: web.url };
    const ask = async (path: string) => (await browser.step(`${web.url}${path}`, { method: "POST", body: "{}", headers })).status;
    expect([await ask("/api/requests"), await ask("/api/redrive"), await ask("/api/links"), await ask("/api/links/revoke")]).toEqual([
      403, 403, 403, 403,
    ]);
    expect((await browser.step(`${web.url}/api/links`)).status).toBe(403);
  });

  it("is bound to its host over https", async () => {
    web.configure({ access: { links: true }, dashboardUrl: "https://flipwatch.example.com/anything" });
    const { url } = await made();
    expect(url).toMatch(/^https:\/\/flipwatch\.example\.com\/login\/link\?token=/);
    const response = await browser.step(url.replace("https://flipwatch.example.com", web.url));
    expect(response.headers.getSetCookie().join()).toMatch(/^__Host-flipwatch=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(response.headers.get("strict-transport-security")).toBe("max-age=31536000");
  });

  it("ends with its time, also for who opened it before", async () => {
    const { url } = await made(HOUR);
    await browser.open(url);
    web.ahead(HOUR - 60_000);
    expect(await pairs()).toBe(200);
    web.ahead(HOUR + 1);
    const late = await newBrowser().open(url);
    expect([await pairs(), late.status, late.text]).toEqual([401, 403, expect.stringContaining("This link has ended")]);
  });

  it("ends at once when it is revoked, also for who opened it before, and no other does", async () => {
    const [one, other] = [await made(), await made()];
    await browser.open(one.url);
    const bystander = newBrowser();
    await bystander.open(other.url);
    expect(await command("POST", "/api/links/revoke", { id: one.link.id })).toEqual([
      200,
      { link: { ...one.link, revokedAt: expect.any(Number) } },
    ]);
    const again = await newBrowser().open(one.url);
    expect([await pairs(), await pairs(bystander), again.status, again.text]).toEqual([
      401,
      200,
      403,
      expect.stringContaining("was revoked"),
    ]);
    expect((await command("POST", "/api/links/revoke", { id: one.link.id }))[0]).toBe(200);
    expect((await command("POST", "/api/links/revoke", { id: "none" }))[0]).toBe(404);
    const listed = (await command("GET", "/api/links"))[1].links;
    expect(listed.filter(({ id }) => [one.link.id, other.link.id].includes(id)).map(({ revokedAt }) => revokedAt === undefined)).toEqual([
      true,
      false,
    ]);
    expect(JSON.stringify(listed)).not.toContain(new URL(one.url).searchParams.get("token"));
  });

  it.each<[string, (url: string, link: AccessLink) => string]>([
    ["forged with another secret", (_, link) => `/login/link?token=${tokenOf(createSeal(["x".repeat(32)]), link)}`],
    ["prolonged by hand", (url, link) => url.replace(`.${link.until.toString(36)}.`, `.${(link.until + HOUR).toString(36)}.`)],
    ["of an id that was guessed", (url, link) => url.replace(link.id, "AAAAAAAAAAAAAAAA")],
    ["that is not whole", (url) => url.slice(0, -4)],
    ["without a token", () => "/login/link"],
    ["of an absurd length", () => `/login/link?token=${"a".repeat(8_000)}`],
    ["signed, and never recorded", () => `/login/link?token=${tokenOf(createSeal([SECRET]), { id: "never", until: Date.now() + HOUR })}`],
  ])("%s opens nothing", async (_, change) => {
    const { url, link } = await made();
    const visited = await browser.open(new URL(change(url, link), web.url).href);
    expect([visited.status, await pairs(), browser.cookies.size]).toEqual([403, 401, 0]);
  });

  it("leads to no other site", async () => {
    const { url } = await made();
    for (const to of ["https://example.net/", "//example.net", "/\\example.net"])
      expect((await newBrowser().step(`${url}&to=${encodeURIComponent(to)}`)).headers.get("location")).toBe("/");
  });

  it("lets programs read by its token", async () => {
    const { url } = await made();
    const token = new URL(url).searchParams.get("token");
    const status = async (authorization: string) => (await fetch(`${web.url}/metrics`, { headers: { authorization } })).status;
    expect([await status(`Bearer ${token}`), await status(`Bearer ${token}x`), await status("Bearer"), await status("")]).toEqual([
      200, 401, 401, 401,
    ]);
  });

  it("is in no log", async () => {
    const { url } = await made();
    await browser.open(url);
    await browser.open(`${url}x`);
    expect(web.logged).toEqual([{ level: "warn", message: "a link was refused", facts: { why: "forged" } }]);
  });
});

describe("a link is not made", () => {
  it.each<[string, object, Record<string, string>, number, string]>([
    ["without a proof", {}, { [PROOF_HEADER]: "" }, 401, "the proof is refused"],
    ["without the header that keeps pages out", {}, { "x-flipwatch": "" }, 403, "x-flipwatch: 1"],
    ["as a form", {}, { "content-type": "text/plain" }, 400, "application/json"],
    ["by nobody", { by: "" }, {}, 400, "by: who asks"],
    ["for a moment that is past", { until: 5 }, {}, 400, "until: expected a moment from now on"],
    ["for a year", { until: Date.now() + 366 * 24 * HOUR }, {}, 400, "at most 90 days ahead"],
    ["with a field that is none", { forever: true }, {}, 400, "forever"],
    ["with a long note", { note: "x".repeat(501) }, {}, 400, "note: 1 to 500 characters"],
    ["with a huge body", { note: "x".repeat(100_000) }, {}, 400, "larger than"],
  ])("%s", async (_, change, headers, status, words) => {
    const before = (await web.records.links.all()).length;
    const body = { by: "example-user", until: Date.now() + HOUR, ...change };
    const [got, { error }] = await command("POST", "/api/links", body, headers);
    expect([got, error?.message]).toEqual([status, expect.stringContaining(words)]);
    expect((await web.records.links.all()).length).toBe(before);
  });

  it.each([
    ["public", { public: true as const }],
    ["a provider alone", { oidc: { issuer: "https://login.example.com", clientId: "flipwatch", anyone: true as const } }],
  ])("where access is %s", async (_, access) => {
    web.configure({ access });
    const [status, { error }] = await command("POST", "/api/links", { by: "example-user", until: Date.now() + HOUR });
    expect([status, error?.message]).toEqual([409, expect.stringContaining("access: { links: true }")]);
  });
});
