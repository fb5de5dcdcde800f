/** Tells of our own trouble in the FLEET log: each condition once, and its end once. Blindness is an event, never read as health. */
import { assertTail, room } from "../decide/settle.ts";
import { span, utc } from "../decide/wording.ts";
import type { EventKind, FlipwatchEvent, LogId } from "../event.ts";
import { counted } from "../phrases.ts";
import type { LogHead } from "../tally-state.ts";
import type { Ms } from "../time.ts";
import { type Desk, ends, type FleetContext, type Of, opens, tellFleet } from "./desk.ts";
import type { FleetFact } from "./facts.ts";
import { channel, gaveUp } from "./fleet-channels.ts";
import { finding } from "./fleet-findings.ts";
import { forgetMute, muted, unmuted } from "./fleet-mutes.ts";

/** Facts that are told once each (an event refused, a delivery given up) are remembered, at most this many. */
const REMEMBERED_MAX = 100;

export interface FleetResult {
  head: LogHead;
  /** In the head's tail too. */
  events: FlipwatchEvent[];
  /** Facts for which the tail has no room left: to be given again once it is settled. */
  rest: FleetFact[];
}

export function newLogHead(log: LogId): LogHead {
  return { log, version: 0, nextNumber: 1, tail: [], archivedThrough: 0, publishedThrough: 0, open: {} };
}

/** Takes the facts of one run in. Those of regions that are not configured any more end what was told of them. */
export function fleet(head: LogHead, facts: readonly FleetFact[], now: Ms, context: FleetContext): FleetResult {
  const desk: Desk = { head: { ...head, open: { ...head.open } }, now, context, facts, events: [] };
  forgetRegions(desk);
  for (const [index, fact] of facts.entries()) {
    if (room(desk.head) === 0) return { ...closed(desk), rest: facts.slice(index) };
    takeFact(desk, fact);
  }
  return { ...closed(desk), rest: [] };
}

function closed({ head, events }: Desk): { head: LogHead; events: FlipwatchEvent[] } {
  assertTail(head);
  const kept = Object.entries(head.open).filter(([key]) => isRemembered(key));
  for (const [key] of kept.toSorted(([, a], [, b]) => b - a).slice(REMEMBERED_MAX)) delete head.open[key];
  return { head, events };
}

function isRemembered(key: string): boolean {
  return key.startsWith("unpublishable:") || key.startsWith("delivery-given-up:");
}

function takeFact(desk: Desk, fact: FleetFact): void {
  switch (fact.kind) {
    case "region-silent":
      silent(desk, fact);
      break;
    case "region-voting":
      voting(desk, fact);
      break;
    case "region-unasked":
      unasked(desk, fact);
      break;
    case "ballots-lost":
      lost(desk, fact);
      break;
    case "ballots-future":
      future(desk, fact);
      break;
    case "clock-set-back":
      clockSetBack(desk, fact);
      break;
    case "unpublishable":
    case "delivery-given-up":
      gaveUp(desk, fact);
      break;
    case "channel-broken":
    case "channel-working":
      channel(desk, fact);
      break;
    case "step-failing":
    case "step-working":
      step(desk, fact);
      break;
    case "muted":
      muted(desk, fact);
      break;
    case "unmuted":
      unmuted(desk, fact);
      break;
    case "mute-forgotten":
      forgetMute(desk, fact);
      break;
    case "finding-opened":
    case "finding-closed":
    case "findings-more":
      finding(desk, fact);
      break;
  }
}

// ---- regions -------------------------------------------------------------------------------------------------------------

function silent(desk: Desk, { region, shard, since }: Of<"region-silent">): void {
  if (!opens(desk, keyOf("region-silent", region, shard), since)) return;
  const { regions, staleMs } = desk.context.policy;
  const voting = desk.facts.filter((fact) => fact.kind === "region-voting" && fact.shard === shard).length;
  const need = Math.floor(regions.length / 2) + 1;
  const still = `${voting} of ${regions.length} regions still vote, ${need} must agree`;
  const message = `${region} has cast no vote since ${utc(since)}: ${still}. Check its probe function's schedule and errors, its network path to the name servers, and its clock.`;
  const severity = voting < need ? "critical" : undefined;
  tellFleet(desk, "region-silent", { after: since, by: Math.min(desk.now, since + staleMs) }, message, {
    region,
    severity,
    detail: { shard, voting, regions: regions.length },
  });
}

function voting(desk: Desk, { region, shard, at }: Of<"region-voting">): void {
  endFuture(desk, region, shard);
  const since = ends(desk, keyOf("region-silent", region, shard));
  if (since === undefined) return;
  const hole = desk.facts.find((fact) => fact.kind === "ballots-lost" && fact.region === region && fact.shard === shard);
  const by = hole?.kind === "ballots-lost" ? hole.to : at;
  const message = `${region} has been voting again since ${utc(by)}, after ${span(Math.max(0, by - since))} without a vote.`;
  tellFleet(desk, "region-back", { by }, message, { region, detail: { shard, silentSince: since } });
}

function unasked(desk: Desk, { region, shard }: Of<"region-unasked">): void {
  endFuture(desk, region, shard);
  if (ends(desk, keyOf("region-silent", region, shard)) === undefined) return;
  const message = `${region} has no pair of shard ${shard} left to ask for, since all are retired or private, so no votes on it are expected.`;
  tellFleet(desk, "region-back", { by: desk.now }, message, { region, detail: { shard, why: "unasked" } });
}

/** A gap that was told as silence while it lasted is not told again; nor is one that an interrupted run told already. */
function lost(desk: Desk, { region, shard, from, to }: Of<"ballots-lost">): void {
  const { open } = desk.head;
  const key = keyOf("ballots-lost", region, shard);
  if (to <= (open[key] ?? 0)) return;
  open[key] = to;
  if (open[keyOf("region-silent", region, shard)] !== undefined) return;
  const message = `The votes of ${region} from ${utc(from)} to ${utc(to)} are lost: what it saw in that time is unknown, and is not counted as healthy.`;
  tellFleet(desk, "ballots-lost", { after: from, by: to }, message, { region, detail: { shard, from, to } });
}

function future(desk: Desk, { region, shard, count, aheadMs }: Of<"ballots-future">): void {
  if (!opens(desk, keyOf("ballots-future", region, shard), desk.now)) return;
  const message = `${region} dates its votes up to ${span(aheadMs)} in the future: ${counted(count, "ballot")} ignored until then. Check the clock in that region and in the home region.`;
  tellFleet(desk, "ballots-future", { by: desk.now }, message, { region, detail: { shard, count, aheadMs } });
}

function endFuture(desk: Desk, region: string, shard: number): void {
  const goesOn = desk.facts.some((fact) => fact.kind === "ballots-future" && fact.region === region);
  if (!goesOn) ends(desk, keyOf("ballots-future", region, shard));
}

/** Every shard's tally finds it, so it is told once in a while. What is remembered may not lie ahead, lest it hide what comes. */
function clockSetBack(desk: Desk, { at, byMs }: Of<"clock-set-back">): void {
  const { open } = desk.head;
  for (const [key, since] of Object.entries(open)) open[key] = Math.min(since, at);
  const told = open["clock-set-back"];
  open["clock-set-back"] = at;
  if (told !== undefined && at - told < desk.context.policy.unverifiedMs) return;
  const message = `The clock was set back by about ${span(byMs)}: what was recorded in that time keeps dates that are now in the future; watching goes on from ${utc(at)}.`;
  tellFleet(desk, "clock-set-back", { by: at }, message, { detail: { byMs } });
}

/** A region that was taken out of the configuration is no trouble any more. What was told of it gets its end. */
function forgetRegions(desk: Desk): void {
  const { regions } = desk.context.policy;
  for (const key of Object.keys(desk.head.open)) {
    const [, kind, region, shard] = /^(region-silent|ballots-future|ballots-lost):(.+)#(\d+)$/.exec(key) ?? [];
    if (region === undefined || regions.includes(region) || room(desk.head) === 0) continue;
    ends(desk, key);
    const message = `${region} is no longer configured, so no votes are expected from it.`;
    const detail = { shard: Number(shard), why: "unconfigured" };
    if (kind === "region-silent") tellFleet(desk, "region-back", { by: desk.now }, message, { region, detail });
  }
}

// ---- steps ----------------------------------------------------------------------------------------------------------------

function step(desk: Desk, fact: Of<"step-failing" | "step-working">): void {
  const where = fact.region === undefined ? "" : ` in ${fact.region}`;
  const key = `step-failing:${fact.step}${where}`;
  if (fact.kind === "step-failing") {
    if (!opens(desk, key, fact.at)) return;
    const failing = `The ${fact.step} step${where} has been failing since ${utc(fact.at)}: ${fact.error}`;
    tellFleet(desk, "step-failing", { by: fact.at }, failing, { region: fact.region, detail: { step: fact.step, error: fact.error } });
    return;
  }
  const since = ends(desk, key);
  if (since === undefined) return;
  const message = `The ${fact.step} step${where} works again, after ${span(Math.max(0, fact.at - since))}.`;
  tellFleet(desk, "step-working", { by: fact.at }, message, { region: fact.region, detail: { step: fact.step, since } });
}

function keyOf(kind: EventKind, region: string, shard: number): string {
  return `${kind}:${region}#${shard}`;
}
