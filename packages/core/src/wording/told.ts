/** Reads out of an event what words speak of: who it is about, how the regions vote, what its detail says. Writes no words itself. */
import type { Verdict } from "../answer.ts";
import { standOf } from "../decide/quorum.ts";
import {
  EVENT_SCHEMA,
  type EventKind,
  eventId,
  eventKindSchema,
  FLEET,
  type FlipwatchEvent,
  type RegionEvidence,
  type Severity,
} from "../event.ts";
import { MAINTENANCE } from "../mutes.ts";
import type { Ms } from "../time.ts";

/** What a verdict speaks for. */
export type Stand = NonNullable<ReturnType<typeof standOf>> | "ambiguous";

export interface Group {
  stand: Stand;
  regions: string[];
  /** What they were answered with, each once. */
  values: string[];
}

export interface Votes {
  /** How many regions are configured, as far as the event knows. */
  of: number;
  /** Those that enough agree on; undefined where no majority is. */
  majority?: Group;
  /** Fresh votes by what they say, most first. */
  groups: Group[];
  dissent: { region: string; verdict: Verdict }[];
  silent: { region: string; at: Ms }[];
  /** What a server or a reply said, of the majority's first region, else of the first. */
  reason?: string;
}

/** An event of a digest, as deliver lists it. */
export interface Listed {
  id: string;
  kind: EventKind;
  severity: Severity;
  pair: string;
  region?: string;
  at: Ms;
  message: string;
}

export interface Told {
  event: FlipwatchEvent;
  /** The pair, or what else it is about; empty for Flipwatch itself. */
  name: string;
  about: "pair" | "check" | "us";
  /** A value is quoted where the type says so. */
  type: string;
  votes?: Votes;
  detail: Detail;
}

/** Reads `event.detail`, whose fields depend on the kind; what is missing or of another form is undefined. */
export interface Detail {
  text(key: string): string | undefined;
  number(key: string): number | undefined;
  texts(key: string): string[];
  /** Whether it is said to be so. */
  flag(key: string): boolean;
  /** Counts by kind of event. */
  counts(key: string): [kind: EventKind, count: number][];
  part(key: string): Detail;
  listed(): Listed[];
}

export function toldOf(event: FlipwatchEvent): Told {
  const detail = detailOf(event.detail);
  const about = event.pair === FLEET ? "us" : event.pair.startsWith(CHECK) ? "check" : "pair";
  // What the FLEET log tells may still be about a pair: a finding, a mute.
  const meant = about === "us" ? (detail.text("pair") ?? detail.part("finding").text("pair") ?? detail.text("pairs") ?? "") : event.pair;
  return {
    event,
    about: about === "us" && meant !== "" ? "pair" : about,
    name: about === "check" ? event.pair.slice(CHECK.length) : meant,
    type: meant.slice(meant.lastIndexOf("/") + 1),
    votes: votesOf(event, detail),
    detail,
  };
}

const CHECK = "CHECK:";

/** An event of a kind of which nothing else is known, for lists of kinds. */
export function bare(kind: EventKind): Told {
  const nothing: FlipwatchEvent = {
    schema: EVENT_SCHEMA,
    id: eventId(FLEET, 1),
    pair: FLEET,
    number: 1,
    kind,
    severity: "info",
    at: 0,
    bounds: { by: 0 },
    recordedAt: 0,
    message: kind,
  };
  return toldOf(nothing);
}

/** Held back by a maintenance window, not by somebody. */
export function isMaintenance({ detail }: Told): boolean {
  return detail.text("via") === MAINTENANCE;
}

/** `detail.secondary.values` of an edit: what a side is made of now. */
export function sideValues(told: Told, side: "primary" | "secondary"): string[] {
  return told.detail.part(side).texts("values");
}

/** What the majority is answered with, as far as the event says. */
export function servedValues({ votes }: Told): string[] {
  return votes?.majority?.values ?? [];
}

/** Of a digest: how many events there are in all, and what they have in common. */
export function digestOf({ detail }: Told): { count: number; why?: string } {
  return { count: detail.number("count") ?? detail.listed().length, why: detail.text("why") };
}

/** Names that share a health check and are told of together: so many, of all that were. */
export interface Shared {
  check: string;
  count: number;
  of: number;
}

/** Undefined for what is no such message. */
export function sharedIn({ detail }: Told): Shared | undefined {
  const [count, of, check] = [detail.part("pairs").number("count"), detail.part("pairs").number("of"), detail.part("check").text("check")];
  return count === undefined || of === undefined || check === undefined ? undefined : { check, count, of };
}

/** How many of them are not over, where their incidents were told together. */
export function leftIn({ detail }: Told): number | undefined {
  const [told, over] = [detail.part("story").number("told"), detail.part("story").number("over")];
  return told === undefined || over === undefined ? undefined : Math.max(0, told - over);
}

const gravity: readonly Severity[] = ["critical", "warning", "info", "record"];

/** The kinds that a digest lists, the gravest first, and how many there are of each. */
export function kindsIn({ detail }: Told): { kind: EventKind; count: number }[] {
  const events = detail.listed();
  const kinds = new Map(events.toSorted((a, b) => gravity.indexOf(a.severity) - gravity.indexOf(b.severity)).map(({ kind }) => [kind, 0]));
  for (const { kind } of events) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [...kinds].map(([kind, count]) => ({ kind, count }));
}

/** A group's message by its kinds, each as if it told of one such event. Undefined for what is no such message. */
export function groupedIn(told: Told): { one: Told; count: number }[] | undefined {
  if (sharedIn(told) === undefined && told.detail.texts("regions").length === 0) return undefined;
  return kindsIn(told).map(({ kind, count }) => ({ one: { ...told, event: { ...told.event, kind } }, count }));
}

/** Which rule of the audit speaks, and what it says. An id begins with its rule: `missing-secondary:failover.example.com/A`. */
export function findingOf({ detail }: Told): { rule?: string; why?: string; fix?: string } {
  const finding = detail.part("finding");
  const said = (key: string) => finding.text(key) ?? detail.text(key);
  return { rule: said("rule") ?? detail.text("finding")?.split(":")[0], why: said("why"), fix: said("fix") };
}

/** Found away from the primary when watching began. */
export function isFirstSight({ event }: Told): boolean {
  return event.to !== undefined && event.from === undefined;
}

/** Metrics lag behind answers: the last reading of the primary may be from before the change that the event tells of, and say the opposite. */
export function isReadBefore({ event, detail }: Told): boolean {
  const { status, period } = event.health?.primary ?? {};
  if (period === undefined || period >= event.bounds.by) return false;
  if (event.kind === "failover") return event.from !== undefined && status === "healthy";
  // An incident that ends unverified has no reading from after the return; one whose pair is no longer asked for has no return.
  return status === "unhealthy" && (event.kind === "answer-back" || (event.kind === "unverified" && detail.text("reason") === undefined));
}

/** How long the incident has been open by the event. */
export function openForMs({ event, detail }: Told): number | undefined {
  return detail.number("openForMs") ?? (event.incident === undefined ? undefined : Math.max(0, event.at - event.incident.openedAt));
}

// ---- votes --------------------------------------------------------------------------------------------------------------

function votesOf({ evidence = {}, dissent = [] }: FlipwatchEvent, detail: Detail): Votes | undefined {
  const all = Object.entries(evidence);
  if (all.length === 0) return undefined;
  const fresh = all.filter(([, vote]) => vote.fresh);
  const groups = groupsOf(fresh);
  const of = Math.max(detail.number("regions") ?? 0, all.length);
  const majority = groups.find(({ stand, regions }) => stand !== "mixed" && stand !== "ambiguous" && regions.length * 2 > of);
  const spoken = fresh.find(([region]) => majority === undefined || majority.regions.includes(region));
  return {
    of,
    ...(majority && { majority }),
    groups,
    dissent: fresh.flatMap(([region, { verdict }]) => (dissent.includes(region) ? [{ region, verdict }] : [])),
    silent: all.flatMap(([region, vote]) => (vote.fresh ? [] : [{ region, at: vote.at }])),
    ...(spoken?.[1].reason && { reason: spoken[1].reason }),
  };
}

function groupsOf(votes: readonly (readonly [string, RegionEvidence])[]): Group[] {
  const groups: Group[] = [];
  for (const [region, { verdict, values }] of votes) {
    const stand = standOf(verdict) ?? "ambiguous";
    const known = groups.find((group) => group.stand === stand);
    if (known === undefined) groups.push({ stand, regions: [region], values: [...values] });
    else {
      known.regions.push(region);
      known.values = [...new Set([...known.values, ...values])];
    }
  }
  return groups.toSorted((a, b) => b.regions.length - a.regions.length);
}

// ---- detail -------------------------------------------------------------------------------------------------------------

function detailOf(fields: unknown): Detail {
  const read = (key: string): unknown => (isRecord(fields) ? fields[key] : undefined);
  const listOf = (key: string): unknown[] => {
    const value = read(key);
    return Array.isArray(value) ? value : [];
  };
  return {
    text: (key) => {
      const value = read(key);
      return typeof value === "string" && value !== "" ? value : undefined;
    },
    number: (key) => {
      const value = read(key);
      return typeof value === "number" && Number.isFinite(value) ? value : undefined;
    },
    flag: (key) => read(key) === true,
    texts: (key) => listOf(key).filter((value) => typeof value === "string"),
    counts: (key) => {
      const value = read(key);
      const pairs = isRecord(value) ? Object.entries(value) : [];
      return pairs.flatMap(([kind, count]) => (isKind(kind) && typeof count === "number" ? [[kind, count] as [EventKind, number]] : []));
    },
    part: (key) => detailOf(read(key)),
    listed: () => listOf("events").filter(isListed),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isKind(kind: unknown): kind is EventKind {
  return eventKindSchema.safeParse(kind).success;
}

function isListed(value: unknown): value is Listed {
  return isRecord(value) && isKind(value.kind) && typeof value.pair === "string" && typeof value.at === "number";
}
