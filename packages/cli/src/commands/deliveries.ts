/** `flipwatch deliveries` and its options. What it does is in `show-deliveries.ts`, loaded only when it is asked for. */
import type { Command } from "commander";
import { apiOption, PROVING_HELP } from "./api-option.ts";
import { since } from "./events.ts";
import type { DeliveriesFlags } from "./show-deliveries.ts";

export function addDeliveries(program: Command): void {
  program
    .command("deliveries")
    .description("what became of each event at each channel: delivered, in a digest, suppressed and why, given up")
    .option("--failed", "only what was given up, or may not have arrived")
    .option("--channel <id>", "only this channel, such as slack:ops")
    .addOption(since("settled from then on"))
    .option("--redrive", "with --failed: send those again, marked as possible repeats")
    .addOption(apiOption())
    .option("--json", "print one JSON object a line")
    .addHelpText("after", PROVING_HELP)
    .action(async (flags: DeliveriesFlags) => (await import("./show-deliveries.ts")).deliveriesCommand(flags));
}
