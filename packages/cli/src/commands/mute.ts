/** `flipwatch mute`, `flipwatch unmute` and their options. What they do is in `ask.ts`, loaded only when it is asked for. */
import type { Command } from "commander";
import { lengthOfTime } from "../output/length-of-time.ts";
import { apiOption, PROVING_HELP } from "./api-option.ts";
import type { MuteFlags, UnmuteFlags } from "./ask.ts";

const LONGEST_DAYS = 30;

export function addMute(program: Command): void {
  program
    .command("mute <pairs>")
    .description("tell nobody of these pairs for a while; recording goes on, and what was held back is told at the end")
    .requiredOption("--for <duration>", "for how long: 90s, 15m, 2h, 7d; at most 30d", lengthOfTime(LONGEST_DAYS))
    .option("--note <text>", "why; the channels are told")
    .option("--by <name>", "who you are (default: the name you are logged in by)")
    .addOption(apiOption())
    .option("--json", "print one JSON object")
    .addHelpText("after", "\n<pairs> is a glob over pair ids: 'failover.example.com/A', '*.example.com' (every type), '*' (all). Quote it.")
    .addHelpText("after", PROVING_HELP)
    .action(async (pairs: string, flags: MuteFlags) => (await import("./ask.ts")).muteCommand(pairs, flags));
  program
    .command("unmute <pairs>")
    .description("end a mute before its time; <pairs> as it was muted")
    .option("--note <text>", "why")
    .option("--by <name>", "who you are (default: the name you are logged in by)")
    .addOption(apiOption())
    .option("--json", "print one JSON object")
    .addHelpText("after", PROVING_HELP)
    .action(async (pairs: string, flags: UnmuteFlags) => (await import("./ask.ts")).unmuteCommand(pairs, flags));
}
