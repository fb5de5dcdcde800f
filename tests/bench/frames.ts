/** What runs inside the browser while frames are measured: it moves something each frame, and notes when each came and when it was painted. */
import type { Browser, Page } from "playwright-core";

export interface Frames {
  /** From one frame to the next. */
  frameMs: number[];
  /** From the hand's movement to the picture that shows it. */
  paintedMs: number[];
  /** The longest that the page did nothing else. */
  longestTaskMs: number;
}

export type Hand =
  /** Turns of the wheel over the timeline: closer for half of the frames, then out again; or to and fro sideways. */
  | { kind: "zoom" | "pan"; frames: number }
  /** Down the page by so many pixels a frame, and back up. */
  | { kind: "scroll"; frames: number; pixels: number }
  /** For comparison: what the browser does by itself. */
  | { kind: "nothing"; frames: number };

/** The hand moves once a frame; each movement is painted with the frame that follows it. */
export async function framesOf(page: Page, hand: Hand): Promise<Frames> {
  // Scripts run from their sources keep the names of functions by this, which the page does not have.
  await page.evaluate("globalThis.__name = (named) => named");
  return page.evaluate(async (moving) => {
    let longestTaskMs = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
    });
    observer.observe({ type: "longtask" });
    const canvas = document.querySelector(".timeline-canvas");
    const box = canvas?.getBoundingClientRect();
    const turn = (deltaX: number, deltaY: number) =>
      canvas?.dispatchEvent(
        new WheelEvent("wheel", { deltaX, deltaY, clientX: (box?.left ?? 0) + 700, clientY: (box?.top ?? 0) + 100, cancelable: true }),
      );
    const move = (index: number) => {
      const way = index < moving.frames / 2 ? -1 : 1;
      if (moving.kind === "zoom") turn(0, way * 40);
      if (moving.kind === "pan") turn(way * 25, 0);
      if (moving.kind === "scroll") scrollBy(0, -way * moving.pixels);
    };
    const frame = () => new Promise<number>((come) => requestAnimationFrame(come));
    const channel = new MessageChannel();
    // A message sent in a frame's callback arrives once that frame is drawn.
    const drawn = () =>
      new Promise<void>((done) => {
        channel.port1.onmessage = () => done();
        channel.port2.postMessage(0);
      });
    const [frameMs, paintedMs]: number[][] = [[], []];
    let before = await frame();
    for (let index = 0; index < moving.frames; index += 1) {
      const movedAt = performance.now();
      move(index);
      const at = await frame();
      await drawn();
      paintedMs?.push(performance.now() - movedAt);
      frameMs?.push(at - before);
      before = at;
    }
    observer.disconnect();
    return { frameMs: frameMs ?? [], paintedMs: paintedMs ?? [], longestTaskMs };
  }, hand);
}

export interface FirstPaint {
  /** From the last byte of the timeline's answer to the end of the frame that first shows it. */
  paintedMs: number;
  /** Of that answer, as it was sent. */
  bytes: number;
}

/** Opens a pair's page in a browser that knows nothing of it yet. */
export async function firstPaintOf(browser: Browser, address: string): Promise<FirstPaint> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const drawn = CanvasRenderingContext2D.prototype;
    const { fillRect } = drawn;
    // Whatever is drawn first, the frame in which it is drawn ends with the message.
    drawn.fillRect = function (...box) {
      drawn.fillRect = fillRect;
      const channel = new MessageChannel();
      channel.port1.onmessage = () => performance.mark("painted");
      channel.port2.postMessage(0);
      fillRect.apply(this, box);
    };
  });
  await page.goto(address);
  await page.waitForFunction(() => performance.getEntriesByName("painted").length > 0);
  const found = await page.evaluate(() => {
    const answers = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const answer = answers.find(({ name }) => name.includes("/timeline?"));
    return {
      bytes: answer?.encodedBodySize ?? 0,
      paintedMs: (performance.getEntriesByName("painted")[0]?.startTime ?? 0) - (answer?.responseEnd ?? 0),
    };
  });
  await context.close();
  return found;
}
