/**
 * Which facts of an event people are told, in the order in which they are read at night: what, since when, who sees it, why, what clients have,
 * what is left to fall back on, what came before. The words are a catalogue's.
 */
import { utc } from "../decide/wording.ts";
import { type EventKind, FLEET, transitionKinds } from "../event.ts";
import type { Side } from "../pair.ts";
import type { SideHealth } from "../reading.ts";
import type { Ms } from "../time.ts";
import type { Catalogue, Label, PhaseName } from "./catalogue.ts";
import { spanIn } from "./duration.ts";
import { oneLine } from "./fitted.ts";
import { lastingIn } from "./lasting.ts";
import { bare, findingOf, isReadBefore, kindsIn, type Told } from "./told.ts";
import { listedValues } from "./values.ts";

export interface AlertFact {
  label: string;
  value: string;
}

export function factsOf(told: Told, words: Catalogue): AlertFact[] {
  if (told.event.kind === "digest") return digested(told, words);
  const sections: [Label, string | undefined][] = [
    ["drill", told.event.drill],
    [goesOn.has(told.event.kind) ? "since" : "at", since(told, words)],
    ["by", by(told, words)],
    ["note", told.detail.text("note")],
    ["until", untilOf(told)],
    ["held", held(told, words)],
    ["channels", told.detail.texts("channels").join(", ")],
    ...state(told, words),
    ["lastFailover", lastIncident(told, words)],
    ["incident", incident(told, words)],
    ["away", phases(told, "away", words)],
    ["back", phases(told, "back", words)],
    ["flapping", told.event.detail?.flapping === true ? words.flapping : undefined],
    ["event", told.detail.text("event")],
    ["error", told.detail.text("error") ?? told.detail.text("problem")],
    ...advice(told, words),
  ];
  return sections.flatMap(([label, value]) =>
    value === undefined || value === "" ? [] : [{ label: words.labels[label], value: oneLine(value) }],
  );
}

// ---- what was asked for, and by whom ------------------------------------------------------------------------------------

/** What began then and goes on; the others happened at a moment. */
const goesOn: ReadonlySet<EventKind> = new Set<EventKind>([
  ...transitionKinds,
  "last-resort",
  "both-unhealthy",
  "primary-unhealthy-served",
  "secondary-unhealthy",
  "secondary-healthy",
  "health-disagrees",
  "health-agrees",
  "clients-diverge",
  "clients-agree",
  "flapping",
  "region-silent",
  "step-failing",
  "channel-broken",
]);

/** Not about what is served now, even where the event carries it. */
export const stateless: ReadonlySet<EventKind> = new Set([
  "acknowledged",
  "noted",
  "muted",
  "unmuted",
  "drill-started",
  "drill-ended",
  "definition-changed",
  "unobserved",
  "vote-changed",
  "view-changed",
  "test",
]);

/** About what is served, so that it matters who sees it. */
export const tellsAnswer: ReadonlySet<EventKind> = new Set<EventKind>([
  ...transitionKinds,
  "recovered",
  "last-resort",
  "primary-unhealthy-served",
]);

function since({ event, about, detail }: Told, words: Catalogue): string {
  const { after, by } = event.bounds;
  if (event.kind === "region-silent" || event.kind === "flapping") return utc(after ?? by);
  if (event.kind === "channel-broken") return utc(detail.number("since") ?? by);
  if (about !== "pair" || event.pair === FLEET || stateless.has(event.kind)) return utc(by);
  if (after === undefined || after >= by)
    return goesOn.has(event.kind) && after === undefined ? words.earlier(utc(by), undefined) : utc(by);
  return words.earlier(utc(by), spanIn(words.units, by - after));
}

function by({ detail }: Told, words: Catalogue): string | undefined {
  const who = detail.text("by");
  return who === undefined ? undefined : words.by(who, detail.text("via"));
}

function untilOf({ event, detail }: Told): string | undefined {
  const until = detail.number("until");
  return until === undefined || event.kind === "unmuted" ? undefined : utc(until);
}

const NAMES_SHOWN = 5;

/** At the end of a mute: what would have been told. */
function held({ event, detail }: Told, words: Catalogue): string | undefined {
  if (event.kind !== "unmuted") return undefined;
  const said = detail.part("held");
  const pairs = said.texts("pairs");
  return words.held({
    kinds: said.counts("counts"),
    pairs: firstOf(pairs, said.number("pairCount") ?? pairs.length, words),
    open: firstOf(said.texts("open"), said.texts("open").length, words),
    atLeast: said.flag("more"),
  });
}

function firstOf(names: readonly string[], count: number, words: Catalogue): string {
  const shown = names.slice(0, NAMES_SHOWN);
  return count > shown.length ? `${shown.join(", ")} ${words.more(count - shown.length)}` : shown.join(", ");
}

function advice(told: Told, words: Catalogue): [Label, string | undefined][] {
  const { why, fix } = words.advice(findingOf(told));
  const isFinding = told.event.kind === "finding-opened" || told.event.kind === "channel-broken";
  return isFinding
    ? [
        ["why", why],
        ["fix", fix],
      ]
    : [];
}

// ---- what is served, and why --------------------------------------------------------------------------------------------

function state(told: Told, words: Catalogue): [Label, string | undefined][] {
  if (stateless.has(told.event.kind)) return [];
  return [
    ["regions", regions(told, words)],
    ["dissent", dissent(told, words)],
    ["silent", told.votes?.silent.map(({ region, at }) => words.lastHeard(region, utc(at))).join(", ")],
    ["reason", reason(told, words)],
    ["primary", primary(told, words)],
    ["safetyNet", safetyNet(told, words)],
    ["clients", clients(told, words)],
    ["resolvers", resolvers(told, words)],
  ];
}

/** The majority's view; without one, every view there is. */
function regions({ votes, type }: Told, words: Catalogue): string | undefined {
  if (votes === undefined) return undefined;
  const shown = votes.majority === undefined ? votes.groups : [votes.majority];
  const lines = shown.map(({ stand, regions: seeing, values }) =>
    words.see(seeing.length, votes.of, words.stands[stand], listedValues(type, values, words.more), seeing.join(", ")),
  );
  return lines.join("; ");
}

/** By name; where there is no majority, all are named as it is. */
function dissent({ votes }: Told, words: Catalogue): string | undefined {
  if (votes?.majority === undefined) return undefined;
  return votes.dissent.map(({ region, verdict }) => words.voteOf(region, words.verdicts[verdict])).join(", ");
}

/** A known side needs no explanation; what is wrong does. */
function reason({ votes }: Told, words: Catalogue): string | undefined {
  if (votes?.reason === undefined) return undefined;
  const stand = votes.majority?.stand;
  return stand === "dark" || stand === "stray" ? words.reason(votes.reason) : undefined;
}

function primary(told: Told, words: Catalogue): string | undefined {
  const health = told.event.health?.primary;
  if (health === undefined) return undefined;
  if (isReadBefore(told)) return words.readBefore({ ...checkOf(health), status: words.status[health.status], at: utc(health.period ?? 0) });
  return health.status === "none" ? words.noCheck : checkSays(told, "primary", words);
}

function safetyNet(told: Told, words: Catalogue): string | undefined {
  const health = told.event.health?.secondary;
  if (health === undefined) return undefined;
  const gist = words.safetyNet[health.status];
  return health.status === "none" ? gist : `${gist} ${checkSays(told, "secondary", words)}`;
}

function checkSays({ event }: Told, side: Side, words: Catalogue): string | undefined {
  const health = event.health?.[side];
  if (health === undefined) return undefined;
  const { status, since, percentage, reason } = health;
  // What every checker says of a side that is well adds nothing.
  const isWell = status === "healthy" && (percentage ?? 100) === 100;
  return words.health({
    ...checkOf(health),
    status: words.status[status],
    ...(since !== undefined && { since: utc(since) }),
    ...(percentage !== undefined && !isWell && { percent: Math.round(percentage) }),
    ...(reason !== undefined && !isWell && { reason }),
  });
}

function checkOf({ check }: SideHealth): { check?: string } {
  return check === undefined ? {} : { check };
}

// ---- what clients have --------------------------------------------------------------------------------------------------

function clients({ event, detail }: Told, words: Catalogue): string | undefined {
  const until = detail.number("cachedUntil");
  const before = event.lastServed;
  if (until === undefined || (before !== "primary" && before !== "secondary")) return undefined;
  return words.cached(words.stands[before], utc(until), spanIn(words.units, 1_000 * (detail.number("cachedTtlSeconds") ?? 0)));
}

/** What resolvers said at the time of the change, or each of them where the event is about them. */
function resolvers({ event, detail }: Told, words: Catalogue): string | undefined {
  const counted = detail.part("resolvers");
  const [old, of] = [counted.number("old"), counted.number("of")];
  if (old !== undefined && of !== undefined) return words.resolvers(old, of);
  const views = event.views ?? [];
  const shown = views.slice(0, 8).map(({ resolver, region, verdict }) => words.voteOf(`${resolver} (${region})`, words.verdicts[verdict]));
  return views.length > shown.length ? `${shown.join(", ")} ${words.more(views.length - shown.length)}` : shown.join(", ");
}

// ---- incidents ----------------------------------------------------------------------------------------------------------

function lastIncident({ detail }: Told, words: Catalogue): string | undefined {
  const last = detail.part("lastIncident");
  const [from, to] = [last.number("openedAt"), last.number("closedAt")];
  if (from === undefined || to === undefined) return undefined;
  const lasting = { durationMs: last.number("durationMs"), errorMs: last.number("errorMs") };
  return words.closed(utc(from), utc(to), lastingIn(words, lasting));
}

function incident({ event: { incident: said } }: Told, words: Catalogue): string | undefined {
  if (said === undefined) return undefined;
  if (said.closedAt === undefined) return words.openSince(utc(said.openedAt));
  return words.closed(utc(said.openedAt), utc(said.closedAt), lastingIn(words, said));
}

const phaseNames: readonly PhaseName[] = ["failedCheck", "unhealthy", "firstRegion", "majority", "lastRegion", "clients"];

/** A first sight, or a second one, has no steps to measure. */
const directions: Partial<Record<EventKind, "away" | "back">> = {
  failover: "away",
  stray: "away",
  dark: "away",
  "answer-back": "back",
  recovered: "back",
  "last-resort": "back",
  unverified: "back",
};

/** In the order in which they happened: the first with its time, the others by how much later they came. */
function phases({ event, detail }: Told, direction: "away" | "back", words: Catalogue): string | undefined {
  const own = directions[event.kind] === direction && event.detail?.firstSeen !== true;
  const moment = (name: PhaseName) =>
    own ? event.phases?.[name]?.by : direction === "away" ? detail.part("away").part(name).number("by") : undefined;
  const known = phaseNames.flatMap((name) => {
    const by = moment(name);
    return by === undefined ? [] : [{ name: words.phase[direction][name], by }];
  });
  const [first, ...rest] = known.toSorted((a, b) => a.by - b.by);
  if (first === undefined) return undefined;
  const later = ({ name, by }: { name: string; by: Ms }) => words.phaseLater(name, spanIn(words.units, by - first.by));
  return [words.phaseFirst(first.name, utc(first.by)), ...rest.map(later)].join(", ");
}

// ---- digests ------------------------------------------------------------------------------------------------------------

/** One fact for each kind, the gravest first: how many, and of what; then what they have in common. */
function digested(told: Told, words: Catalogue): AlertFact[] {
  const since = told.detail.number("since");
  const common: [Label, string | undefined][] = [
    ["since", since === undefined ? undefined : utc(since)],
    ["by", by(told, words)],
    ["primary", sharedCheck(told, words)],
    ["incident", incident(told, words)],
  ];
  return [
    ...listedKinds(told, words),
    ...common.flatMap(([label, value]) => (value ? [{ label: words.labels[label], value: oneLine(value) }] : [])),
  ];
}

/** How the check stands that they share. */
function sharedCheck({ detail }: Told, words: Catalogue): string | undefined {
  const check = detail.part("check");
  const [status, since, percent, reason] = [check.text("status"), check.number("since"), check.number("percentage"), check.text("reason")];
  if (status !== "healthy" && status !== "unhealthy") return undefined;
  const isFailing = status === "unhealthy";
  return words.health({
    status: words.status[status],
    ...(since !== undefined && { since: utc(since) }),
    ...(isFailing && percent !== undefined && { percent: Math.round(percent) }),
    ...(isFailing && reason !== undefined && { reason }),
  });
}

function listedKinds(told: Told, words: Catalogue): AlertFact[] {
  const events = told.detail.listed();
  return kindsIn(told).map(({ kind, count }) => {
    const names = events.filter((each) => each.kind === kind).map(({ pair, region, at }) => `${region ?? pair} ${utc(at)}`);
    return {
      label: oneLine(words.headline[kind](bare(kind))),
      value: oneLine(words.several(count, firstOf(names, names.length, words))),
    };
  });
}
