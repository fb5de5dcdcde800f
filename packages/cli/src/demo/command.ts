/** `flipwatch demo`: a failover and its return in the lab, start to end, each step told when it was observed. */
import { startLab } from "@flipwatch/lab/lab";
import type { Command } from "commander";
import { timeOfDay } from "../output/event-line.ts";
import { EXIT } from "../output/exit.ts";
import { port, speed } from "../output/numbers.ts";
import { colour, note, print, printJson } from "../output/terminal.ts";
import { play } from "./play.ts";
import { resultLines } from "./result.ts";

interface DemoFlags {
  speed: number;
  port: number;
  dnsPort: number;
  json?: true;
  verbose?: true;
}

export function addDemo(program: Command): void {
  program
    .command("demo")
    .description(
      "the walk-through: create a failover pair in the lab, break its primary, watch the flip and the return, with measured phases",
    )
    .option("--speed <factor>", "how many times faster than real time intervals pass", speed, 20)
    .option("--port <number>", "AWS endpoint, API and control on 127.0.0.1 (0 picks a free one)", port, 0)
    .option("--dns-port <number>", "the four name servers take this port and the next three (0 picks free ones)", port, 0)
    .option("--json", "print the result as one JSON object; steps go to standard error")
    .option("--verbose", "log every invocation to standard error")
    .action(demoCommand);
}

/** Exits 0 only if everything was seen. */
async function demoCommand(flags: DemoFlags): Promise<void> {
  const say = flags.json ? note : print;
  say(colour.bold(`A failover, start to end, at ${flags.speed} times real speed. No account, nothing leaves this machine.`));
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
  const lab = await startLab({
    speed: flags.speed,
    port: flags.port,
    dnsPort: flags.dnsPort,
    seedPair: false,
    log: (line) => {
      if (flags.verbose || line.level === "error") note(`${timeOfDay(line.at)} ${line.source}: ${line.text}`);
    },
  });
  try {
    const result = await play(lab, { say, signal: stop.signal });
    if (flags.json) printJson(result);
    else for (const line of resultLines(result)) print(line);
    process.exitCode = result.ok ? EXIT.ok : EXIT.failed;
  } finally {
    await lab.close();
  }
}
