/** `flipwatch note` and its options. What it does is in `ask.ts`, loaded only when it is asked for. */
import type { Command } from "commander";
import { apiOption, PROVING_HELP } from "./api-option.ts";
import type { NoteFlags } from "./ask.ts";

export function addNote(program: Command): void {
  program
    .command("note <pair-or-incident> <text>")
    .description("add a note for the post-mortem to an incident, open or long over; of a pair, to its newest")
    .option("--by <name>", "who you are (default: the name you are logged in by)")
    .addOption(apiOption())
    .option("--json", "print one JSON object")
    .addHelpText("after", PROVING_HELP)
    .action(async (about: string, text: string, flags: NoteFlags) => (await import("./ask.ts")).noteCommand(about, text, flags));
}
