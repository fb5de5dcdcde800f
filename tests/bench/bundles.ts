/**
 * `npm run bench:bundles`: what a deployment gives to each Lambda, and how soon a new sandbox is ready: from the import of its handler to the first
 * request to AWS, with all parts built. Flags: --json, --quick (fewer starts).
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { buildHandler, handlerNames } from "@flipwatch/functions/testing/built-handler";
import { stop } from "esbuild";
import { percentile } from "./percentile.ts";
import { progress } from "./progress.ts";

const AIM_KIB = 700;
const AIM_READY_MS = 150;
const STARTS = 15;
const QUICK_STARTS = 5;
const LONGEST_START_MS = 20_000;
const COLD_START = fileURLToPath(new URL("./cold-start.mjs", import.meta.url));

interface Start {
  importMs: number;
  readyMs: number;
}

interface Measured {
  handler: string;
  startKib: number;
  allKib: number;
  importMs: number;
  readyMs: number;
  /** The start that was disturbed least by whatever else the machine does. */
  leastReadyMs: number;
}

const { values: flags } = parseArgs({ options: { json: { type: "boolean" }, quick: { type: "boolean" } } });
const starts = flags.quick ? QUICK_STARTS : STARTS;

const config = {
  home: "eu-west-1",
  regions: ["us-east-2", "eu-central-1", "ap-northeast-1"],
  zones: ["example.com"],
  channels: {
    slack: [{ name: "ops", botToken: "xoxb-1-example", channel: "C0123456789", signingSecret: "0123456789abcdef" }],
    webhook: [{ name: "pager", url: "https://example.com/flipwatch" }],
  },
  heartbeat: [{ url: "https://example.com/ping" }],
  access: { public: true },
};

/** As Lambda and a deployment set it. Nobody listens at the endpoint: the first request is where it ends. */
const environment = {
  FLIPWATCH_CONFIG: JSON.stringify(config),
  FLIPWATCH_TABLE: "flipwatch",
  FLIPWATCH_REGION: "eu-central-1",
  FLIPWATCH_WAKE_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/123456789012/flipwatch-wake.fifo",
  FLIPWATCH_DELIVER_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/123456789012/flipwatch-deliver",
  FLIPWATCH_TOPIC_ARN: "arn:aws:sns:eu-west-1:123456789012:flipwatch",
  FLIPWATCH_DASHBOARD_URL: "https://flipwatch.example.com",
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "example",
  AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  AWS_CONFIG_FILE: "/nonexistent/config",
  AWS_SHARED_CREDENTIALS_FILE: "/nonexistent/credentials",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
};

/** By schedule all but these two, which are asked over HTTP. */
const events: Readonly<Record<string, unknown>> = {
  api: httpEvent("GET", "/api/overview"),
  interact: httpEvent("POST", "/slack/interactions"),
};

function httpEvent(method: string, path: string): unknown {
  const http = { method, path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "bench" };
  const domainName = "flipwatch.example.com";
  return {
    version: "2.0",
    rawPath: path,
    rawQueryString: "",
    headers: { host: domainName },
    requestContext: { domainName, http },
    isBase64Encoded: false,
  };
}

async function startOnce(file: string, handler: string): Promise<Start> {
  const options = { cwd: join(file, ".."), env: environment, timeout: LONGEST_START_MS };
  const { stdout } = await promisify(execFile)(process.execPath, [COLD_START, file, JSON.stringify(events[handler] ?? {})], options);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Start;
}

async function measure(handler: string, folder: string): Promise<Measured> {
  const { file, startBytes, allBytes } = await buildHandler(handler, join(folder, handler));
  progress(`${handler}: ${starts} starts`);
  // The first reads the files from the disk, which is the platform's to be quick at.
  await startOnce(file, handler);
  const times: Start[] = [];
  while (times.length < starts) times.push(await startOnce(file, handler));
  return {
    handler,
    startKib: startBytes / 1024,
    allKib: allBytes / 1024,
    importMs: percentile(
      times.map(({ importMs }) => importMs),
      50,
    ),
    readyMs: percentile(
      times.map(({ readyMs }) => readyMs),
      50,
    ),
    leastReadyMs: Math.min(...times.map(({ readyMs }) => readyMs)),
  };
}

const loadBefore = loadavg();
const folder = await mkdtemp(join(tmpdir(), "flipwatch-bundles-"));
const measured: Measured[] = [];
try {
  for (const handler of handlerNames) measured.push(await measure(handler, folder));
} finally {
  await stop();
  await rm(folder, { recursive: true, force: true });
}
const result = {
  node: process.version,
  processors: cpus().length,
  loadBefore,
  starts,
  aimKib: AIM_KIB,
  aimReadyMs: AIM_READY_MS,
  measured,
};
process.stdout.write(`${flags.json ? JSON.stringify(result) : shown()}\n`);
// How much is read is the same everywhere; how long it takes is this machine's.
process.exit(measured.some(({ startKib }) => startKib > AIM_KIB) ? 1 : 0);

function milliseconds({ importMs, readyMs, leastReadyMs }: Pick<Measured, "importMs" | "readyMs" | "leastReadyMs">): string[] {
  return [importMs, readyMs, leastReadyMs].map((ms) => `${ms.toFixed(0)} ms`);
}

function shown(): string {
  const row = (what: string, ...cells: string[]) => `${what.padEnd(12)}${cells.map((cell) => cell.padStart(18)).join("")}`;
  return [
    row("minified", "read at the start", "with what is late", "import p50", "ready p50", "ready, least"),
    ...measured.map(({ handler, startKib, allKib, ...times }) =>
      row(handler, ...[startKib, allKib].map((kib) => `${kib.toFixed(0)} KiB`), ...milliseconds(times)),
    ),
    row("aim", `${AIM_KIB} KiB`, "", "", `${AIM_READY_MS} ms`),
    "",
    `ready: from the import to the first request to AWS (interact: to its answer), ${starts} starts of a new process each`,
    `Node ${result.node}, ${result.processors} processors, load average before: ${loadBefore.map((load) => load.toFixed(1)).join(" ")}`,
  ].join("\n");
}
