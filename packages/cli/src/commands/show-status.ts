/** `flipwatch status`: every pair with what is served now, the worst first; then zones that can't be read and channels that can't be told. */
import type { Finding, Health, Ms, Role, Verdict } from "@flipwatch/core";
import type { FailingChannel } from "@flipwatch/functions/api/failing-channels";
import type { Overview } from "@flipwatch/functions/api/overview";
import type { PairSummary } from "@flipwatch/functions/api/pairs";
import { apiAddress, getJson } from "../client/api.ts";
import { duration } from "../output/duration.ts";
import { timeOfDay } from "../output/event-line.ts";
import { EXIT } from "../output/exit.ts";
import { fitted } from "../output/fitted.ts";
import { columns } from "../output/table.ts";
import { colour, print, printJson } from "../output/terminal.ts";

export interface StatusFlags {
  api?: string;
  json?: true;
}

/** The worst first; beside each colour stands the word itself. */
const rank: Record<Role, number> = { dark: 0, stray: 1, secondary: 2, split: 3, unknown: 4, primary: 5, unobserved: 6 };
const paint: Record<Role, (text: string) => string> = {
  dark: colour.red,
  stray: colour.red,
  secondary: colour.yellow,
  split: colour.yellow,
  unknown: colour.yellow,
  primary: colour.green,
  unobserved: colour.dim,
};

export async function statusCommand(flags: StatusFlags): Promise<void> {
  const api = apiAddress(flags.api);
  const [pairs, { zones, failingChannels }, { findings }] = await Promise.all([
    allPairs(api),
    getJson<Pick<Overview, "zones" | "failingChannels">>(api, "/api/health"),
    getJson<{ findings: Finding[] }>(api, "/api/findings"),
  ]);
  const ordered = pairs.toSorted((a, b) => rank[a.role] - rank[b.role] || a.id.localeCompare(b.id));
  const status: Status = { pairs: ordered, zones, failingChannels, findings: findings.filter(({ rule }) => rule.startsWith("zone-")) };
  if (flags.json) printJson(status);
  else for (const line of statusLines(status, Date.now())) print(line);
  process.exitCode = isWell(status) ? EXIT.ok : EXIT.failed;
}

export interface Status {
  pairs: readonly PairSummary[];
  /** As configured. */
  zones: readonly string[];
  failingChannels: readonly FailingChannel[];
  /** Zones that are not there or can't be read. */
  findings: readonly Finding[];
}

export function isWell({ pairs, zones, failingChannels, findings }: Status): boolean {
  const isServed = pairs.every((pair) => pair.role === "primary" || pair.role === "unobserved");
  return isServed && failingChannels.length + findings.length === 0 && (pairs.length > 0 || zones.length === 0);
}

/** All pages; a page is at most 1,000 pairs. */
async function allPairs(api: string): Promise<PairSummary[]> {
  const pairs: PairSummary[] = [];
  let after = "";
  for (;;) {
    const page = await getJson<{ pairs: PairSummary[]; next?: string }>(api, `/api/pairs?limit=1000&after=${encodeURIComponent(after)}`);
    pairs.push(...page.pairs);
    if (page.next === undefined) return pairs;
    after = page.next;
  }
}

export function statusLines({ pairs, zones, failingChannels, findings }: Status, now: Ms): string[] {
  const head = ["PAIR", "SERVED", "SINCE", "PRIMARY", "SECONDARY", "SEEN BY", "INCIDENT"].map((title) => colour.dim(title));
  const table = pairs.length === 0 ? [nothing(zones)] : columns([head, ...pairs.map((pair) => row(pair, now))]);
  const troubles = [
    ...findings.map(({ message, fix }) => `${message} ${fix}`),
    ...failingChannels.map((each) => channelTrouble(each, now)),
  ];
  return [...table, ...troubles.map((text) => fitted(`${colour.yellow("▲")} ${text}`, 2))];
}

function nothing(zones: readonly string[]): string {
  return zones.length === 0
    ? "No pair is watched yet. `flipwatch run --help` says how to name some."
    : `No pair is watched: nothing was found yet in ${zones.length === 1 ? "the zone" : "the zones"} ${zones.join(", ")}.`;
}

function channelTrouble({ channel, error, since, logs, nextTryAt }: FailingChannel, now: Ms): string {
  const waiting = logs === 1 ? "the alerts of 1 log wait" : `the alerts of ${logs} logs wait`;
  const next = nextTryAt === undefined ? "" : `, next try at ${timeOfDay(nextTryAt)}`;
  return `alerts to ${channel} have been failing for ${duration(now - since)}: ${error}; ${waiting}${next}.`;
}

function row(pair: PairSummary, now: Ms): string[] {
  const agree = Object.values(pair.regions).filter((region) => region.fresh && tells(region.verdict, pair.role)).length;
  const heard = Object.keys(pair.regions).length;
  return [
    pair.id,
    paint[pair.role](pair.role),
    pair.since === undefined ? "-" : duration(now - pair.since.by),
    healthWord(pair.health.primary.status),
    healthWord(pair.health.secondary.status),
    `${agree} of ${heard}`,
    pair.incident === undefined ? "" : `open for ${duration(now - pair.incident.openedAt)}`,
  ];
}

/** `dark` is what the regions see as an empty answer, or as none. */
function tells(verdict: Verdict, role: Role): boolean {
  return role === "dark" ? verdict === "empty" || verdict === "failed" : verdict === role;
}

function healthWord(status: Health | "none"): string {
  return status === "none" ? "no check" : status;
}
