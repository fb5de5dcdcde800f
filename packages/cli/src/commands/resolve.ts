/** `flipwatch resolve` and its options. What it does is in `look.ts`, loaded only when it is asked for. */
import type { Command } from "commander";
import type { ResolveFlags } from "./look.ts";

export function addResolve(program: Command): void {
  program
    .command("resolve")
    .description(
      "one look from here: what each name server and resolver answers, and what it means; exit 1 where a server does not reply or a verdict is bad",
    )
    .argument("[name]", "a name; without one, every pair that the configuration names outright")
    .argument("[type]", "a record type", "A")
    .option("-c, --config <file>", "where the pairs are named (default flipwatch.config.ts, if there is one)")
    .option("--nameserver <server...>", "ask these instead of the zone's own: host, host:port, address:port")
    .option("--resolver <server...>", "ask these resolvers (default: the configured ones, else this machine's)")
    .option("--json", "print one JSON object")
    .action(async (name: string | undefined, type: string, flags: ResolveFlags) =>
      (await import("./look.ts")).resolveCommand(name, type, flags),
    );
}
