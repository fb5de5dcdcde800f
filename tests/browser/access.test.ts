/** Who sees what, in a browser: nothing without access, all of it by a link or a sign-in at a real provider, and nothing again afterwards. */
import { HOUR, policyOf } from "@flipwatch/core";
import { apiApp } from "@flipwatch/functions/flow";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { askAsCommand } from "../contract/sign-in/command.ts";
import { type OidcProvider, startOidcProvider } from "../contract/sign-in/provider.ts";
import { startWebServer, type WebParts, type WebServer } from "../contract/sign-in/server.ts";
import { graveFaults } from "./axe.ts";
import { startChromium } from "./chromium.ts";
import { NAME, pairPath } from "./lab-site.ts";
import { builtPage } from "./site.ts";
import { newVisitor, type Visitor } from "./visitor.ts";

const executable = inject("chromium");
const client = { clientId: "flipwatch", clientSecret: "the client's secret-._~" };
const member = { email: "example-user@example.com", email_verified: true };

/** The API that ships, over one pair of which nothing was heard yet. */
const api: WebParts["api"] = (records) =>
  apiApp({
    records,
    clock: { now: Date.now },
    policy: policyOf({ regions: ["eu-central-1"], intervalSeconds: 10 }),
    config: {
      home: "eu-west-1",
      regions: ["eu-central-1"],
      zones: ["example.com"],
      pairs: [],
      channels: { slack: [], sns: [], webhook: [] },
    },
    log: () => undefined,
  });

describe.skipIf(executable === "")("who sees what", () => {
  let browser: Browser;
  let web: WebServer;
  let provider: OidcProvider;
  let visitor: Visitor;
  beforeAll(async () => {
    web = await startWebServer({ site: await builtPage(), api });
    provider = await startOidcProvider({ ...client, redirectUris: [`${web.url}/login/callback`] });
    browser = await startChromium(executable);
    visitor = await newVisitor(browser, { at: web.url, theme: "light" });
    const side = (value: string) => ({ values: [value] });
    const sides = { primary: side("192.0.2.10"), secondary: side("192.0.2.20") };
    const own = { source: "config" as const, ttlSeconds: 60, revision: 1, revisedAt: Date.now() };
    await web.records.definitions.put({ id: `${NAME}/A`, name: NAME, type: "A", ...sides, ...own });
    await web.records.manifests.put({ shard: 0, version: 1, at: Date.now(), slots: [{ pair: `${NAME}/A`, revision: 1 }] });
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([provider?.close(), web?.close()]);
  });
  beforeEach(async () => {
    web.ahead(0);
    web.asked.length = 0;
    provider.account = member;
    web.configure({ access: { links: true, oidc: { issuer: provider.issuer, ...client, domains: ["example.com"] } } });
    await visitor.context.clearCookies();
    visitor.complaints.length = 0;
  });

  const seesPairs = () => visitor.page.getByRole("link", { name: NAME, exact: true }).first().waitFor();
  const seesLogin = () => visitor.page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  const newLink = async () => (await askAsCommand(web.url, "POST", "/api/links", { by: "example-user", until: Date.now() + HOUR }))[1];

  it("nobody without access sees anything but the login page, whatever they open", async () => {
    const incidentPath = `/incidents/${encodeURIComponent(`${NAME}/A!1`)}`;
    for (const path of ["/", pairPath, incidentPath, "/findings", "/deliveries", "/walk-through", "/login"]) {
      await visitor.page.goto(path);
      await seesLogin();
      const shown = await visitor.page.locator("body").innerText();
      const pages = await visitor.page.getByRole("navigation").count();
      expect([path, shown.includes(NAME), pages, web.asked, visitor.complaints]).toEqual([path, false, 0, [], []]);
    }
  });

  it("nobody without access gets any answer", async () => {
    for (const path of [
      "/api/pairs",
      "/api/health",
      "/metrics",
      "/feed.atom",
      `/badge/${encodeURIComponent(`${NAME}/A`)}.svg`,
      "/api/links",
    ]) {
      const answer = await visitor.context.request.get(path);
      expect([path, answer.status(), (await answer.text()).includes("192.0.2"), web.asked]).toEqual([path, 401, false, []]);
    }
  });

  it("the provider lets in whom it names, at the page that was asked for, until they sign out", async () => {
    const { page } = visitor;
    await page.goto(`${pairPath}?last=6h`);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.waitForURL(`${web.url}${pairPath}?last=6h`);
    await page.getByRole("heading", { level: 1, name: NAME }).waitFor();
    await page.getByText(member.email).waitFor();
    await page.getByRole("button", { name: "Mute…" }).waitFor();
    expect(await page.getByRole("textbox", { name: "Your name" }).count(), "the provider says who it is").toBe(0);
    expect(await page.evaluate(() => document.cookie), "scripts see no cookie").toBe("");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(`${web.url}/login`);
    await seesLogin();
    expect(visitor.complaints).toEqual([]);
  });

  it("the provider's yes does not do for somebody of another domain", async () => {
    provider.account = { ...member, email: "example-user@example.net" };
    await visitor.page.goto("/");
    await visitor.page.getByRole("link", { name: "Sign in" }).click();
    await visitor.page.getByText("not with an address that may see this").waitFor();
    await visitor.page.goto("/");
    await seesLogin();
  });

  it("a good link shows everything, and is not in the address any more", async () => {
    const { page } = visitor;
    await page.goto((await newLink()).url);
    await seesPairs();
    expect([page.url(), visitor.complaints]).toEqual([`${web.url}/`, []]);
  });

  it("a good link asks for nothing: no button is there to mute with, and the API refuses", async () => {
    const { page } = visitor;
    await page.goto((await newLink()).url);
    await page.goto(pairPath);
    await page.getByRole("heading", { name: "Why", exact: true }).waitFor();
    expect(await page.getByRole("button", { name: /^(Acknowledge|Mute…|End mute)$/ }).count()).toBe(0);
    const data = { kind: "mute", id: "by a link", by: "example-user", pairs: `${NAME}/A`, until: Date.now() + HOUR };
    const answer = await visitor.context.request.post("/api/requests", { data, headers: { "x-flipwatch": "1" } });
    expect([answer.status(), web.asked.filter((asked) => asked.startsWith("POST"))]).toEqual([403, []]);
  });

  it("a link that has ended is refused, and whoever came by it before sees no more", async () => {
    const { page } = visitor;
    const { url } = await newLink();
    await page.goto(url);
    await seesPairs();
    web.ahead(HOUR + 1);
    await page.getByRole("link", { name: "Findings" }).click();
    await seesLogin();
    const answer = await page.goto(url);
    await page.getByText("This link has ended").waitFor();
    expect(answer?.status()).toBe(403);
  });

  it("a revoked link is refused, and whoever came by it before sees no more", async () => {
    const { page } = visitor;
    const { url, link } = await newLink();
    await page.goto(url);
    await seesPairs();
    await askAsCommand(web.url, "POST", "/api/links/revoke", { id: link.id });
    await page.getByRole("link", { name: "Findings" }).click();
    await seesLogin();
    await page.goto(url);
    await page.getByText("This link was revoked").waitFor();
  });

  it("a forged link opens nothing, and says so in a page that all can read", async () => {
    const { page } = visitor;
    const { url, link } = await newLink();
    const prolonged = url.replace(`.${link.until.toString(36)}.`, `.${(link.until + HOUR).toString(36)}.`);
    expect(prolonged).not.toBe(url);
    await page.goto(prolonged);
    await page.getByText("This link opens nothing here").waitFor();
    expect(await graveFaults(page)).toEqual([]);
    await page.goto("/");
    await seesLogin();
    expect(web.asked).toEqual([]);
  });
});
