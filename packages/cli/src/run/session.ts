/** `flipwatch run`: watches real names from this machine, with the shipped steps, until Ctrl-C. */
import { systemClock } from "@flipwatch/adapters/system-clock";
import { costWarnings } from "@flipwatch/core/cost/warnings";
import type { Log } from "@flipwatch/functions/steps/log";
import { jsonLog } from "@flipwatch/functions/wire/log";
import { eventLine } from "../output/event-line.ts";
import { fitted } from "../output/fitted.ts";
import { plainLog } from "../output/plain-log.ts";
import { signalled } from "../output/signal.ts";
import { colour, note, outliveReader, print, printJson } from "../output/terminal.ts";
import { checkChannels } from "./check-channels.ts";
import { planListening } from "./listening.ts";
import { loadConfig } from "./load-config.ts";
import { type ReadyLine, startRun } from "./run.ts";

/** For output that is still on its way. */
const LINGER_MS = 500;

export interface RunFlags {
  config: string;
  data: string;
  port?: number;
  listen: string;
  json?: true;
  verbose?: true;
}

export async function runCommand(flags: RunFlags): Promise<void> {
  outliveReader();
  const { config, warnings, path } = await loadConfig(flags.config);
  const plan = planListening(flags.listen, config);
  for (const warning of [...warnings, ...plan.warnings]) note(`warning: ${warning}`);
  const asked = signalled();
  const run = await startRun({
    config,
    dataFolder: flags.data,
    plan,
    port: flags.port,
    log: logFor(flags),
    warn: (line) => note(flags.json ? JSON.stringify({ level: "warn", message: line }) : `▲ ${line}`),
    ready(line) {
      for (const warning of costWarnings(config, { pairs: line.pairs.length }, "run")) note(`warning: ${warning}`);
      if (flags.json) printJson(line);
      else printReady(line, path);
    },
    show: (event) => (flags.json ? printJson(event) : print(eventLine(event))),
  });
  const stop = new AbortController();
  const checked = checkChannels({ channels: run.channels, clock: systemClock, say: note, signal: stop.signal });
  try {
    const signal = await Promise.race([asked, run.failed, checked.then(() => new Promise<never>(() => {}))]);
    if (!flags.json) note(`${signal}: finishing what is under way …`);
  } finally {
    stop.abort();
    await run.close();
  }
  // A request that was cut off holds its socket, and nobody waits for the answer any more.
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

/** For programs one JSON object a line, for people sentences; what went well only where it is asked for. */
function logFor({ json, verbose }: RunFlags): Log {
  const log = json ? jsonLog(note) : plainLog(note, systemClock.now);
  return (level, message, facts) => (level === "info" && !verbose ? undefined : log(level, message, facts));
}

function printReady(line: ReadyLine, path: string): void {
  print(`Flipwatch watches ${line.pairs.length} ${line.pairs.length === 1 ? "pair" : "pairs"} every ${line.intervalSeconds} s (${path})`);
  for (const pair of line.pairs) print(`  ${pair}`);
  if (line.zonesPending.length > 0) print(`  … and those found in ${line.zonesPending.join(", ")}, once Route 53 has been read`);
  print(`  dashboard ${line.dashboard}`);
  print(`  API       ${line.api}/api`);
  print(`  record    ${line.data}`);
  print(`  channels  ${line.channels.length > 0 ? line.channels.join(", ") : "none configured: events are printed here only"}`);
  // A zone that can't be read is told by the log as soon as that is found out.
  const ofPairs = line.findings.filter(({ rule }) => !rule.startsWith("zone-"));
  for (const { message, fix } of ofPairs) print(fitted(`  ${colour.yellow("▲")} ${message} ${colour.dim(fix)}`, 4));
  print("Ctrl-C ends it. Every event appears below.\n");
}
