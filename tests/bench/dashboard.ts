/**
 * `npm run bench:dashboard`: what the page weighs, how soon it shows a quarter of a year, how smoothly that and a list of thousands move, in a
 * Chromium without a window; and what the API asks and sends for it. Flags: --json.
 */
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { chromiumHere, NO_CHROMIUM, startChromium } from "../browser/chromium.ts";
import { type DashboardServer, PAIR, PAIRS, SEGMENTS, startDashboardServer } from "./dashboard-server.ts";
import { type FirstPaint, type Frames, firstPaintOf, framesOf } from "./frames.ts";
import { countLogQueries } from "./log-queries.ts";
import { percentile } from "./percentile.ts";
import { progress } from "./progress.ts";

/** Whatever hangs. */
const LONGEST_MS = 120_000;
const FRAMES = 120;
const SCROLLED_FRAMES = 300;
const SCROLLED_PX = 60;
/** The first paint is measured so often; its median counts. */
const LOADS = 3;
const KIB = 1_024;
/** A screen's own. */
const FRAME_MS = 1_000 / 60;

const { values: flags } = parseArgs({ options: { json: { type: "boolean" } } });
setTimeout(() => {
  progress(`it is not done within ${LONGEST_MS / 1_000} s and is given up`);
  process.exit(1);
}, LONGEST_MS).unref();

/** Each with its path. */
const pages = [
  ["overview", "/"],
  ["pair", `/pairs/${encodeURIComponent(PAIR)}`],
  ["incident", `/incidents/${encodeURIComponent(`${PAIR}!1`)}`],
  ["findings", "/findings"],
  ["deliveries", "/deliveries"],
  ["walk-through", "/walk-through"],
] as const;

type Row = [figure: string, measured: string, aim: string];

const loadBefore = loadavg();
const executable = chromiumHere();
if (executable === undefined) {
  progress(NO_CHROMIUM);
  process.exit(1);
}
const now = Date.now();
progress("building the page, where it is not built, and making up its answers");
const server = await startDashboardServer(now);
const browser = await startChromium(executable);
try {
  const rows = [
    ...(await weight(server, browser)),
    ...(await timeline(server, browser)),
    ...(await overview(server, browser)),
    ...(await api()),
  ];
  process.stdout.write(`${flags.json ? JSON.stringify(rows) : shown(rows, browser.version())}\n`);
} finally {
  await browser.close();
  await server.close();
}

async function weight({ files, url }: DashboardServer, chromium: Browser): Promise<Row[]> {
  progress("weighing the page");
  const scripts = [...files].filter(([path]) => path.endsWith(".js"));
  const all = scripts.reduce((sum, [, bytes]) => sum + gzipSync(bytes, { level: 9 }).length, 0);
  const loaded: Row[] = [];
  for (const [name, path] of pages) {
    const sizes = [await firstLoadOf(chromium, `${url}${path}?lang=en`), await firstLoadOf(chromium, `${url}${path}?lang=ko`)];
    loaded.push([`JavaScript of the first load, ${name}, English / Korean, gzipped`, sizes.map(kib).join(" / "), "60 KiB"]);
  }
  return [...loaded, [`JavaScript of all pages and languages, ${scripts.length} files, gzipped`, kib(all), ""]];
}

/** All that is there once the page has nothing more to ask for, whether or not it is told anything. */
async function firstLoadOf(chromium: Browser, address: string): Promise<number> {
  const page = await chromium.newPage();
  await page.goto(address, { waitUntil: "networkidle" });
  const bytes = await page.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ name: script }) => script.endsWith(".js"))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );
  await page.close();
  return bytes;
}

async function timeline({ url }: DashboardServer, chromium: Browser): Promise<Row[]> {
  const address = `${url}/pairs/${encodeURIComponent(PAIR)}?last=90d`;
  const loads: FirstPaint[] = [];
  for (let load = 1; load <= LOADS; load += 1) {
    progress(`90 days of ${SEGMENTS.toLocaleString("en")} segments in each of 12 lanes, load ${load} of ${LOADS}`);
    loads.push(await firstPaintOf(chromium, address));
  }
  const page = await chromium.newPage({ viewport: { width: 1_280, height: 900 } });
  await page.goto(address);
  await page.locator(".timeline-canvas").waitFor();
  const moved: Row[] = [];
  for (const kind of ["zoom", "pan"] as const) {
    progress(`${kind}, ${FRAMES} frames`);
    const { frameMs, paintedMs, longestTaskMs } = await framesOf(page, { kind, frames: FRAMES });
    moved.push(
      [`  ${kind}: from the hand to the picture, p50 / p99`, pair(paintedMs), "33 ms at the median"],
      [`  ${kind}: from frame to frame, p50 / p99`, `${pair(frameMs)}, longest task ${longestTaskMs.toFixed(0)} ms`, ""],
    );
  }
  await page.close();
  const paint = (one: "paintedMs" | "bytes") =>
    percentile(
      loads.map((load) => load[one]),
      50,
    );
  return [
    ["90 days × 12 lanes × 10,000 segments", "", ""],
    ["  the answer, folded to the screen, gzipped", kib(paint("bytes")), "100 KiB"],
    ["  from its last byte to its picture", `${paint("paintedMs").toFixed(0)} ms`, "500 ms"],
    ...moved,
  ];
}

/** Beside an empty page that is scrolled in the same way: what is dropped there too is the machine's, and no row's. */
async function overview({ url }: DashboardServer, chromium: Browser): Promise<Row[]> {
  progress(`${PAIRS.toLocaleString("en")} pairs, ${SCROLLED_FRAMES} frames of scrolling, and as many of an empty page`);
  const page = await chromium.newPage({ viewport: { width: 1_280, height: 900 } });
  await page.goto(url);
  await page.locator(".row").first().waitFor();
  const still = await framesOf(page, { kind: "nothing", frames: FRAMES });
  const scrolled = await scrolledOn(page);
  await page.setContent('<!doctype html><body style="height: 80000px">');
  const empty = await scrolledOn(page);
  await page.close();
  const dropped = ({ frameMs }: { frameMs: readonly number[] }) =>
    `${((100 * lost(frameMs)) / (lost(frameMs) + frameMs.length)).toFixed(1)} %`;
  const longest = ({ longestTaskMs }: { longestTaskMs: number }) =>
    longestTaskMs === 0 ? "below 50 ms" : `${longestTaskMs.toFixed(0)} ms`;
  return [
    [`${PAIRS.toLocaleString("en")} pairs, scrolled by ${SCROLLED_PX} px a frame (an empty page likewise)`, "", ""],
    ["  from frame to frame, p50 / p99", `${pair(scrolled.frameMs)} (${pair(empty.frameMs)})`, "17 ms at the median"],
    ["  frames dropped", `${dropped(scrolled)} (${dropped(empty)}; standing still ${dropped(still)})`, "as of an empty page"],
    ["  longest task", `${longest(scrolled)} (${longest(empty)})`, "below 50 ms"],
    [
      "  processor time of a frame, of the page's own thread",
      `${scrolled.busyMs.toFixed(1)} ms (${empty.busyMs.toFixed(1)} ms)`,
      "below 8 ms",
    ],
  ];
}

/** With the processor time of the thread that runs scripts, lays out and paints, which does not depend on what else the machine does. */
async function scrolledOn(page: Page): Promise<Frames & { busyMs: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
  const before = await busy();
  const frames = await framesOf(page, { kind: "scroll", frames: SCROLLED_FRAMES, pixels: SCROLLED_PX });
  const busyMs = ((await busy()) - before) * 1_000;
  await session.detach();
  return { ...frames, busyMs: busyMs / SCROLLED_FRAMES };
}

/** Frames that a screen would have shown in the time that these took, and did not. */
function lost(frames: readonly number[]): number {
  return frames.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / FRAME_MS) - 1), 0);
}

async function api(): Promise<Row[]> {
  progress("counting the API's Queries");
  const { events, ofLogs, others } = await countLogQueries(now);
  const most = Math.max(...Object.values(ofLogs));
  const logs = Object.keys(ofLogs).length;
  return [
    [`Queries of each of the ${logs} logs shown, ${events.toLocaleString("en")} events in 90 days`, `${most} (and ${others} besides)`, "1"],
  ];
}

function pair(values: readonly number[]): string {
  return `${percentile(values, 50).toFixed(0)} / ${percentile(values, 99).toFixed(0)} ms`;
}

function kib(bytes: number): string {
  return `${(bytes / KIB).toFixed(1)} KiB`;
}

function shown(rows: readonly Row[], version: string): string {
  const all: Row[] = [["figure", "measured", "aim"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("   ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("   "));
  return [
    ...lines,
    "",
    `Chromium ${version} without a window, drawing in software: no graphics card helped, so people's screens are quicker. Node ${process.version},`,
    `${cpus().length} processors, load average before: ${loadBefore.map((load) => load.toFixed(1)).join(" ")}. The page is the built one, as the lab serves it; its answers are made up.`,
  ].join("\n");
}
