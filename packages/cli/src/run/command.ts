/** `flipwatch run`: watches real names from this machine, with the shipped steps, until Ctrl-C. */
import type { Command } from "commander";
import { eventLine } from "../output/event-line.ts";
import { port } from "../output/numbers.ts";
import { signalled } from "../output/signal.ts";
import { colour, note, outliveReader, print, printJson } from "../output/terminal.ts";
import { loadConfig } from "./load-config.ts";
import { type ReadyLine, startRun } from "./run.ts";

interface RunFlags {
  config: string;
  data: string;
  port?: number;
  json?: true;
  verbose?: true;
}

export function addRun(program: Command): void {
  program
    .command("run")
    .description("watch real names from this machine: probe, decide, record in .flipwatch/ and alert, until Ctrl-C")
    .option("-c, --config <file>", "the configuration", "flipwatch.config.ts")
    .option("--data <folder>", "where the record is kept; survives restarts", ".flipwatch")
    .option(
      "--port <number>",
      "the port of the read-only API on 127.0.0.1 (4780, or a free one if that is in use; 0 picks a free one)",
      port,
    )
    .option("--json", "print one JSON object a line: run.ready first, then events (flipwatch.event/1); logs go to standard error")
    .option("--verbose", "log every step to standard error")
    .action(runCommand);
}

async function runCommand(flags: RunFlags): Promise<void> {
  outliveReader();
  const { config, warnings, path } = await loadConfig(flags.config);
  for (const warning of warnings) note(`warning: ${warning}`);
  const asked = signalled();
  const run = await startRun({
    config,
    dataFolder: flags.data,
    port: flags.port,
    verbose: flags.verbose ?? false,
    ready: (line) => (flags.json ? printJson(line) : printReady(line, path)),
    show: (event) => (flags.json ? printJson(event) : print(eventLine(event))),
  });
  try {
    const signal = await Promise.race([asked, run.failed]);
    if (!flags.json) note(`${signal}: finishing what is under way …`);
  } finally {
    await run.close();
  }
}

function printReady(line: ReadyLine, path: string): void {
  print(`Flipwatch watches ${line.pairs.length} ${line.pairs.length === 1 ? "pair" : "pairs"} every ${line.intervalSeconds} s (${path})`);
  for (const pair of line.pairs) print(`  ${pair}`);
  if (line.zonesPending.length > 0) print(`  … and those found in ${line.zonesPending.join(", ")}, once Route 53 has been read`);
  print(`  API       ${line.api}/api`);
  print(`  record    ${line.data}`);
  print(`  channels  ${line.channels.length > 0 ? line.channels.join(", ") : "none configured: events are printed here only"}`);
  for (const { message, fix } of line.findings) print(`  ${colour.yellow("▲")} ${message} ${colour.dim(fix)}`);
  print("Ctrl-C ends it. Every event appears below.\n");
}
