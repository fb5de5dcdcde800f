/** `flipwatch lab` and its options. What it does is in `session.ts`, loaded only when it is asked for. */
import type { Command } from "commander";
import { port, speed } from "../output/numbers.ts";
import type { LabFlags } from "./session.ts";

export function addLab(program: Command): void {
  program
    .command("lab")
    .description(
      "start Route 53 in a box: AWS endpoint, DNS servers, demo pages, Slack look-alike, and Flipwatch watching; no account needed",
    )
    .option("--speed <factor>", "how many times faster than real time intervals pass", speed, 10)
    .option(
      "--port <number>",
      "AWS endpoint, API and control on 127.0.0.1; the two demo pages take the next two ports (0 picks free ones)",
      port,
      4780,
    )
    .option("--dns-port <number>", "the four name servers take this port and the next three, UDP and TCP (0 picks free ones)", port, 5300)
    .option("--seed <number>", "of everything random in the lab", Number, 1)
    .option("--empty", "start without the example pair: create the records yourself")
    .option("--lesson", "start with the zone and the two health checks, without records: create them on the walk-through's page")
    .option("--json", "print one JSON object a line: lab.ready first, then events (flipwatch.event/1); logs go to standard error")
    .option("--verbose", "log every invocation to standard error")
    .action(async (flags: LabFlags) => (await import("./session.ts")).labCommand(flags));
}
