/** `flipwatch lab`: Route 53 in a box, with Flipwatch watching a failover pair in it, until Ctrl-C. */
import { startLab } from "@flipwatch/lab/lab";
import type { Command } from "commander";
import { followEvents } from "../client/follow.ts";
import { eventLine, timeOfDay } from "../output/event-line.ts";
import { port, speed } from "../output/numbers.ts";
import { signalled } from "../output/signal.ts";
import { note, print, printJson } from "../output/terminal.ts";
import { readyLines, readyObject } from "./ready.ts";

interface LabFlags {
  speed: number;
  port: number;
  dnsPort: number;
  seed: number;
  empty?: true;
  json?: true;
  verbose?: true;
}

export function addLab(program: Command): void {
  program
    .command("lab")
    .description(
      "start Route 53 in a box: AWS endpoint, DNS servers, demo pages, Slack look-alike, and Flipwatch watching; no account needed",
    )
    .option("--speed <factor>", "how many times faster than real time intervals pass", speed, 10)
    .option(
      "--port <number>",
      "AWS endpoint, API and control on 127.0.0.1; the two demo pages take the next two ports (0 picks free ones)",
      port,
      4780,
    )
    .option("--dns-port <number>", "the four name servers take this port and the next three, UDP and TCP (0 picks free ones)", port, 5300)
    .option("--seed <number>", "of everything random in the lab", Number, 1)
    .option("--empty", "start without the example pair: create the records yourself")
    .option("--json", "print one JSON object a line: lab.ready first, then events (flipwatch.event/1); logs go to standard error")
    .option("--verbose", "log every invocation to standard error")
    .action(labCommand);
}

async function labCommand(flags: LabFlags): Promise<void> {
  const asked = signalled();
  note("Starting the lab …");
  const lab = await startLab({
    speed: flags.speed,
    port: flags.port,
    dnsPort: flags.dnsPort,
    seed: flags.seed,
    seedPair: !flags.empty,
    log: (line) => {
      if (flags.verbose || line.level === "error") note(`${timeOfDay(line.at)} ${line.source}: ${line.text}`);
    },
  });
  if (flags.json) printJson(readyObject(lab));
  else for (const line of readyLines(lab)) print(line);
  const stop = new AbortController();
  const following = followEvents(
    { api: lab.addresses.endpoint, since: lab.time.now() - 60_000, everyMs: 200, signal: stop.signal, patient: true },
    (event) => (flags.json ? printJson(event) : print(eventLine(event))),
  );
  const signal = await Promise.race([asked, following.then(() => new Promise<never>(() => {}))]);
  if (!flags.json) note(`${signal}: closing the lab …`);
  stop.abort();
  await following;
  await lab.close();
}
