/** `flipwatch ack` and its options. What it does is in `ask.ts`, loaded only when it is asked for. */
import type { Command } from "commander";
import { apiOption, PROVING_HELP } from "./api-option.ts";
import type { AckFlags } from "./ask.ts";

export function addAck(program: Command): void {
  program
    .command("ack <pair>")
    .description(
      "say that somebody is at the pair's open incident (or at those of all pairs of CHECK:<id>): no more reminders, no escalation",
    )
    .option("--note <text>", "in your own words; the channels are told")
    .option("--by <name>", "who you are (default: the name you are logged in by)")
    .addOption(apiOption())
    .option("--json", "print one JSON object")
    .addHelpText("after", PROVING_HELP)
    .action(async (pair: string, flags: AckFlags) => (await import("./ask.ts")).ackCommand(pair, flags));
}
