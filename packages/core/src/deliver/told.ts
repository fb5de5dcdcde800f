/**
 * Decides what a channel knows of a log: which incident, and which conditions beside it, it was told of. Whoever was told that something
 * began is told that it ended, once; whoever was not is not.
 */
import type { ToldOf } from "../delivery.ts";
import type { EventKind, FlipwatchEvent, LogId } from "../event.ts";

/** Tell that an incident is on: whoever hears of one of them has been told of the incident, and is told of its end. */
const alarms: ReadonlySet<EventKind> = new Set(["failover", "stray", "dark", "both-unhealthy", "primary-unhealthy-served", "last-resort"]);

/** Say nothing to whoever was not told of the incident. */
const followers: ReadonlySet<EventKind> = new Set(["answer-back", "recovered", "unverified", "acknowledged", "reminder", "unacknowledged"]);

/** What ends what, beside incidents. */
const beginnings: Readonly<Partial<Record<EventKind, readonly EventKind[]>>> = {
  resumed: ["unknown", "split"],
  "secondary-healthy": ["secondary-unhealthy"],
  "health-agrees": ["health-disagrees"],
  "clients-agree": ["clients-diverge"],
  calm: ["flapping"],
  "region-back": ["region-silent"],
  "step-working": ["step-failing"],
  "channel-working": ["channel-broken"],
  "finding-closed": ["finding-opened"],
  "drill-ended": ["drill-started"],
};
const begins: ReadonlySet<EventKind> = new Set(Object.values(beginnings).flat());

/** Far more than regions × shards, steps and channels; a pair has at most six. The oldest goes first. */
const CONDITIONS_MAX = 300;

/** What is told of an event that the channel must hear, whatever routes and mutes say by now: the end of what it was told of. */
export function endsTold(told: ToldOf, event: FlipwatchEvent): boolean {
  if (isEnd(event)) return told.incident === event.incident?.id;
  return conditionsEnded(told, event).length > 0;
}

/** The end of an incident that was told in a group's story belongs there: told anywhere else it would leave the story open for ever. */
export function endsInStory(told: ToldOf, event: FlipwatchEvent): boolean {
  return isEnd(event) && told.story !== undefined && told.incident === event.incident?.id;
}

/** It ends an incident or a condition: whoever was told of the beginning is told of it. */
export function isEnding(event: FlipwatchEvent): boolean {
  return isEnd(event) || beginnings[event.kind] !== undefined;
}

/** Nothing that the channel could make sense of: it was never told of what this is about. */
export function isUntold(told: ToldOf, event: FlipwatchEvent): boolean {
  if (event.incident !== undefined && followers.has(event.kind)) return told.incident !== event.incident.id;
  return beginnings[event.kind] !== undefined && conditionsEnded(told, event).length === 0;
}

/** An escalation step that names the channel. */
export function isEscalatedTo(event: FlipwatchEvent, channel: string): boolean {
  const named = event.kind === "unacknowledged" ? event.detail?.channels : undefined;
  return Array.isArray(named) && named.includes(channel);
}

/** Beginnings of a condition that the channel was told of already, for another shard of the same region. */
export function isToldOfRegion(told: ToldOf, { kind, region }: FlipwatchEvent): boolean {
  return kind === "region-silent" && (told.conditions ?? []).some((key) => key.startsWith(`${kind}:${region}#`));
}

/** With the event the channel is told of the event's incident. */
export function beginsFor(event: FlipwatchEvent, channel: string): boolean {
  return event.incident !== undefined && !isEnd(event) && (isAlarm(event) || isEscalatedTo(event, channel));
}

/** Regions that the channel was told to be silent, and not yet to be back. */
export function regionsTold({ conditions = [] }: ToldOf): string[] {
  return [...new Set(conditions.flatMap((key) => /^region-silent:(.+)#\d*$/.exec(key)?.[1] ?? []))];
}

/** By itself · in a digest · in a group's message, by its log. */
export type ToldIn = "alone" | "digest" | { story: LogId };

/** After the channel was told, in whatever way. */
export function afterTold(told: ToldOf, event: FlipwatchEvent, channel: string, toldIn: ToldIn = "alone"): ToldOf {
  const ended = afterUntold(told, event);
  const loud = [...(ended.loud ?? []), ...(event.detail?.flapping === true && loudKinds.has(event.kind) ? [event.kind] : [])];
  const begun = begins.has(event.kind) ? [conditionOf(event.kind, event)] : [];
  const conditions = [...new Set([...(ended.conditions ?? []), ...begun])].slice(-CONDITIONS_MAX);
  const named = isEscalatedTo(event, channel);
  const incident = beginsFor(event, channel) ? event.incident?.id : ended.incident;
  const known = incident === ended.incident ? ended : { alone: toldIn === "alone" || undefined, story: storyIn(toldIn) };
  return tidied({
    ...ended,
    incident,
    alone: known.alone,
    story: known.story,
    escalated: named || (ended.escalated && incident === ended.incident) || undefined,
    conditions,
    loud,
  });
}

function storyIn(toldIn: ToldIn): LogId | undefined {
  return typeof toldIn === "string" ? undefined : toldIn.story;
}

/** After the channel was not told: what is over is over. */
export function afterUntold(told: ToldOf, event: FlipwatchEvent): ToldOf {
  const over = new Set(conditionsEnded(told, event));
  const isSeen = event.to !== undefined && !["split", "unknown"].includes(event.to);
  const conditions = (told.conditions ?? []).filter((key) => !over.has(key) && !(isSeen && (key === "unknown" || key === "split")));
  const isOver = isEnd(event) && told.incident === event.incident?.id;
  const rest = isOver ? { ...told, incident: undefined, alone: undefined, story: undefined, escalated: undefined } : told;
  return tidied({ ...rest, conditions, loud: event.kind === "calm" ? [] : told.loud });
}

/** While a pair flaps, these are told once by themselves: clients are worse off than on either side. */
export const loudKinds: ReadonlySet<EventKind> = new Set(["stray", "dark", "both-unhealthy", "last-resort"]);

export function isEnd({ incident }: FlipwatchEvent): boolean {
  return incident?.closedAt !== undefined;
}

/** An event that says an incident is on, its opening first of all. */
export function isAlarm({ kind, incident }: FlipwatchEvent): boolean {
  return incident !== undefined && (kind === incident.opening || alarms.has(kind));
}

function conditionsEnded({ conditions = [] }: ToldOf, event: FlipwatchEvent): string[] {
  const keys = (beginnings[event.kind] ?? []).map((kind) => conditionOf(kind, event));
  return conditions.filter((key) => keys.some((wanted) => key === wanted || (wanted.endsWith("#") && key.startsWith(wanted))));
}

/** `secondary-unhealthy`, `region-silent:eu-central-1#0`, `channel-broken:slack:ops`. */
function conditionOf(kind: EventKind, { region, detail = {} }: FlipwatchEvent): string {
  if (kind === "region-silent") return `${kind}:${region}#${detail.shard ?? ""}`;
  if (kind === "step-failing") return `${kind}:${region ?? ""}:${detail.step}`;
  if (kind === "channel-broken") return `${kind}:${detail.channel}`;
  if (kind === "finding-opened") return `${kind}:${detail.id}`;
  return kind;
}

/** Without what says nothing, so that a cursor that knows nothing looks the same as before. */
function tidied({ incident, alone, story, escalated, conditions = [], loud = [] }: ToldOf): ToldOf {
  return {
    ...(incident === undefined ? {} : { incident }),
    ...(alone === undefined ? {} : { alone }),
    ...(story === undefined ? {} : { story }),
    ...(escalated === undefined ? {} : { escalated }),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(loud.length === 0 ? {} : { loud }),
  };
}
