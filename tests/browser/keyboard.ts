/** Hands that have nothing but a keyboard. */
import type { Locator, Page } from "playwright-core";

/** More stops than any page has before what is looked for. */
const STOPS_MOST = 120;

/** Goes on with Tab until the focus is there. Throws where Tab does not lead to it, or what has the focus can't be seen to have it. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let stop = 0; stop < STOPS_MOST; stop += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) return seeFocus(target);
  }
  throw new Error(`Tab does not lead to ${target}`);
}

export async function pressEnterAt(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

/** An outline, of the element or drawn by another around it. */
async function seeFocus(target: Locator): Promise<void> {
  const isSeen = await target.evaluate((element) => {
    const outlined = (each: Element | null) => each !== null && getComputedStyle(each).outlineStyle !== "none";
    return outlined(element) || outlined(element.closest("tr, li, .timeline"));
  });
  if (!isSeen) throw new Error(`nothing shows that ${target} has the focus`);
}
