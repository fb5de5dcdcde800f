/** `flipwatch cost` and its options. What it does is in `show-cost.ts`, loaded only when it is asked for. */
import type { Command } from "commander";
import { amount } from "../output/numbers.ts";
import type { CostFlags } from "./show-cost.ts";

export function addCost(program: Command): void {
  program
    .command("cost")
    .description("what this configuration costs on AWS, in dollars a month by service; nothing is asked, the prices are dated list prices")
    .option("-c, --config <file>", "the configuration", "flipwatch.config.ts")
    .option("--pairs <n>", "how many pairs there are, with those of the zones (default: those named, and ten a zone)", amount)
    .option("--checks <n>", "how many health checks drive them (default: those named, and two for each other pair)", amount)
    .option("--aliases <n>", "how many pairs are aliases to AWS resources, whose queries cost nothing (default: none)", amount)
    .option("--json", "print one JSON object")
    .action(async (flags: CostFlags) => (await import("./show-cost.ts")).costCommand(flags));
}
