/** `flipwatch demo` and its options. What it does is in `session.ts`, loaded only when it is asked for. */
import type { Command } from "commander";
import { port, speed } from "../output/numbers.ts";
import type { DemoFlags } from "./session.ts";

export function addDemo(program: Command): void {
  program
    .command("demo")
    .description(
      "the walk-through: create a failover pair in the lab, break its primary, watch the flip and the return, with measured phases",
    )
    .option("--speed <factor>", "how many times faster than real time intervals pass", speed, 20)
    .option("--port <number>", "AWS endpoint, API and control on 127.0.0.1 (0 picks a free one)", port, 0)
    .option("--dns-port <number>", "the four name servers take this port and the next three (0 picks free ones)", port, 0)
    .option("--json", "print the result as one JSON object; steps go to standard error")
    .option("--verbose", "log every invocation to standard error")
    .action(async (flags: DemoFlags) => (await import("./session.ts")).demoCommand(flags));
}
