/** `flipwatch lab`: Route 53 in a box, with Flipwatch watching a failover pair in it, until Ctrl-C. */
import { systemClock } from "@flipwatch/adapters/system-clock";
import { startLab } from "@flipwatch/lab/lab";
import { followEvents } from "../client/follow.ts";
import { eventLine } from "../output/event-line.ts";
import { plainLog } from "../output/plain-log.ts";
import { signalled } from "../output/signal.ts";
import { note, print, printJson } from "../output/terminal.ts";
import { builtSite } from "../site/built-site.ts";
import { labLog } from "./log.ts";
import { readyLines, readyObject } from "./ready.ts";

export interface LabFlags {
  speed: number;
  port: number;
  dnsPort: number;
  seed: number;
  empty?: true;
  lesson?: true;
  json?: true;
  verbose?: true;
}

export async function labCommand(flags: LabFlags): Promise<void> {
  const asked = signalled();
  const stop = new AbortController();
  note("Starting the lab …");
  const lab = await startLab({
    speed: flags.speed,
    port: flags.port,
    dnsPort: flags.dnsPort,
    seed: flags.seed,
    seedPair: !flags.empty && !flags.lesson,
    seedSetUp: flags.lesson === true,
    log: labLog({ speed: flags.speed, verbose: flags.verbose, note }),
    site: builtSite({ signal: stop.signal, log: plainLog(note, systemClock.now) }).answer,
  });
  if (flags.json) printJson(readyObject(lab));
  else for (const line of readyLines(lab)) print(line);
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
