/** `flipwatch mute`, `flipwatch unmute` and their options. What they do is in `ask.ts`, loaded only when it is asked for. */
import type { Ms } from "@flipwatch/core";
import { type Command, InvalidArgumentError } from "commander";
import type { MuteFlags, UnmuteFlags } from "./ask.ts";

export function addMute(program: Command): void {
  program
    .command("mute <pairs>")
    .description("tell nobody of these pairs for a while; recording goes on, and what was held back is told at the end")
    .requiredOption("--for <duration>", "for how long: 90s, 15m, 2h, 7d; at most 30d", forOption)
    .option("--note <text>", "why; the channels are told")
    .option("--by <name>", "who you are (default: the name you are logged in by)")
    .option("--api <url>", "where `flipwatch run` or the lab listens (default http://127.0.0.1:4780, or FLIPWATCH_API)")
    .option("--json", "print one JSON object")
    .addHelpText("after", "\n<pairs> is a glob over pair ids: 'failover.example.com/A', '*.example.com' (every type), '*' (all). Quote it.")
    .action(async (pairs: string, flags: MuteFlags) => (await import("./ask.ts")).muteCommand(pairs, flags));
  program
    .command("unmute <pairs>")
    .description("end a mute before its time; <pairs> as it was muted")
    .option("--note <text>", "why")
    .option("--by <name>", "who you are (default: the name you are logged in by)")
    .option("--api <url>", "where `flipwatch run` or the lab listens (default http://127.0.0.1:4780, or FLIPWATCH_API)")
    .option("--json", "print one JSON object")
    .action(async (pairs: string, flags: UnmuteFlags) => (await import("./ask.ts")).unmuteCommand(pairs, flags));
}

const unitMs: Record<string, Ms> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const LONGEST_MS = 30 * 86_400_000;

/** A duration, as milliseconds. */
export function forOption(text: string): Ms {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  const ms = Number(amount) * (unitMs[unit] ?? 0);
  if (ms > 0 && ms <= LONGEST_MS) return ms;
  throw new InvalidArgumentError("Give a duration such as 15m, 2h or 7d, at most 30d.");
}
