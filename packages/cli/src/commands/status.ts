/** `flipwatch status` and its options. What it does is in `show-status.ts`, loaded only when it is asked for. */
import type { Command } from "commander";
import { apiOption, PROVING_HELP } from "./api-option.ts";
import type { StatusFlags } from "./show-status.ts";

export function addStatus(program: Command): void {
  program
    .command("status")
    .description(
      "every pair with what is served now, the worst first; exit 1 when any is not on its primary, or a zone or a channel is in trouble",
    )
    .addOption(apiOption())
    .option("--json", "print one JSON object")
    .addHelpText("after", PROVING_HELP)
    .action(async (flags: StatusFlags) => (await import("./show-status.ts")).statusCommand(flags));
}
