/**
 * The lesson's failover, start to badge, in two browsers: one that walks through it with a keyboard alone, and one in which it is watched from the
 * calm overview to the incident's page and the link that a colleague opens.
 */
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { startChromium } from "./chromium.ts";
import { pressEnterAt, tabTo } from "./keyboard.ts";
import { calm, NAME, pairPath, turn } from "./lab-site.ts";
import { canvasOf, laneStates, movedBy, pictureOf, rangeText, roleDots } from "./timeline-page.ts";
import { newVisitor, type Visitor } from "./visitor.ts";

const executable = inject("chromium");
const lab = inject("lab");
/** What the lab takes for a flip on a busy machine. */
const FLIP = { timeout: 60_000 };

describe.skipIf(executable === "")("a failover, start to badge, in a browser", () => {
  let browser: Browser;
  let watcher: Visitor;
  let page: Page;
  let learner: Visitor;
  /** Before anything was broken. */
  let begunAt = 0;
  beforeAll(async () => {
    await calm();
    browser = await startChromium(executable);
    watcher = await newVisitor(browser, { at: lab });
    learner = await newVisitor(browser, { at: lab, theme: "light" });
    ({ page } = watcher);
  });
  afterAll(async () => {
    await browser?.close();
    if (executable !== "") await turn("unblock");
  });
  const role = (word: string) => page.locator(".now .role", { hasText: word });
  const learnersButton = (name: string) => learner.page.getByRole("button", { name });
  const openName = async (title: string) => {
    const button = learnersButton(`Open ${NAME}`);
    await tabTo(learner.page, button);
    const shown = learner.page.locator(".walk-page", { hasText: title });
    // Until the resolver's TTL is over it gives the other server.
    await expect
      .poll(async () => {
        if (await button.isEnabled()) await learner.page.keyboard.press("Enter");
        if ((await shown.count()) === 0) await button.focus();
        return shown.count();
      }, FLIP)
      .toBe(1);
  };

  it("begins on an overview that says all is well, whose row leads to the pair", async () => {
    await page.goto("/");
    await page.getByRole("heading", { level: 1, name: "1 pair, on its primary" }).waitFor();
    await page.locator(".row").getByRole("link", { name: NAME }).click();
    await page.waitForURL(`**${pairPath}*`);
    await role("primary").waitFor();
    begunAt = Date.now();
  });

  it("is walked through from a page that has seen the records, and opens the primary's page by the name", async () => {
    await learner.page.goto("/");
    await pressEnterAt(learner.page, learner.page.getByRole("link", { name: "Walk-through" }));
    await learner.page.locator(".walk-seen", { hasText: "Flipwatch found the pair" }).waitFor(FLIP);
    await openName("Hello World from eu-central-1c");
  });

  it("shows in the role's lane once HTTP to the primary is blocked: in the picture and in the table behind it", async () => {
    const before = await roleDots(page, "--role-secondary");
    await pressEnterAt(learner.page, learnersButton("Block HTTP to eu-central-1"));
    await role("secondary").waitFor(FLIP);
    await expect.poll(() => roleDots(page, "--role-secondary"), FLIP).toBeGreaterThan(before + 10);
    await page.getByText("Show as a table").click();
    await expect.poll(async () => (await laneStates(page, "Role")).at(-1), FLIP).toBe("secondary");
  });

  it("leads to the incident that it began", async () => {
    await page.getByRole("link", { name: /^Incident open since/ }).click();
    await page.waitForURL("**/incidents/*");
    await page.getByRole("heading", { level: 1, name: `Failed over ${NAME}/A` }).waitFor();
    await page.goBack();
    await role("secondary").waitFor();
  });

  it("serves the secondary's page by the same name, and comes back once HTTP is allowed again", async () => {
    await openName("Hello World from us-east-1a");
    await learner.page.locator(".walk-seen", { hasText: "The alert is in Slack" }).waitFor(FLIP);
    await pressEnterAt(learner.page, learnersButton("Allow HTTP to eu-central-1"));
    await role("primary").waitFor(FLIP);
    await page.locator(".incident", { hasText: "recovered" }).first().waitFor(FLIP);
  });

  it("earns the badge, which can be taken along", async () => {
    const badge = learner.page.getByRole("link", { name: "Download the badge (SVG)" });
    await badge.waitFor(FLIP);
    const [download] = await Promise.all([learner.page.waitForEvent("download"), pressEnterAt(learner.page, badge)]);
    expect(download.suggestedFilename()).toBe("route-53-failover-expert.svg");
  });

  it("keeps a note of it, and a copy in each form", async () => {
    await page.locator(".incident").getByRole("link", { name: "Failed over" }).first().click();
    await page.getByRole("heading", { level: 1, name: `Failed over ${NAME}/A` }).waitFor();
    await page.getByRole("textbox", { name: "Note" }).fill("The security group was closed on purpose.");
    await page.locator(".note-form").getByRole("textbox", { name: "Your name" }).fill("example-user");
    await page.getByRole("button", { name: "Add the note" }).click();
    await page.locator(".notes li", { hasText: "The security group was closed on purpose." }).waitFor(FLIP);
    const copies = await copiesOf(page);
    expect(copies.md).toContain(`${NAME}/A`);
    expect(copies.md).toContain("The security group was closed on purpose.");
    expect(JSON.parse(copies.json).incident.id).toContain(`${NAME}/A`);
    expect(copies.csv.trim().split("\n").length).toBeGreaterThan(5);
    expect(copies.png.slice(1, 4)).toBe("PNG");
    expect(copies.png.length).toBeGreaterThan(10_000);
    await page.goBack();
    await role("primary").waitFor();
  });

  it("looks the same to a colleague who opens the link: the same range, the same picture", async () => {
    await calm();
    await page.goto(`${pairPath}?from=${new Date(begunAt).toISOString()}&to=${new Date(Date.now() - 1_000).toISOString()}`);
    await canvasOf(page).waitFor();
    await movedBy(page, () => page.getByRole("button", { name: "Zoom in" }).click());
    const colleague = await newVisitor(browser, { at: lab });
    await colleague.page.goto(page.url());
    await canvasOf(colleague.page).waitFor();
    expect(await rangeText(colleague.page)).toBe(await rangeText(page));
    await expect.poll(async () => (await pictureOf(colleague.page)) === (await pictureOf(page)), FLIP).toBe(true);
    expect(await roleDots(colleague.page, "--role-secondary")).toBeGreaterThan(100);
    expect(colleague.complaints).toEqual([]);
    await colleague.leave();
  });

  it("is read by keys alone, from the overview through the evidence to the incident", async () => {
    const { page: keys } = learner;
    await keys.goto("/");
    await pressEnterAt(keys, keys.locator(".row").getByRole("link", { name: NAME }));
    await tabTo(keys, keys.getByRole("application"));
    await keys.keyboard.press("ArrowDown");
    const announced = keys.locator(".timeline [aria-live]");
    await announced.filter({ hasText: "Role" }).waitFor();
    const newest = await announced.textContent();
    await keys.keyboard.press(",");
    await expect.poll(() => announced.textContent()).not.toBe(newest);
    await pressEnterAt(keys, keys.locator(".incident").getByRole("link", { name: "Failed over" }).first());
    await keys.getByRole("heading", { level: 1, name: `Failed over ${NAME}/A` }).waitFor();
  });

  it("says the same in Korean, and keeps the range", async () => {
    const range = new URL(page.url()).search;
    await page.getByRole("button", { name: "한국어" }).click();
    await page.getByRole("heading", { name: "현재 응답" }).waitFor();
    expect([await page.locator("html").getAttribute("lang"), new URL(page.url()).search]).toEqual(["ko", range]);
    await page.reload();
    await page.getByRole("button", { name: "English" }).waitFor();
  });

  it("made no browser complain", () => {
    expect([watcher.complaints, learner.complaints]).toEqual([[], []]);
  });
});

/** What each of the incident page's copies has in it, byte by byte, by the end of its file's name. */
async function copiesOf(page: Page): Promise<Record<"md" | "json" | "csv" | "png", string>> {
  const contents = { md: "", json: "", csv: "", png: "" };
  for (const button of await page.locator(".incident-keep .button").all()) {
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    const ending = download.suggestedFilename().split(".").at(-1) as keyof typeof contents;
    contents[ending] = (await readFile(await download.path())).toString("latin1");
  }
  return contents;
}
