/**
 * Every page, while something is wrong: nothing that keeps people out, nothing wider than the screen, no complaint of the browser, in either
 * language and theme, from a phone to a wall. What they look like lands in `screenshots/`, for people to look through.
 */
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { startWebServer, type WebServer } from "../contract/sign-in/server.ts";
import { graveFaults } from "./axe.ts";
import { startChromium } from "./chromium.ts";
import { awayFromPrimary, calm, pairPath, turn } from "./lab-site.ts";
import { builtPage } from "./site.ts";
import { newVisitor, type Visitor } from "./visitor.ts";

const executable = inject("chromium");
const folder = fileURLToPath(new URL("../../screenshots/", import.meta.url));
const widths = [360, 1_920];
const languages = ["en", "ko"] as const;
const themes = ["dark", "light"] as const;
/** Words are as wide in either theme, so light Korean is looked at once, on a phone. */
const widthsIn = (language: string, theme: string) => (language === "ko" && theme === "light" ? widths.slice(0, 1) : widths);
/** Of all but dark Korean: its colours are those of dark English, its words those of light Korean. */
const isProbed = (language: string, theme: string) => language === "en" || theme === "light";

/** What a page shows once its answers are there. */
const pages = {
  overview: { path: () => "/", shows: ".row" },
  pair: { path: () => `${pairPath}?last=10m`, shows: ".timeline-canvas" },
  incident: { path: () => `/incidents/${encodeURIComponent(incident)}`, shows: "h2" },
  findings: { path: () => "/findings", shows: ".state-title, .finding" },
  deliveries: { path: () => "/deliveries", shows: ".delivery" },
  "walk-through": { path: () => "/walk-through", shows: "#walk-servers" },
  login: { path: () => `${web.url}/login`, shows: ".state" },
} as const;
let incident = "";
let web: WebServer;

describe.skipIf(executable === "")("every page", () => {
  let browser: Browser;
  let visitor: Visitor;
  beforeAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    web = await startWebServer({ site: await builtPage() });
    web.configure({ access: { links: true } });
    await calm();
    await turn("block");
    incident = (await awayFromPrimary()).incident?.id ?? "";
    browser = await startChromium(executable);
    visitor = await newVisitor(browser, { at: inject("lab") });
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
    if (executable !== "") await turn("unblock");
  });

  const names = Object.keys(pages) as (keyof typeof pages)[];
  it.each(names.flatMap((name) => languages.map((language) => [name, language] as const)))("%s in %s", async (name, language) => {
    const { page, complaints } = visitor;
    const { path, shows } = pages[name];
    const address = new URL(path(), inject("lab"));
    address.searchParams.set("lang", language);
    await page.goto(address.href);
    await page.locator(shows).first().waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe(language);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      await page.locator(`html[data-theme=${theme}]`).waitFor();
      for (const width of widthsIn(language, theme)) {
        await page.setViewportSize({ width, height: width < 800 ? 780 : 1_080 });
        expect([name, width, await overflowOf(page)]).toEqual([name, width, []]);
        await page.screenshot({ path: `${folder}${name}-${width}-${language}-${theme}.png`, fullPage: width < 800 });
      }
      if (isProbed(language, theme)) expect([name, theme, await graveFaults(page)]).toEqual([name, theme, []]);
    }
    expect([name, complaints]).toEqual([name, []]);
  });
});

/** What makes the page wider than the screen; empty where nothing does. */
async function overflowOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5);
    return [`${scrollWidth} px of ${clientWidth}`, ...wide.slice(0, 5).map(({ outerHTML }) => outerHTML.slice(0, 120))];
  });
}
