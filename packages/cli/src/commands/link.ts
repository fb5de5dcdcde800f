/** `flipwatch link` and its options. What it does is in `make-link.ts`, loaded only when it is asked for. */
import { type Command, Option } from "commander";
import { lengthOfTime } from "../output/length-of-time.ts";
import { apiOption, PROVING_HELP } from "./api-option.ts";
import type { LinkFlags } from "./make-link.ts";

const LONGEST_DAYS = 90;

export function addLink(program: Command): void {
  const lasting = lengthOfTime(LONGEST_DAYS);
  program
    .command("link")
    .description("make a link that lets whoever opens it see the dashboard, and no more; list links, or revoke one")
    .addOption(
      new Option("--for <duration>", "how long it opens: 15m, 8h, 7d; at most 90d").argParser(lasting).default(lasting("7d"), "7d"),
    )
    .option("--note <text>", "for whom or what; shown in the list")
    .option("--by <name>", "who you are (default: the name you are logged in by)")
    .addOption(new Option("--list", "the links there are, the newest first").conflicts(["revoke", "note", "by"]))
    .addOption(new Option("--revoke <id>", "end this one at once, also for who opened it before").conflicts(["list", "note", "by"]))
    .addOption(apiOption())
    .option("--json", "print one JSON object, with --list one a line")
    .addHelpText("after", "\nThe configuration must have `access: { links: true }`.")
    .addHelpText("after", PROVING_HELP)
    .action(async (flags: LinkFlags) => (await import("./make-link.ts")).linkCommand(flags));
}
