/** `flipwatch doctor` and its options. What it does is in `show-doctor.ts`, loaded only when it is asked for. */
import type { Command } from "commander";
import { PROVING_HELP } from "./api-option.ts";
import type { DoctorFlags } from "./show-doctor.ts";

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description(
      "before a deployment: whether credentials, regions, zones, health checks, secrets, channels and quotas are in order; after it: whether every part reports in; exit 1 when there is a problem",
    )
    .option("-c, --config <file>", "the configuration", "flipwatch.config.ts")
    .option(
      "--url <url>",
      "the address of a dashboard; of a closed one a link to it, unless FLIPWATCH_SESSION_SECRET is set (default: the configured dashboardUrl, if it answers)",
    )
    .option("--json", "print one JSON object")
    .addHelpText("after", PROVING_HELP)
    .action(async (flags: DoctorFlags) => (await import("./show-doctor.ts")).doctorCommand(flags));
}
