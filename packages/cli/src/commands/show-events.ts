/** `flipwatch events`: what was recorded, from when on, and with --follow what is being recorded. */
import { FLEET, type FlipwatchEvent, type LogId, type Ms } from "@flipwatch/core";
import { utc } from "@flipwatch/core/decide/wording";
import { apiAddress, getJson } from "../client/api.ts";
import { followEvents } from "../client/follow.ts";
import { eventLine } from "../output/event-line.ts";
import { signalled } from "../output/signal.ts";
import { colour, note, print, printJson } from "../output/terminal.ts";

export interface EventsFlags {
  since: Ms;
  pair?: LogId;
  follow?: true;
  all?: true;
  api?: string;
  json?: true;
}

const FOLLOW_EVERY_MS = 1_000;

export async function eventsCommand(flags: EventsFlags): Promise<void> {
  const api = apiAddress(flags.api);
  await assertKnown(api, flags.pair);
  let day = "";
  let shown = 0;
  const show = (event: FlipwatchEvent) => {
    if (event.severity === "record" && !flags.all) return;
    shown += 1;
    if (flags.json) return printJson(event);
    const date = new Date(event.at).toISOString().slice(0, 10);
    if (date !== day) print(colour.bold(`${date} (UTC)`));
    day = date;
    print(eventLine(event));
  };
  if (flags.follow) return follow(api, flags, show);
  for await (const event of recorded(api, flags.since)) if (flags.pair === undefined || event.pair === flags.pair) show(event);
  if (shown === 0) note(`nothing recorded since ${utc(flags.since)}${flags.all ? "" : "; --all shows records too"}`);
}

/** Throws FlipwatchError where there is no such pair: silence would read as "nothing happened". */
async function assertKnown(api: string, log: LogId | undefined): Promise<void> {
  const isPair = log !== undefined && log !== FLEET && !log.startsWith("CHECK:");
  if (isPair) await getJson(api, `/api/pairs/${encodeURIComponent(log)}`);
}

async function follow(api: string, { since, pair }: EventsFlags, show: (event: FlipwatchEvent) => void): Promise<void> {
  const stop = new AbortController();
  const following = followEvents({ api, since, pair, everyMs: FOLLOW_EVERY_MS, signal: stop.signal }, show);
  await Promise.race([signalled(), following.then(() => new Promise<never>(() => {}))]);
  stop.abort();
  await following;
}

async function* recorded(api: string, since: Ms): AsyncGenerator<FlipwatchEvent> {
  let after = "";
  for (;;) {
    const page = await getJson<{ events: FlipwatchEvent[]; next?: string }>(
      api,
      `/api/events?since=${Math.floor(since)}&limit=1000${after}`,
    );
    yield* page.events;
    if (page.next === undefined) return;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}
