/** `flipwatch events`: what was recorded, from when on, and with --follow what is being recorded. */
import type { FlipwatchEvent, Ms } from "@flipwatch/core";
import { type Command, InvalidArgumentError } from "commander";
import { apiAddress, getJson } from "../client/api.ts";
import { followEvents } from "../client/follow.ts";
import { eventLine } from "../output/event-line.ts";
import { signalled } from "../output/signal.ts";
import { colour, print, printJson } from "../output/terminal.ts";

interface EventsFlags {
  since: Ms;
  pair?: string;
  follow?: true;
  all?: true;
  api?: string;
  json?: true;
}

const FOLLOW_EVERY_MS = 1_000;
const unitMs: Record<string, Ms> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function addEvents(program: Command): void {
  program
    .command("events")
    .description("what was recorded: transitions, incidents, disagreements; with --all every vote and view too")
    .option("--since <when>", "from then on: 90s, 15m, 2h, 7d, or an ISO time such as 2026-11-22T09:00Z", sinceOption, sinceOption("24h"))
    .option("--pair <id>", "only this pair, such as failover.example.com/A")
    .option("-f, --follow", "go on with what is recorded from now on, until Ctrl-C")
    .option("--all", "also the records behind the timeline: each region's votes, resolvers' views, health readings")
    .option("--api <url>", "where `flipwatch run` or the lab listens (default http://127.0.0.1:4780, or FLIPWATCH_API)")
    .option("--json", "print one JSON object a line (flipwatch.event/1)")
    .action(eventsCommand);
}

/** An age or a moment, as milliseconds since the Unix epoch. */
export function sinceOption(text: string): Ms {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return Date.now() - Number(amount) * (unitMs[unit] ?? 0);
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new InvalidArgumentError("Give an age such as 15m, 2h or 7d, or an ISO time such as 2026-11-22T09:00Z.");
}

async function eventsCommand(flags: EventsFlags): Promise<void> {
  const api = apiAddress(flags.api);
  let day = "";
  const show = (event: FlipwatchEvent) => {
    if (event.severity === "record" && !flags.all) return;
    if (flags.json) return printJson(event);
    const date = new Date(event.at).toISOString().slice(0, 10);
    if (date !== day) print(colour.bold(`${date} (UTC)`));
    day = date;
    print(eventLine(event));
  };
  if (flags.follow) return follow(api, flags, show);
  for await (const event of recorded(api, flags.since)) if (flags.pair === undefined || event.pair === flags.pair) show(event);
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
