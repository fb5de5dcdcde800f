/** `flipwatch note` and its options. What it does is in `ask.ts`, loaded only when it is asked for. */
import type { Command } from "commander";
import type { NoteFlags } from "./ask.ts";

export function addNote(program: Command): void {
  program
    .command("note <pair-or-incident> <text>")
    .description("add a note for the post-mortem to an incident, open or long over; of a pair, to its newest")
    .option("--by <name>", "who you are (default: the name you are logged in by)")
    .option("--api <url>", "where `flipwatch run` or the lab listens (default http://127.0.0.1:4780, or FLIPWATCH_API)")
    .option("--json", "print one JSON object")
    .action(async (about: string, text: string, flags: NoteFlags) => (await import("./ask.ts")).noteCommand(about, text, flags));
}
