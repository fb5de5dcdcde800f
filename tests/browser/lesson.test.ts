/** The lesson from an empty lab, start to badge, in a browser: the records are made on the page, and nothing that is not there yet makes it complain. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { endAll } from "../acceptance/flipwatch.ts";
import { removeFolders } from "../acceptance/folder.ts";
import { startLab } from "../acceptance/lab.ts";
import { until } from "../acceptance/until.ts";
import { startChromium } from "./chromium.ts";
import { NAME } from "./lab-site.ts";
import { newVisitor, type Visitor } from "./visitor.ts";

const executable = inject("chromium");
/** As fast as a lab keeps its own health checks beside a Chromium and another lab. */
const SPEED = 10;
/** What the lab takes for a flip on a busy machine. */
const FLIP = { timeout: 60_000 };

describe.skipIf(executable === "")("the lesson from an empty lab, in a browser", () => {
  let browser: Browser;
  let learner: Visitor;
  let page: Page;
  beforeAll(async () => {
    const { ready } = await startLab(SPEED, "--lesson");
    await until("the dashboard on the lab's port", async () => {
      const index = await fetch(ready.endpoint, { headers: { accept: "text/html" } });
      return index.ok && (await index.text()).includes('<div id="app">');
    });
    browser = await startChromium(executable);
    learner = await newVisitor(browser, { at: ready.endpoint });
    ({ page } = learner);
  });
  afterAll(async () => {
    await browser?.close();
    await endAll();
    await removeFolders();
  });
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  const seen = (text: string) => page.locator(".walk-seen", { hasText: text }).waitFor(FLIP);
  const openName = async (title: string) => {
    const shown = page.locator(".walk-page", { hasText: title });
    const button = page.getByRole("button", { name: `Open ${NAME}` });
    // Until the resolver's TTL is over it gives the other server.
    await expect
      .poll(async () => {
        if ((await shown.count()) === 0 && (await button.isEnabled())) await button.click();
        return shown.count();
      }, FLIP)
      .toBe(1);
  };

  it("begins without any record, and nothing is wrong with that", async () => {
    await page.goto("/walk-through");
    await page.locator("#walk-records", { hasText: "None yet." }).waitFor();
    expect(await page.locator("#walk-records .walk-row").count()).toBe(0);
    // It has looked for the pair by then, more than once.
    const asks = () => page.waitForResponse((reply) => reply.url().includes("/api/pairs?"));
    await asks();
    await asks();
    expect(learner.complaints).toEqual([]);
  });

  it("makes the two records, one after the other, and finds the pair", async () => {
    for (const side of ["primary", "secondary"]) {
      await press(`Create the ${side} record`);
      await page.getByText(`Route 53 took the ${side} record of ${NAME}.`).waitFor(FLIP);
    }
    await seen("Flipwatch found the pair");
    await openName("Hello World from eu-central-1c");
  });

  it("fails over once HTTP is blocked, and comes back once it is allowed", async () => {
    await press("Block HTTP to eu-central-1");
    await openName("Hello World from us-east-1a");
    await seen("The alert is in Slack");
    await press("Allow HTTP to eu-central-1");
  });

  it("earns the badge, without a complaint of the browser on the way", async () => {
    await page.getByRole("link", { name: "Download the badge (SVG)" }).waitFor(FLIP);
    expect(learner.complaints).toEqual([]);
  });
});
