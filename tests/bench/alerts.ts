/**
 * `npm run bench:alerts`: in the lab, the time from the ballot that decides a failover to Slack's receipt of the alert, through everything that
 * ships: tally's wake-up, the Head, SNS, the queue, deliver, Slack's Web API. Flags: --json, --quick (a third of the flips).
 */
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { measureAlerts } from "./alert-times.ts";
import { percentile } from "./percentile.ts";
import { progress } from "./progress.ts";

const FLIPS = 32;
const QUICK_FLIPS = 10;
const AIM_P99_MS = 250;
/** Whatever hangs. */
const LONGEST_MS = 235_000;

const { values: flags } = parseArgs({ options: { json: { type: "boolean" }, quick: { type: "boolean" } } });
setTimeout(() => {
  progress(`it is not done within ${LONGEST_MS / 1_000} s and is given up`);
  process.exit(1);
}, LONGEST_MS).unref();

const loadBefore = loadavg();
const wanted = flags.quick ? QUICK_FLIPS : FLIPS;
const { times, missing, speed } = await measureAlerts(wanted).catch((problem: Error) => {
  progress(problem.message);
  process.exit(1);
});
const measured = {
  node: process.version,
  processors: cpus().length,
  loadBefore,
  speed,
  wanted,
  flips: times.length,
  missing,
  aimP99Ms: AIM_P99_MS,
  decided: spread(times.map(({ ballotAt, recordedAt }) => recordedAt - ballotAt)),
  told: spread(times.map(({ recordedAt, slackAt }) => slackAt - recordedAt)),
  total: spread(times.map(({ ballotAt, slackAt }) => slackAt - ballotAt)),
};
process.stdout.write(`${flags.json ? JSON.stringify(measured) : shown()}\n`);
// A flip that nobody was told of is not left out in silence.
process.exit(times.length < wanted ? 1 : 0);

function spread(values: readonly number[]): { p50: number; p99: number; highest: number } {
  return { p50: percentile(values, 50), p99: percentile(values, 99), highest: percentile(values, 100) };
}

function shown(): string {
  const row = (what: string, { p50, p99, highest }: ReturnType<typeof spread>, aim = "") =>
    `${what.padEnd(42)}${[p50, p99, highest].map((ms) => `${ms.toFixed(0)} ms`.padStart(10)).join("")}${aim.padStart(10)}`.trimEnd();
  return [
    `${`from ballot to Slack, ${measured.flips} of ${wanted} flips`.padEnd(42)}${["p50", "p99", "highest", "aim p99"].map((word) => word.padStart(10)).join("")}`,
    row("deciding ballot sealed → tally takes it up", measured.decided),
    row("tally takes it up → received by Slack", measured.told),
    row("deciding ballot sealed → received by Slack", measured.total, `${AIM_P99_MS} ms`),
    "",
    ...(missing.length > 0 ? [`not told within its time: ${missing.join(", ")}`] : []),
    `Node ${measured.node}, ${measured.processors} processors, load average before: ${loadBefore.map((load) => load.toFixed(1)).join(" ")}; the lab at ${speed} times`,
    "real speed, which shortens rounds and timers and nothing on this way.",
  ].join("\n");
}
