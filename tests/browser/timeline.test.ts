/** Hands and keys on a pair's timeline: each changes the range in the address, the way back leads back, and the address alone shows the same. */
import { DAY, HOUR, MINUTE } from "@flipwatch/core";
import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { startChromium } from "./chromium.ts";
import { canvasOf, goWithoutLoading, movedBy, type Range, rangeIn, rangeText } from "./timeline-page.ts";
import { newVisitor, type Visitor } from "./visitor.ts";

const executable = inject("chromium");
const at = inject("lab");
const path = `/pairs/${encodeURIComponent("failover.example.com/A")}`;
/** Long past, so that no edge of it moves with now. */
const from = Date.UTC(2026, 0, 5, 12, 0, 0);
const shown: Range = { from, to: from + 6 * HOUR };
const address = (range: Range) => `${path}?from=${new Date(range.from).toISOString()}&to=${new Date(range.to).toISOString()}`;
const lengthOf = (range: Range) => range.to - range.from;

describe.skipIf(executable === "")("a pair's timeline", () => {
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;
  beforeAll(async () => {
    browser = await startChromium(executable);
  });
  afterAll(() => browser?.close());
  afterEach(() => expect(visitor.complaints).toEqual([]));

  /** Shows it, and gives the canvas's middle and its plot's width. */
  async function open(query = address(shown)): Promise<{ x: number; y: number; plot: number }> {
    if (page.url() === "about:blank") await page.goto(query);
    else await goWithoutLoading(page, query);
    await canvasOf(page).waitFor();
    await canvasOf(page).scrollIntoViewIfNeeded();
    const box = await canvasOf(page).boundingBox();
    if (box === null) throw new Error("the canvas is not on the page");
    // Names stand at the left where there is room for them; `layout.ts` says how wide.
    const gutter = box.width < 640 ? 0 : 176;
    const plot = box.width - gutter - 4;
    return { x: box.x + gutter + plot / 2, y: box.y + box.height / 3, plot };
  }

  describe("by mouse and keys", () => {
    beforeAll(async () => {
      visitor = await newVisitor(browser, { at });
      ({ page } = visitor);
    });
    afterAll(() => visitor.leave());

    it("zooms by the wheel about the pointer, and back", async () => {
      const { x, y } = await open();
      await page.mouse.move(x, y);
      const closer = await movedBy(page, () => page.mouse.wheel(0, -300));
      expect(lengthOf(closer)).toBeLessThan(lengthOf(shown) * 0.7);
      const middle = (range: Range) => (range.from + range.to) / 2;
      expect(Math.abs(middle(closer) - middle(shown))).toBeLessThan(lengthOf(shown) * 0.02);
      const back = await movedBy(page, () => page.mouse.wheel(0, 300));
      expectNear(back, shown);
    });

    it("pans by dragging, as far as the hand goes, and back", async () => {
      const { x, y, plot } = await open();
      const drag = (by: number) => async () => {
        await page.mouse.move(x, y);
        await page.mouse.down();
        await page.mouse.move(x + by / 2, y + 5, { steps: 4 });
        await page.mouse.move(x + by, y, { steps: 4 });
        await page.mouse.up();
      };
      const earlier = await movedBy(page, drag(200));
      expectNear(earlier, moved(shown, (-200 / plot) * lengthOf(shown)));
      expectNear(await movedBy(page, drag(-200)), shown);
    });

    it("zooms into what is clicked twice, and back with Shift", async () => {
      const { x, y } = await open();
      const closer = await movedBy(page, () => page.mouse.dblclick(x, y));
      expect(lengthOf(closer) / lengthOf(shown)).toBeCloseTo(1 / 3, 2);
      await page.keyboard.down("Shift");
      expectNear(await movedBy(page, () => page.mouse.dblclick(x, y)), shown);
      await page.keyboard.up("Shift");
    });

    it.each<[string, string, (range: Range) => Range, string]>([
      ["plus and minus zoom", "+", ({ from: start, to }) => ({ from: start + 1.5 * HOUR, to: to - 1.5 * HOUR }), "-"],
      ["left and right pan by a quarter", "ArrowLeft", (range) => moved(range, -1.5 * HOUR), "ArrowRight"],
      ["Page Up and Page Down pan by a whole", "PageUp", (range) => moved(range, -6 * HOUR), "PageDown"],
    ])("%s by keys", async (_, key, change, back) => {
      await open();
      await page.getByRole("application").focus();
      expectNear(await movedBy(page, () => page.keyboard.press(key)), change(shown));
      expectNear(await movedBy(page, () => page.keyboard.press(back)), shown);
    });

    it("goes 90 days back by Home and follows now again by End", async () => {
      await open(`${path}?last=1h`);
      await page.getByRole("application").focus();
      const oldest = await movedBy(page, () => page.keyboard.press("Home"));
      expect(Math.abs(Date.now() - 90 * DAY - oldest.from)).toBeLessThan(MINUTE);
      expect(lengthOf(oldest)).toBe(HOUR);
      await page.keyboard.press("End");
      await page.waitForURL(/[?&]last=1h$/);
      await page.getByRole("button", { name: "Live" }).waitFor();
    });

    it("shows the same from the address alone, and what else it said stays in it", async () => {
      const { x, y } = await open(`${address(shown)}&lang=en`);
      await page.mouse.move(x, y);
      const closer = await movedBy(page, () => page.mouse.wheel(0, -200));
      const [text, url] = [await rangeText(page), page.url()];
      expect(new URL(url).searchParams.get("lang")).toBe("en");
      await page.reload();
      await canvasOf(page).waitFor();
      expect([page.url(), rangeIn(page.url()), await rangeText(page)]).toEqual([url, closer, text]);
    });

    it("chooses a stretch by its buttons", async () => {
      await open();
      await page.getByRole("button", { name: "7 d" }).click();
      await page.waitForURL(/[?&]last=7d$/);
      const earlier = await movedBy(page, () => page.getByRole("button", { name: "Earlier" }).click());
      expect(lengthOf(earlier)).toBe(7 * DAY);
      await page.getByRole("button", { name: "Back to now" }).click();
      await page.waitForURL(/[?&]last=7d$/);
    });

    it("says that a damaged address can't be read", async () => {
      await open(`${path}?last=yesterday`);
      await page.getByText("The address of this page says last=yesterday, which can’t be read.").waitFor();
    });
  });

  describe("by fingers on a phone", () => {
    let hands: CDPSession;
    beforeAll(async () => {
      visitor = await newVisitor(browser, { at, width: 390, height: 780, touch: true });
      ({ page } = visitor);
      hands = await visitor.context.newCDPSession(page);
    });
    afterAll(() => visitor.leave());

    /** Puts fingers down, moves each along its own way, and lifts them. */
    async function touch(...ways: [from: { x: number; y: number }, to: { x: number; y: number }][]): Promise<void> {
      const steps = 8;
      const points = (share: number) => ways.map(([a, b], id) => ({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, id }));
      await hands.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: points(0) });
      for (let step = 1; step <= steps; step += 1)
        await hands.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: points(step / steps) });
      await hands.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    }

    it("pans with one", async () => {
      const { x, y, plot } = await open();
      const earlier = await movedBy(page, () =>
        touch([
          { x, y },
          { x: x + 120, y },
        ]),
      );
      // The browser keeps the first few pixels to itself, to tell a pan from a tap.
      expectNear(earlier, moved(shown, (-120 / plot) * lengthOf(shown)), 0.06);
      expectNear(
        await movedBy(page, () =>
          touch([
            { x, y },
            { x: x - 120, y },
          ]),
        ),
        shown,
        0.06,
      );
    });

    it("zooms with two that go apart, and back with two that come together", async () => {
      const { x, y } = await open();
      const near = [x - 40, x + 40].map((each) => ({ x: each, y })) as [Point, Point];
      const far = [x - 120, x + 120].map((each) => ({ x: each, y })) as [Point, Point];
      const closer = await movedBy(page, () => touch([near[0], far[0]], [near[1], far[1]]));
      expect(lengthOf(closer) / lengthOf(shown)).toBeGreaterThan(0.25);
      expect(lengthOf(closer) / lengthOf(shown)).toBeLessThan(0.45);
      expectNear(await movedBy(page, () => touch([far[0], near[0]], [far[1], near[1]])), shown, 0.1);
    });

    it("leaves up and down to the page, also for a finger that begins on the timeline", async () => {
      const { x, y } = await open();
      const before = page.url();
      const scrolled = await page.evaluate(() => scrollY);
      await touch([
        { x, y: Math.min(y, 600) },
        { x, y: Math.min(y, 600) - 250 },
      ]);
      await page.waitForFunction((was) => Math.abs(scrollY - was) > 50, scrolled);
      expect(page.url()).toBe(before);
    });
  });
});

interface Point {
  x: number;
  y: number;
}

function moved(range: Range, byMs: number): Range {
  return { from: range.from + byMs, to: range.to + byMs };
}

/** Both ends, to a share of the length. */
function expectNear(actual: Range, expected: Range, share = 0.02): void {
  const most = share * (expected.to - expected.from);
  const off = { from: Math.abs(actual.from - expected.from), to: Math.abs(actual.to - expected.to) };
  expect(Math.max(off.from, off.to), `${JSON.stringify(actual)} is near ${JSON.stringify(expected)}`).toBeLessThan(most);
}
