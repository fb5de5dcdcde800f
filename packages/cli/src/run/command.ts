/** `flipwatch run` and its options. What it does is in `session.ts`, loaded only when it is asked for. */
import type { Command } from "commander";
import { port } from "../output/numbers.ts";
import type { RunFlags } from "./session.ts";

export function addRun(program: Command): void {
  program
    .command("run")
    .description("watch real names from this machine: probe, decide, record in .flipwatch/ and alert, until Ctrl-C")
    .option("-c, --config <file>", "the configuration", "flipwatch.config.ts")
    .option("--data <folder>", "where the record is kept; survives restarts", ".flipwatch")
    .option("--port <number>", "the port of the dashboard and its API (4780, or a free one if that is in use; 0 picks a free one)", port)
    .option(
      "--listen <host>",
      "an address of this machine, or 0.0.0.0 for all; anything but loopback needs `access` in the configuration",
      "127.0.0.1",
    )
    .option("--json", "print one JSON object a line: run.ready first, then events (flipwatch.event/1); logs go to standard error")
    .option("--verbose", "log every step to standard error")
    .action(async (flags: RunFlags) => (await import("./session.ts")).runCommand(flags));
}
