/** `flipwatch alert-test` and its options. What it does is in `show-alert-test.ts`, loaded only when it is asked for. */
import type { Command } from "commander";
import type { AlertTestFlags } from "./show-alert-test.ts";

export function addAlertTest(program: Command): void {
  program
    .command("alert-test")
    .description("send a marked test through each configured channel and say what came back; exit 1 when any was not delivered")
    .option("-c, --config <file>", "the configuration", "flipwatch.config.ts")
    .option("--channel <id...>", "only these, such as slack:ops or webhook:0")
    .option("--json", "print one JSON object")
    .action(async (flags: AlertTestFlags) => (await import("./show-alert-test.ts")).alertTestCommand(flags));
}
