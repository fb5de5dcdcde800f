/** Decides what an event means for PagerDuty's alerts: which it opens, acknowledges or resolves. How they are written is `payload.ts`'s. */
import { createHash } from "node:crypto";
import type { EventKind, FlipwatchEvent } from "@flipwatch/core";

export interface Signal {
  action: "trigger" | "acknowledge" | "resolve";
  /** PagerDuty's `dedup_key`: all signals with the same one are about the same alert. At most 255 characters. */
  key: string;
}

/**
 * None for what pages nobody. An incident is one alert under its id. A condition beside incidents is one under its pair and name; where
 * we see again what is served, the alert about our blindness is resolved first. What has no end (a lost delivery) is an alert that people resolve.
 */
export function signalsOf(event: FlipwatchEvent): Signal[] {
  if (event.kind === "test") return [signal("trigger", event.id), signal("resolve", event.id)];
  if (event.kind === "digest" || event.severity === "record") return [];
  const condition = CONDITIONS.find((kinds) => kinds.includes(event.kind));
  if (condition !== undefined) return conditionSignals(event, condition);
  return [...sightSignals(event), ...incidentSignals(event)];
}

// ---- conditions -----------------------------------------------------------------------------------------------------------

/** Each kind that opens a condition, and the one that ends it. */
const CONDITIONS: readonly (readonly [opens: EventKind, ends: EventKind])[] = [
  ["secondary-unhealthy", "secondary-healthy"],
  ["health-disagrees", "health-agrees"],
  ["clients-diverge", "clients-agree"],
  ["flapping", "calm"],
  ["region-silent", "region-back"],
  ["step-failing", "step-working"],
  ["channel-broken", "channel-working"],
  ["finding-opened", "finding-closed"],
];

function conditionSignals(event: FlipwatchEvent, [opens]: (typeof CONDITIONS)[number]): Signal[] {
  const key = [event.pair, opens, ...subjectOf(event)].join(" ");
  if (event.kind !== opens) return [signal("resolve", key)];
  return event.severity === "info" ? [] : [signal("trigger", key)];
}

/** What tells two of the same condition in one log apart: the region and shard, the step, the channel, the finding. */
function subjectOf({ kind, region, detail = {} }: FlipwatchEvent): string[] {
  const finding = kind === "finding-opened" || kind === "finding-closed" ? detail.id : undefined;
  const names = [region, detail.shard, detail.step, detail.channel, finding];
  return names.filter((name) => typeof name === "string" || typeof name === "number").map(String);
}

// ---- what is served, where we can't tell ------------------------------------------------------------------------------------

const isBlind = (role: FlipwatchEvent["to"]) => role === "split" || role === "unknown";

/** Within an incident, not being able to tell is part of its alert. */
function sightSignals({ pair, incident, from, to }: FlipwatchEvent): Signal[] {
  const key = `${pair} can't tell`;
  if (isBlind(to)) return incident === undefined ? [signal("trigger", key)] : [];
  return isBlind(from) && to !== undefined ? [signal("resolve", key)] : [];
}

// ---- incidents --------------------------------------------------------------------------------------------------------------

function incidentSignals(event: FlipwatchEvent): Signal[] {
  const { incident, kind, severity } = event;
  if (incident?.closedAt !== undefined) return [signal("resolve", incident.id)];
  if (incident !== undefined && kind === "acknowledged") return [signal("acknowledge", incident.id)];
  const pages = severity !== "info" || incident?.opening === kind;
  if (incident !== undefined) return pages ? [signal("trigger", incident.id)] : [];
  return pages && !isBlind(event.to) ? [signal("trigger", event.id)] : [];
}

const KEY_LIMIT = 255;

function signal(action: Signal["action"], key: string): Signal {
  const fits = key.length <= KEY_LIMIT;
  return { action, key: fits ? key : createHash("sha256").update(key).digest("hex") };
}
