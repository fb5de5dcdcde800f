/** `flipwatch demo`: a failover and its return in the lab, start to end, each step told when it was observed. */
import { startLab } from "@flipwatch/lab/lab";
import { labLog } from "../lab/log.ts";
import { EXIT } from "../output/exit.ts";
import { colour, note, print, printJson } from "../output/terminal.ts";
import { play } from "./play.ts";
import { resultLines } from "./result.ts";

export interface DemoFlags {
  speed: number;
  port: number;
  dnsPort: number;
  json?: true;
  verbose?: true;
}

/** Exits 0 only if everything was seen. */
export async function demoCommand(flags: DemoFlags): Promise<void> {
  const say = flags.json ? note : print;
  say(colour.bold(`A failover, start to end, at ${flags.speed} times real speed. No account, nothing leaves this machine.`));
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
  const lab = await startLab({
    speed: flags.speed,
    port: flags.port,
    dnsPort: flags.dnsPort,
    seedPair: false,
    log: labLog({ speed: flags.speed, verbose: flags.verbose, note }),
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
