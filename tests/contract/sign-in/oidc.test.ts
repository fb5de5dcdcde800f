/** Signing in with a real provider, start to end over HTTP, and everything that must not let anybody in. */
import type { OidcInput } from "@flipwatch/core";
import { createSeal } from "@flipwatch/functions/web/seal";
import { sessionText } from "@flipwatch/functions/web/session";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Browser, newBrowser } from "./browser.ts";
import { type OidcProvider, startOidcProvider } from "./provider.ts";
import { SECRET, startWebServer, type WebServer } from "./server.ts";

const HOUR = 3_600_000;
const client = { clientId: "flipwatch", clientSecret: "the client's secret-._~" };
const member = { email: "example-user@example.com", email_verified: true, preferred_username: "example-user", groups: ["ops"] };
let provider: OidcProvider;
let web: WebServer;
let browser: Browser;

beforeAll(async () => {
  web = await startWebServer();
  provider = await startOidcProvider({ ...client, redirectUris: [`${web.url}/login/callback`] });
});
afterAll(async () => {
  await Promise.all([provider.close(), web.close()]);
});
beforeEach(() => {
  browser = newBrowser();
  provider.account = member;
  rules({ domains: ["example.com"] });
  web.ahead(0);
  web.logged.length = 0;
  web.asked.length = 0;
});

function rules(more: Partial<OidcInput>): void {
  web.configure({ access: { oidc: { issuer: provider.issuer, ...client, ...more } } });
}
const session = async (who: Browser = browser) => (await (await who.step(`${web.url}/api/session`)).json()) as Record<string, unknown>;
const pairs = async (who: Browser = browser) => (await who.step(`${web.url}/api/pairs`)).status;
/** Up to the moment at which the provider sends the browser back. */
async function almost(): Promise<string> {
  let url = `${web.url}/login/oidc?to=%2Ffindings`;
  while (!url.startsWith(`${web.url}/login/callback`)) url = new URL((await browser.step(url)).headers.get("location") ?? "", url).href;
  return url;
}

describe("signing in with the provider", () => {
  it("leads to the page that was asked for, and lets in whom it names", async () => {
    expect([await session(), await pairs()]).toEqual([expect.objectContaining({ access: "closed", login: "oidc", mayAsk: false }), 401]);
    const { status, url, way, text } = await browser.open(`${web.url}/login/oidc?to=%2Fpairs%2Ffailover.example.com%252FA%3Fat%3D1`);
    expect([status, url, text]).toEqual([200, `${web.url}/pairs/failover.example.com%2FA?at=1`, expect.stringContaining("the page")]);
    const asked = new URL(way.find((one) => one.startsWith(`${provider.issuer}/auth?`)) ?? "").searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      redirect_uri: `${web.url}/login/callback`,
    });
    expect([asked.get("state")?.length, asked.get("nonce")?.length, asked.get("code_challenge")?.length]).toEqual([43, 43, 43]);
    expect(await session()).toMatchObject({ access: "oidc", user: "example-user@example.com", mayAsk: true, login: "oidc" });
    expect(await pairs()).toBe(200);
    expect([...browser.cookies.keys()].filter((name) => name.startsWith("flipwatch"))).toEqual(["flipwatch"]);
  });

  it("lets them ask under their own name, from the page itself alone", async () => {
    await browser.open(`${web.url}/login/oidc`);
    const post = async (headers: Record<string, string>) =>
      (
        await browser.step(`${web.url}/api/requests`, {
          method: "POST",
          body: "{}",
          headers: { "content-type": "application/json", ...headers },
        })
      ).status;
    const own = { "x-flipwatch": "1", origin: web.url };
    expect([await post(own), await post({ ...own, origin: "https://example.net" }), await post({ ...own, "x-flipwatch": "0" })]).toEqual([
      200, 403, 403,
    ]);
    expect(await post({ "x-flipwatch": "1", "sec-fetch-site": "cross-site", origin: web.url })).toBe(403);
    expect(await post({ "x-flipwatch": "1" })).toBe(403);
    expect(web.asked).toEqual(["POST /api/requests example-user@example.com"]);
    expect((await browser.step(`${web.url}/api/links`)).status).toBe(403);
  });

  it("ends with signing out, after eight hours, and with other rules", async () => {
    await browser.open(`${web.url}/login/oidc`);
    web.ahead(8 * HOUR - 60_000);
    expect(await pairs()).toBe(200);
    web.ahead(8 * HOUR);
    expect(await pairs()).toBe(401);
    web.ahead(0);
    rules({ domains: ["example.org"] });
    expect(await pairs()).toBe(401);
    rules({ domains: ["example.com"] });
    const out = (headers: Record<string, string>) => browser.step(`${web.url}/logout`, { method: "POST", headers });
    expect([(await out({ origin: "https://example.net" })).status, await pairs()]).toEqual([403, 200]);
    const left = await out({ origin: web.url });
    expect([left.status, left.headers.get("location"), await pairs()]).toEqual([303, "/login", 401]);
    expect((await browser.step(`${web.url}/logout`)).status).toBe(401);
  });

  it.each(["client_secret_basic", "client_secret_post"] as const)(
    "works with a client registered for %s, and claims in the ID token",
    async (auth) => {
      const other = await startOidcProvider({
        ...client,
        tokenEndpointAuth: auth,
        redirectUris: [`${web.url}/login/callback`],
        inIdToken: true,
      });
      try {
        other.account = member;
        rules({ issuer: other.issuer, groups: ["ops"] });
        await browser.open(`${web.url}/login/oidc`);
        expect(await session()).toMatchObject({ access: "oidc", user: "example-user@example.com" });
      } finally {
        await other.close();
      }
    },
  );

  it.each<[string, Partial<OidcInput>, object, string]>([
    ["of a group", { groups: ["ops"] }, { ...member, email_verified: false }, "example-user"],
    ["of domain and group", { domains: ["example.com"], groups: ["web", "ops"] }, member, "example-user@example.com"],
    ["that may be anyone", { anyone: true }, { name: "Example User" }, "Example User"],
  ])("lets in somebody %s", async (_, more, account, user) => {
    rules(more);
    provider.account = { ...account };
    await browser.open(`${web.url}/login/oidc`);
    expect(await session()).toMatchObject({ access: "oidc", user });
  });
});

describe("nobody is signed in", () => {
  it.each<[string, Partial<OidcInput>, object | undefined, number, string]>([
    [
      "with an address of another domain",
      { domains: ["example.com"] },
      { ...member, email: "example-user@example.net" },
      403,
      "not with an address that may see this",
    ],
    [
      "with an address that nobody verified",
      { domains: ["example.com"] },
      { ...member, email_verified: false },
      403,
      "does not vouch for your e-mail address",
    ],
    ["without an address", { domains: ["example.com"] }, {}, 403, "does not vouch for your e-mail address"],
    ["outside the group", { groups: ["admins"] }, member, 403, "in none of the groups"],
    ["of the group, and of another domain", { groups: ["ops"], domains: ["example.org"] }, member, 403, "not with an address"],
    ["who turned back at the provider", { anyone: true }, undefined, 403, "did not sign you in"],
  ])("%s", async (_, more, account, status, words) => {
    rules(more);
    provider.account = account === undefined ? undefined : { ...account };
    const visited = await browser.open(`${web.url}/login/oidc`);
    expect([visited.status, visited.text]).toEqual([status, expect.stringContaining(words)]);
    expect(visited.text).not.toContain("turned back");
    expect([await pairs(), [...browser.cookies.keys()].filter((name) => name.startsWith("flipwatch"))]).toEqual([401, []]);
  });

  it("by an answer to another sign-in", async () => {
    const answer = new URL(await almost());
    answer.searchParams.set("state", "x".repeat(43));
    const visited = await browser.open(answer.href);
    expect([visited.status, visited.text, await pairs()]).toEqual([400, expect.stringContaining("not begun in this browser"), 401]);
  });

  it("by an answer that another browser brings, or brings again", async () => {
    const answer = await almost();
    const stranger = newBrowser();
    expect([(await stranger.open(answer)).status, await pairs(stranger)]).toEqual([400, 401]);
    const kept = browser.cookies.get("flipwatch-login") ?? "";
    expect((await browser.open(answer)).status).toBe(200);
    expect(await pairs()).toBe(200);
    // Even with the cookie that was taken away, the provider takes a code once.
    stranger.cookies.set("flipwatch-login", kept);
    const again = await stranger.open(answer);
    expect([again.status, again.text, await pairs(stranger)]).toEqual([400, expect.stringContaining("finished already"), 401]);
  });

  it("by an answer that comes too late", async () => {
    const answer = await almost();
    web.ahead(11 * 60_000);
    expect((await browser.open(answer)).status).toBe(400);
    expect(await pairs()).toBe(401);
  });

  it("by a code of another's sign-in put into one's own", async () => {
    const stolen = new URL(await almost()).searchParams.get("code") ?? "";
    const thief = browser;
    browser = newBrowser();
    const own = new URL(await almost());
    own.searchParams.set("code", stolen);
    expect((await browser.open(own.href)).status).toBe(400);
    expect([await pairs(), await pairs(thief)]).toEqual([401, 401]);
  });

  it("by a cookie that was changed, or signed elsewhere, or under a secret that is gone", async () => {
    await browser.open(`${web.url}/login/oidc`);
    const good = browser.cookies.get("flipwatch") ?? "";
    const access = { oidc: { issuer: provider.issuer, ...client, domains: ["example.com"] } };
    const forged = sessionText(createSeal(["y".repeat(32)]), access, {
      kind: "oidc",
      user: "example-user@example.com",
      until: Date.now() + HOUR,
    });
    const [version, body = "", mac] = good.split(".");
    const other = Buffer.from(Buffer.from(body, "base64url").toString().replace("example-user", "somebody")).toString("base64url");
    for (const cookie of [forged, [version, other, mac].join("."), good.slice(0, -2), "v1..", ""]) {
      browser.cookies.set("flipwatch", cookie);
      expect(await pairs()).toBe(401);
    }
    browser.cookies.set("flipwatch", good);
    web.configure({ access, secrets: ["z".repeat(32), SECRET] });
    expect(await pairs()).toBe(200);
    web.configure({ access, secrets: ["z".repeat(32)] });
    expect(await pairs()).toBe(401);
  });

  it("while the provider can't be reached, which is said without saying more", async () => {
    rules({ issuer: "http://127.0.0.1:9", anyone: true });
    const visited = await browser.open(`${web.url}/login/oidc`);
    expect([visited.status, visited.text]).toEqual([503, expect.stringContaining("could not be asked")]);
    expect(visited.text).not.toMatch(/127\.0\.0\.1|ECONN|fetch/);
  });

  it("too often: after sixty attempts a minute one waits", async () => {
    const statuses = [];
    for (let count = 0; count < 62; count += 1) statuses.push((await browser.step(`${web.url}/login/callback`)).status);
    expect([statuses.slice(0, 60), statuses.slice(60)]).toEqual([Array(60).fill(400), [429, 429]]);
    const refused = await browser.step(`${web.url}/login/oidc`);
    expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
    expect((await browser.step(`${web.url}/login`)).status).toBe(200);
  });
});

describe("no secret", () => {
  it("is in a log, a page or an address, whatever happens", async () => {
    const seen: string[] = [];
    for (const account of [member, undefined, { email: "example-user@example.net", email_verified: true }]) {
      provider.account = account;
      const { way, text } = await newBrowser().open(`${web.url}/login/oidc`);
      seen.push(...way, text);
    }
    rules({ clientSecret: "not the secret of this client", anyone: true });
    provider.account = member;
    const refused = await browser.open(`${web.url}/login/oidc`);
    expect([refused.status, await pairs()]).toEqual([503, 401]);
    seen.push(refused.text, JSON.stringify(web.logged));
    for (const secret of [SECRET, client.clientSecret, "not the secret of this client"]) expect(seen.join("\n")).not.toContain(secret);
    expect(JSON.stringify(web.logged)).not.toMatch(/code=|token=/);
    expect(web.logged.map(({ facts }) => facts?.code)).toContain("invalid_client");
  });
});
