/** `flipwatch events` and its options. What it does is in `show-events.ts`, loaded only when it is asked for. */
import { FLEET, type LogId, type Ms, normaliseName, pairId } from "@flipwatch/core";
import { type Command, InvalidArgumentError, Option } from "commander";
import { apiOption, PROVING_HELP } from "./api-option.ts";
import type { EventsFlags } from "./show-events.ts";

const unitMs: Record<string, Ms> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DEFAULT_SINCE = "24h";

export function addEvents(program: Command): void {
  program
    .command("events")
    .description("what was recorded: transitions, incidents, disagreements; with --all every vote and view too")
    .addOption(since("from then on"))
    .option("--pair <id>", "only this pair, such as failover.example.com/A", pairOption)
    .option("-f, --follow", "go on with what is recorded from now on, until Ctrl-C")
    .option("--all", "also the records behind the timeline: each region's votes, resolvers' views, health readings")
    .addOption(apiOption())
    .option("--json", "print one JSON object a line (flipwatch.event/1)")
    .addHelpText("after", PROVING_HELP)
    .action(async (flags: EventsFlags) => (await import("./show-events.ts")).eventsCommand(flags));
}

/** `--since`, a day back unless told. */
export function since(what: string): Option {
  return new Option("--since <when>", `${what}: 90s, 15m, 2h, 7d, or an ISO time such as 2026-11-22T09:00Z`)
    .argParser(sinceOption)
    .default(sinceOption(DEFAULT_SINCE), DEFAULT_SINCE);
}

/** An age or a moment, as milliseconds since the Unix epoch. */
export function sinceOption(text: string): Ms {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return Date.now() - Number(amount) * (unitMs[unit] ?? 0);
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new InvalidArgumentError("Give an age such as 15m, 2h or 7d, or an ISO time such as 2026-11-22T09:00Z.");
}

/** A pair's id, however its name is written; or another log, `FLEET` or `CHECK:<id>`. */
export function pairOption(text: string): LogId {
  if (text === FLEET || text.startsWith("CHECK:")) return text;
  const [, name, type] = /^(.+)\/([A-Za-z]+)$/.exec(text) ?? [];
  if (name === undefined || type === undefined) throw new InvalidArgumentError("Give name and type, such as failover.example.com/A.");
  return pairId(normaliseName(name, "decimal"), type.toUpperCase());
}
