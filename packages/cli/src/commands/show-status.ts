/** `flipwatch status`: every pair with what is served now, the worst first. */
import type { Health, Ms, Role } from "@flipwatch/core";
import type { PairSummary } from "@flipwatch/functions/api/pairs";
import { apiAddress, getJson } from "../client/api.ts";
import { duration } from "../output/duration.ts";
import { EXIT } from "../output/exit.ts";
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
  const pairs = await allPairs(apiAddress(flags.api));
  const ordered = pairs.toSorted((a, b) => rank[a.role] - rank[b.role] || a.id.localeCompare(b.id));
  if (flags.json) printJson({ pairs: ordered });
  else for (const line of statusLines(ordered, Date.now())) print(line);
  process.exitCode = pairs.every((pair) => pair.role === "primary" || pair.role === "unobserved") ? EXIT.ok : EXIT.failed;
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

export function statusLines(pairs: readonly PairSummary[], now: Ms): string[] {
  if (pairs.length === 0) return ["No pair is watched yet. `flipwatch run --help` says how to name some."];
  const head = ["PAIR", "SERVED", "SINCE", "PRIMARY", "SECONDARY", "SEEN BY", "INCIDENT"].map((title) => colour.dim(title));
  return columns([head, ...pairs.map((pair) => row(pair, now))]);
}

function row(pair: PairSummary, now: Ms): string[] {
  const agree = Object.values(pair.regions).filter((region) => region.fresh && region.verdict === pair.role).length;
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

function healthWord(status: Health | "none"): string {
  return status === "none" ? "no check" : status;
}
