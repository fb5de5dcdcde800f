/** What a visitor reads off a pair's timeline, and where its hands go: the range, the rows as a table, the picture itself. */
import { layoutOf } from "@flipwatch/dashboard/timeline/layout";
import type { Locator, Page } from "playwright-core";

export function canvasOf(page: Page): Locator {
  return page.locator(".timeline-canvas");
}

/** As it is written above the timeline. */
export async function rangeText(page: Page): Promise<string> {
  return (await page.locator(".range-text").textContent()) ?? "";
}

export interface Range {
  from: number;
  to: number;
}

/** The fixed range in the address; undefined while it follows now or says nothing. */
export function rangeIn(address: string): Range | undefined {
  const query = new URL(address).searchParams;
  const [from, to] = ["from", "to"].map((name) => Date.parse(query.get(name) ?? ""));
  return Number.isNaN(from) || Number.isNaN(to) ? undefined : { from: from ?? 0, to: to ?? 0 };
}

/** As by the browser's own back and forth, which load nothing anew. What is shown follows with the next frame, and what listens with the one after. */
export async function goWithoutLoading(page: Page, address: string): Promise<void> {
  await page.evaluate(async (to) => {
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
    for (let frames = 0; frames < 4; frames += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
  }, address);
}

/** Longer than the timeline waits for a hand that rests in the middle of a movement, before it writes the address. */
const STILL_MS = 500;

/** Does something, and gives the range in the address once that is another one and stays so. */
export async function movedBy(page: Page, hands: () => Promise<unknown>): Promise<Range> {
  const before = page.url();
  await hands();
  await page.waitForURL((url) => url.href !== before && rangeIn(url.href) !== undefined);
  await page.evaluate(untilStill, STILL_MS);
  return rangeIn(page.url()) ?? { from: 0, to: 0 };
}

/** In the page: resolves once the address has not changed for so long. */
function untilStill(stillMs: number): Promise<void> {
  return new Promise((done) => {
    let [seen, since] = [location.href, performance.now()];
    const look = () => {
      if (location.href !== seen) [seen, since] = [location.href, performance.now()];
      if (performance.now() - since > stillMs) done();
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** The states of one lane in the table behind the timeline, the oldest first. The table must be open. */
export async function laneStates(page: Page, lane: string): Promise<string[]> {
  const rows = page.locator(".segment-table tbody tr").filter({ has: page.getByRole("rowheader", { name: lane, exact: true }) });
  return (await rows.locator(".table-state").allTextContents()).map((state) => state.trim());
}

/** Every dot of the picture, as text that is equal for equal pictures. */
export function pictureOf(page: Page): Promise<string> {
  return canvasOf(page).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

/** How many dots of the role's row are of the colour that the page's style has under this name: `--role-secondary`. For viewers in UTC. */
export function roleDots(page: Page, variable: string): Promise<number> {
  const [row = { top: 0, height: 0 }] = layoutOf(["role"], { width: 1, hasUtc: false }).rows;
  return canvasOf(page).evaluate(
    (element, { name, top, height }) => {
      const canvas = element as HTMLCanvasElement;
      const { width } = canvas;
      const ratio = width / canvas.clientWidth;
      const copy = document.createElement("canvas");
      [copy.width, copy.height] = [width, Math.round(height * ratio)];
      const pen = copy.getContext("2d", { willReadFrequently: true });
      if (pen === null || width === 0) return 0;
      pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name);
      pen.fillRect(0, 0, 1, 1);
      const wanted = pen.getImageData(0, 0, 1, 1).data;
      pen.drawImage(canvas, 0, -top * ratio);
      const dots = pen.getImageData(0, 0, width, copy.height).data;
      let count = 0;
      for (let at = 0; at < dots.length; at += 4)
        if (dots[at] === wanted[0] && dots[at + 1] === wanted[1] && dots[at + 2] === wanted[2]) count += 1;
      return count;
    },
    { name: variable, top: row.top, height: row.height },
  );
}
