/** What the walk-through looks for, each as one look: words when it is there, undefined while it is not. */
import { GetHealthCheckStatusCommand } from "@aws-sdk/client-route-53";
import { checkLog, type FlipwatchEvent, pairId } from "@flipwatch/core";
import { alertText } from "@flipwatch/core/wording";
import { duration } from "../output/duration.ts";
import { timeOfDay } from "../output/event-line.ts";
import { words } from "./clients.ts";
import { NAME, PRIMARY, SECONDARY } from "./records.ts";
import type { Stage } from "./stage.ts";

export const PAIR = pairId(NAME, "A");

/** The last event number of the pair so far: what comes after it belongs to the next part. */
export function lastNumber({ record }: Stage): number {
  return Math.max(0, ...record.events.filter((event) => event.pair === PAIR).map((event) => event.number));
}

export async function bothPages({ lab }: Stage): Promise<string | undefined> {
  const pages = await Promise.all(lab.addresses.demo.map(async ({ url }) => words(await (await fetch(url)).text())));
  return pages.every((page) => page.startsWith("Hello World")) && pages.length === 2 ? pages.join(" · ") : undefined;
}

/** By the checkers' own reports, as the console shows them. */
export async function bothHealthy({ route53, checks }: Stage): Promise<string | undefined> {
  const counts: string[] = [];
  for (const [side, id] of Object.entries(checks)) {
    const { HealthCheckObservations: reports = [] } = await route53.send(new GetHealthCheckStatusCommand({ HealthCheckId: id }));
    const good = reports.filter((report) => report.StatusReport?.Status?.startsWith("Success")).length;
    if (good === 0 || good < reports.length) return undefined;
    counts.push(`${side}: ${good} of ${reports.length} checkers succeed`);
  }
  return counts.join(" · ");
}

/** By the metric that Flipwatch reads: what it says now, and since when. */
export function healthIs({ record, checks }: Stage, status: "healthy" | "unhealthy"): string | undefined {
  const latest = record.events.findLast((event) => event.pair === checkLog(checks.primary));
  return latest?.detail?.status === status ? latest.message : undefined;
}

/** The first event of that kind in the pair's log that has a higher number. */
export function eventAfter({ record }: Stage, kind: FlipwatchEvent["kind"], after: number): FlipwatchEvent | undefined {
  return record.events.find((event) => event.pair === PAIR && event.kind === kind && event.number > after);
}

/** The same, in the words that people get. */
export function told(stage: Stage, kind: FlipwatchEvent["kind"], after: number): string | undefined {
  return eventAfter(stage, kind, after)?.message;
}

/** An incident that opened before anything was broken (a busy machine's checks may fail by themselves) would be taken for ours. */
export function calm({ record }: Stage): string | undefined {
  const latest = record.events.findLast((event) => event.pair === PAIR && event.incident !== undefined)?.incident;
  if (latest === undefined) return "Nothing has happened to the pair so far";
  return latest.closedAt === undefined ? undefined : `One that opened by itself (${latest.opening}) is over`;
}

/** Every configured region votes for this side. */
export function everyRegion({ record, lab }: Stage, side: "primary" | "secondary"): string | undefined {
  const turned = lab.config.regions.map((region) => {
    const latest = record.events.findLast((event) => event.pair === PAIR && event.kind === "vote-changed" && event.region === region);
    const evidence = latest?.evidence?.[region];
    return evidence?.verdict === side ? `${region} ${timeOfDay(evidence.since.by)}` : undefined;
  });
  return turned.every((each) => each !== undefined) ? turned.join(" · ") : undefined;
}

/** Each region's caching resolver, which is what clients there are given. */
export function resolversFollowed({ record, lab }: Stage, side: "primary" | "secondary"): string | undefined {
  const turned = lab.config.regions.map((region) => {
    const latest = record.events.findLast((event) => event.pair === PAIR && event.kind === "view-changed" && event.region === region);
    const view = latest?.views?.[0];
    return view?.verdict === side ? `${region} ${timeOfDay(view.since.by)}` : undefined;
  });
  return turned.every((each) => each !== undefined) ? turned.join(" · ") : undefined;
}

/** The alert about this very event, as it stands in the Slack look-alike's channel; another alert of the pair does not count. */
export function inSlack(stage: Stage, kind: FlipwatchEvent["kind"], after: number): string | undefined {
  const event = eventAfter(stage, kind, after);
  const message = event && stage.lab.slack.messages().find((each) => each.at >= event.recordedAt && isAbout(each, event));
  if (event === undefined || message === undefined) return undefined;
  return `${duration(message.at - event.recordedAt)} after it was decided: ${firstLine(message.text)}`;
}

/** By the event's id where the message carries it: a thread's first message is edited later. Else by title and sentence, as Slack escapes them. */
function isAbout({ text, metadata }: { text: string; metadata?: unknown }, event: FlipwatchEvent): boolean {
  const marked = (metadata as { event_payload?: { event?: string } } | undefined)?.event_payload?.event;
  if (marked !== undefined) return marked === event.id;
  const { title, lead } = alertText(event);
  return text.includes(escaped(title)) && text.includes(escaped(lead));
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export async function pageOf({ visitor, lab }: Stage, region: string): Promise<string | undefined> {
  const visit = await visitor.visit(lab.config.regions[0] ?? "");
  const wanted = region === PRIMARY.region ? PRIMARY : SECONDARY;
  return visit?.address === wanted.address && visit.page.includes(region) ? `${NAME} → ${visit.address}: “${visit.page}”` : undefined;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
