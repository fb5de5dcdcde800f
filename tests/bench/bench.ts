/**
 * `npm run bench`: what `flipwatch run` does and costs against a name server on loopback, as a table beside its aims and two other monitors.
 * Flags: --json, --quick (fewer and shorter), --only reaction|cost|false-alarms|writes.
 */
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { measureCost } from "./cost.ts";
import { countFalseAlarms } from "./false-alarms.ts";
import { startWatching } from "./flipwatch-run.ts";
import { progress } from "./progress.ts";
import { measureReaction } from "./reaction.ts";
import { countWrites } from "./store-writes.ts";
import { type Measured, tableOf } from "./table.ts";

const parts = ["reaction", "cost", "false-alarms", "writes"] as const;
type Part = (typeof parts)[number];

interface Sizes {
  flips: number;
  flipsAmongMany: number;
  warmUpSeconds: number;
  costSeconds: number;
  roundsWaited: number;
  writesSeconds: number;
}

const FULL: Sizes = { flips: 100, flipsAmongMany: 50, warmUpSeconds: 20, costSeconds: 40, roundsWaited: 5, writesSeconds: 40 };
const QUICK: Sizes = { flips: 20, flipsAmongMany: 0, warmUpSeconds: 5, costSeconds: 10, roundsWaited: 2, writesSeconds: 10 };

/** Names watched every second while reaction is measured; among a thousand every ten seconds it is measured again. */
const FEW = 100;
const MANY = 1_000;
const WRITES_OF = [1, 100, 1_000];

const { values: flags } = parseArgs({
  options: { json: { type: "boolean" }, quick: { type: "boolean" }, only: { type: "string" } },
});
const only = parts.find((part) => part === flags.only);
if (flags.only !== undefined && only === undefined) throw new Error(`--only takes one of ${parts.join(", ")}`);
const sizes = flags.quick ? QUICK : FULL;
const has = (part: Part) => only === undefined || only === part;

async function amongFew(measured: Measured): Promise<void> {
  const watched = await startWatching({ names: FEW, intervalSeconds: 1 });
  try {
    measured.reaction = { names: FEW, intervalSeconds: 1, ...(await measureReaction(watched, sizes.flips, 500, `reaction, ${FEW} names`)) };
  } finally {
    await watched.close();
  }
}

/** One process for both: its cost first, while nothing flips, then its reaction. */
async function amongMany(measured: Measured): Promise<void> {
  const watched = await startWatching({ names: MANY, intervalSeconds: 10 });
  try {
    if (has("cost")) measured.cost = { names: MANY, ...(await measureCost(watched, sizes.warmUpSeconds, sizes.costSeconds)) };
    if (!has("reaction") || sizes.flipsAmongMany === 0) return;
    const reaction = await measureReaction(watched, sizes.flipsAmongMany, 800, `reaction, ${MANY} names`);
    measured.reactionAmongMany = { names: MANY, intervalSeconds: 10, ...reaction };
  } finally {
    await watched.close();
  }
}

/** Neither is a matter of time, so both run at once. */
async function counted(measured: Measured): Promise<void> {
  await Promise.all([
    has("false-alarms") && countFalseAlarms(sizes.roundsWaited).then((falseAlarms) => Object.assign(measured, { falseAlarms })),
    has("writes") && countWrites(WRITES_OF, sizes.warmUpSeconds, sizes.writesSeconds).then((writes) => Object.assign(measured, { writes })),
  ]);
}

const measured: Measured = { node: process.version, processors: cpus().length, loadBefore: loadavg() };
progress(
  `load average before: ${loadavg()
    .map((load) => load.toFixed(1))
    .join(" ")}`,
);
if (has("reaction")) await amongFew(measured);
if (has("cost") || (has("reaction") && sizes.flipsAmongMany > 0)) await amongMany(measured);
if (has("false-alarms") || has("writes")) await counted(measured);
process.stdout.write(`${flags.json ? JSON.stringify(measured) : tableOf(measured)}\n`);
