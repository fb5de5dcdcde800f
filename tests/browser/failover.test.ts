/** A failover as somebody watches it in a browser: from the calm overview to the incident's page, and the link that a colleague opens. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { startChromium } from "./chromium.ts";
import { calm, NAME, pairPath, turn } from "./lab-site.ts";
import { canvasOf, laneStates, movedBy, pictureOf, rangeText, roleDots } from "./timeline-page.ts";
import { newVisitor, type Visitor } from "./visitor.ts";

const executable = inject("chromium");
const lab = inject("lab");
/** What the lab takes for a flip on a busy machine. */
const FLIP = { timeout: 60_000 };

describe.skipIf(executable === "")("a failover, watched in a browser", () => {
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;
  /** Before anything was broken. */
  let begunAt = 0;
  beforeAll(async () => {
    await calm();
    browser = await startChromium(executable);
    visitor = await newVisitor(browser, { at: lab });
    ({ page } = visitor);
  });
  afterAll(async () => {
    await browser?.close();
    if (executable !== "") await turn("unblock");
  });
  const role = (word: string) => page.locator(".now .role", { hasText: word });

  it("begins on an overview that says all is well, whose row leads to the pair", async () => {
    await page.goto("/");
    await page.getByRole("heading", { level: 1, name: "1 pair, on its primary" }).waitFor();
    await page.locator(".row").getByRole("link", { name: NAME }).click();
    await page.waitForURL(`**${pairPath}*`);
    await role("primary").waitFor();
    begunAt = Date.now();
  });

  it("shows in the role's lane once the primary is blocked: in the picture and in the table behind it", async () => {
    await movedTo(`last=${Math.ceil(performance.now() / 60_000)}m`);
    const before = await roleDots(page, "--role-secondary");
    await turn("block");
    await role("secondary").waitFor(FLIP);
    await expect.poll(() => roleDots(page, "--role-secondary"), FLIP).toBeGreaterThan(before + 20);
    await page.getByText("Show as a table").click();
    await expect.poll(async () => (await laneStates(page, "Role")).at(-1), FLIP).toBe("secondary");
  });

  it("leads to the incident that it began", async () => {
    await page.getByRole("link", { name: /^Incident open since/ }).click();
    await page.waitForURL("**/incidents/*");
    await page.getByRole("heading", { level: 1 }).filter({ hasText: NAME }).waitFor();
    await page.goBack();
    await role("secondary").waitFor();
  });

  it("comes back once the primary answers again, and says so", async () => {
    await turn("unblock");
    await role("primary").waitFor(FLIP);
    await page.getByText("recovered", { exact: false }).first().waitFor(FLIP);
  });

  it("looks the same to a colleague who opens the link: the same range, the same picture", async () => {
    await calm();
    await movedTo(`from=${new Date(begunAt).toISOString()}&to=${new Date(Date.now() - 1_000).toISOString()}`);
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

  it("says the same in Korean, and keeps the range", async () => {
    const range = new URL(page.url()).search;
    await page.getByRole("button", { name: "한국어" }).click();
    await page.getByText("현재 응답").first().waitFor();
    expect([await page.locator("html").getAttribute("lang"), new URL(page.url()).search]).toEqual(["ko", range]);
    await page.reload();
    await page.getByRole("button", { name: "English" }).waitFor();
  });

  it("made no browser complain", () => {
    expect(visitor.complaints).toEqual([]);
  });

  async function movedTo(query: string): Promise<void> {
    await page.goto(`${pairPath}?${query}`);
    await canvasOf(page).waitFor();
  }
});
