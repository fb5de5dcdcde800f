/** What people ask for from the page: to acknowledge, to mute and to end that, with the record and Slack following; and who is not asked at all. */
import { HOUR } from "@flipwatch/core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { until } from "../acceptance/until.ts";
import { graveFaults } from "./axe.ts";
import { startChromium } from "./chromium.ts";
import { pressEnterAt, tabTo } from "./keyboard.ts";
import { awayFromPrimary, calm, PAIR, pairPath, turn } from "./lab-site.ts";
import { newVisitor, type Visitor } from "./visitor.ts";

const executable = inject("chromium");
const lab = inject("lab");
/** What the lab takes for a flip on a busy machine. */
const FLIP = { timeout: 60_000 };
const ME = "example-user";

describe.skipIf(executable === "")("what is asked for from the page", () => {
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;
  let incident = "";
  /** Each request for something that the page sent. */
  const asked: string[] = [];
  beforeAll(async () => {
    await calm();
    browser = await startChromium(executable);
    visitor = await newVisitor(browser, { at: lab });
    ({ page } = visitor);
    page.on("request", (request) => {
      if (request.method() === "POST") asked.push(kindIn(request.postData()));
    });
    await turn("block");
    incident = (await awayFromPrimary()).incident?.id ?? "";
    await slackSays("Failed over", "failed over");
  });
  afterAll(async () => {
    await browser?.close();
    if (executable === "") return;
    await turn("unblock");
    await calm();
  });
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const told = (words: string) => page.getByRole("status").filter({ hasText: words });

  it("is not offered to a viewer who may only read, on either page", async () => {
    const reader = await newVisitor(browser, { at: lab });
    // As the API answers whoever came by a link, to the letter.
    await reader.page.route("**/api/session", (route) =>
      route.fulfill({ json: { access: "link", login: "link", mayAsk: false, lab: false, serverTime: Date.now() } }),
    );
    for (const path of [pairPath, `/incidents/${encodeURIComponent(incident)}`]) {
      await reader.page.goto(path);
      await reader.page.getByText("What is served now").or(reader.page.getByText("What happened")).first().waitFor({ state: "attached" });
      const offered = await reader.page.getByRole("button", { name: /^(Acknowledge|Mute…|End mute|Add the note)$/ }).count();
      expect([path, offered]).toEqual([path, 0]);
    }
    await reader.leave();
  });

  it("acknowledges from the incident's page, by keys, once however often it is pressed", async () => {
    await page.goto(`/incidents/${encodeURIComponent(incident)}`);
    await page.getByRole("textbox", { name: "Your name" }).first().fill(ME);
    await tabTo(page, button("Acknowledge"));
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await told(`Acknowledged by ${ME}`).waitFor(FLIP);
    await page.locator("dd", { hasText: `by ${ME} (api)` }).waitFor();
    expect([await button("Acknowledge").count(), asked]).toEqual([0, ["acknowledge"]]);
    expect(await focused(page), "the focus is where it is said").toContain(`Acknowledged by ${ME}`);
    await slackSays("the acknowledgement", `acknowledged by ${ME}`);
  });

  it("shows who acknowledged on the pair's page, with no button to do it twice", async () => {
    await page.goto(pairPath);
    await page.locator(".now", { hasText: `acknowledged by ${ME}` }).waitFor();
    expect(await button("Acknowledge").count()).toBe(0);
  });

  it("mutes the pair for an hour, with a reason, and says until when", async () => {
    await pressEnterAt(page, button("Mute…"));
    await page.getByRole("combobox", { name: "For how long" }).selectOption("1 h");
    await page.getByRole("textbox", { name: "Reason (optional)" }).fill("on purpose");
    expect(await graveFaults(page)).toEqual([]);
    const before = Date.now();
    await button("Mute").click();
    await page.locator(".now .banner", { hasText: `Muted by ${ME}. Note: on purpose` }).waitFor(FLIP);
    await told("Muted.").waitFor();
    const [mute] = await mutes();
    expect([mute?.pairs, mute?.by, mute?.note]).toEqual([PAIR, ME, "on purpose"]);
    expect(Math.abs((mute?.until ?? 0) - before - HOUR)).toBeLessThan(60_000);
    await slackSays("the mute", "is muted until");
  });

  it("ends the mute, and offers another", async () => {
    await pressEnterAt(page, button("End mute"));
    await button("Mute…").waitFor(FLIP);
    await told("No longer muted").waitFor();
    expect(await mutes()).toEqual([]);
    expect(asked).toEqual(["acknowledge", "mute", "unmute"]);
    await slackSays("the end of the mute", "no longer muted");
  });

  it("asks once more under the same id after a failure", async () => {
    const ids: string[] = [];
    await page.route("**/api/requests", async (route) => {
      ids.push(JSON.parse(route.request().postData() ?? "{}").id);
      await (ids.length === 1 ? route.abort() : route.continue());
    });
    await pressEnterAt(page, button("Mute…"));
    await button("Mute").click();
    await page.getByRole("alert").waitFor();
    await button("Mute").click();
    await button("End mute").waitFor(FLIP);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
    await button("End mute").click();
    await button("Mute…").waitFor(FLIP);
  });
});

function kindIn(body: string | null): string {
  return (JSON.parse(body ?? "{}") as { kind?: string }).kind ?? "?";
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? "");
}

async function mutes(): Promise<{ pairs: string; by: string; note?: string; until: number }[]> {
  const reply = await fetch(`${lab}/api/mutes`);
  return ((await reply.json()) as { mutes: { pairs: string; by: string; note?: string; until: number }[] }).mutes;
}

function slackSays(what: string, words: string): Promise<boolean> {
  return until(`${what} in Slack`, async () => (await (await fetch(`${lab}/slack/messages`)).text()).includes(words));
}
