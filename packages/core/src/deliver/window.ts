/**
 * Decides how much people are told at once: at most five alerts a minute by themselves, and of several alerts that say the same (A and AAAA of
 * one name, the few pairs of one health check) only the first. All the rest goes into one digest a minute; a flapping pair's into one an hour. A
 * digest of lesser news goes out at once when something critical joins it. What is known to be one of many is `group.ts`'s.
 */
import { FLEET, type FlipwatchEvent } from "../event.ts";
import type { Ms } from "../time.ts";
import { type DigestWhy, digestId, type OpenDigest, type OpenGroup } from "./digest.ts";
import type { DeliveryPolicy } from "./policy.ts";
import { rankOf } from "./route.ts";
import type { Story } from "./story.ts";

/** What a channel that people read was told lately, and its open digests: one item a channel. */
export interface ChannelWindow {
  channel: string;
  /** The write condition. 0 is not yet stored. */
  version: number;
  /** Alerts of the last minute, at most `windowAlerts`. */
  sent: readonly SentMark[];
  open: { soon?: OpenDigest; flapping?: OpenDigest };
  /** Alerts of one cause each, waiting for their like. */
  groups?: readonly OpenGroup[];
  /** What groups were told of and is not over, the oldest first; at most 20. */
  stories?: readonly Story[];
  /** When a digest was last sent off before its time. */
  hastenedAt?: Ms;
  /** What the newest digest is named by. */
  named?: Ms;
  /** Digests that take nothing any more and are being put together. */
  closing?: readonly (OpenDigest | OpenGroup)[];
}

export interface SentMark {
  id: string;
  kind: FlipwatchEvent["kind"];
  severity: FlipwatchEvent["severity"];
  at: Ms;
  /** What other alerts may share with it. */
  groups: readonly string[];
}

export type Admission =
  /** `window` is to be stored first; absent where it is as it was. */
  { kind: "send"; window?: ChannelWindow } | { kind: "digest"; digest: OpenDigest; why: DigestWhy; window?: ChannelWindow };

type Numbers = Pick<DeliveryPolicy, "windowMs" | "windowAlerts" | "flappingMs">;

export function newWindow(channel: string): ChannelWindow {
  return { channel, version: 0, sent: [], open: {} };
}

/** What people were told in the last minute; what is dated further ahead was told before the clock was set back. */
export function lately({ sent }: ChannelWindow, now: Ms, { windowMs }: Pick<Numbers, "windowMs">): readonly SentMark[] {
  return sent.filter(({ at }) => at > now - windowMs && at <= now + windowMs);
}

/**
 * By itself, or in the digest. Asked again about the same alert, it answers the same while the window lasts. `isAlone`: its incident was told by
 * itself, and so is what follows of it. What is worse than what was told is not said by that.
 */
export function admit(window: ChannelWindow, event: FlipwatchEvent, now: Ms, policy: Numbers, isAlone = false): Admission {
  const sent = lately(window, now, policy);
  const marked = sent.find(({ id }) => id === event.id);
  if (marked !== undefined) return { kind: "send", ...remarked(window, sent, marked, now) };
  const groups = groupsOf(event);
  const says = (mark: SentMark) => !isAlone && mark.kind === event.kind && rankOf(mark.severity) <= rankOf(event.severity);
  const like = sent.filter(says).flatMap((mark) => groups.find((group) => mark.groups.includes(group)) ?? []);
  const why = like[0] === undefined ? undefined : whyOf(like[0]);
  if (why !== undefined || sent.length >= policy.windowAlerts) return intoSoon(window, event, why ?? "rate", now, policy);
  return {
    kind: "send",
    window: { ...window, sent: [...sent, { id: event.id, kind: event.kind, severity: event.severity, at: now, groups }] },
  };
}

/** Whoever marked it came no further, so it is sent only now, and its minute begins now. */
function remarked(window: ChannelWindow, sent: readonly SentMark[], marked: SentMark, now: Ms): { window?: ChannelWindow } {
  if (marked.at === now) return {};
  return { window: { ...window, sent: [...sent.filter((mark) => mark !== marked), { ...marked, at: now }] } };
}

/**
 * Into the digest of the minute. Lesser news (names first seen, for example) must not keep a failover waiting, so the first critical event in it
 * sends it off; once a minute, and never one that something critical opened, or a storm would be told piece by piece.
 */
export function intoSoon(window: ChannelWindow, event: FlipwatchEvent, why: DigestWhy, now: Ms, policy: Numbers): Admission {
  const before = window.open.soon;
  const admission = intoDigest(window, "soon", why, now, policy);
  if (admission.kind === "send" || event.severity !== "critical" || before?.critical === true) return admission;
  const mayHasten = before !== undefined && Math.abs(now - (window.hastenedAt ?? 0)) >= policy.windowMs;
  const digest: OpenDigest = { ...admission.digest, critical: true, ...(mayHasten ? { dueAt: now } : {}) };
  const changed = admission.window ?? window;
  const open = { ...changed.open, soon: digest };
  return { ...admission, digest, window: { ...changed, open, ...(mayHasten ? { hastenedAt: now } : {}) } };
}

/** Into the open digest, or a new one. One dated far ahead was opened before the clock was set back: it is as good as any. */
export function intoDigest(window: ChannelWindow, slot: "soon" | "flapping", why: DigestWhy, now: Ms, policy: Numbers): Admission {
  const open = window.open[slot];
  if (open !== undefined) return { kind: "digest", digest: open, why };
  const lasts = slot === "flapping" ? policy.flappingMs : policy.windowMs;
  const named = nextName(window, now);
  const digest = { id: digestId(window.channel, named, slot), openedAt: now, dueAt: now + lasts };
  return { kind: "digest", digest, why, window: { ...window, named, open: { ...window.open, [slot]: digest } } };
}

/** By the moment, but never as one before it: sent off in this very millisecond, or opened before the clock was set back. */
export function nextName({ named = 0 }: ChannelWindow, now: Ms): Ms {
  return Math.max(now, named + 1);
}

/** The digest, while it takes events. */
export function openDigest({ open, groups = [] }: ChannelWindow, id: string): OpenDigest | OpenGroup | undefined {
  return [open.soon, open.flapping, ...groups].find((digest) => digest?.id === id);
}

/** Where a digest is by now: it still takes events, or it is being put together; undefined for one that is past both. */
export function placeOf(window: ChannelWindow, id: string): "open" | "closing" | undefined {
  if (openDigest(window, id) !== undefined) return "open";
  return window.closing?.some((digest) => digest.id === id) === true ? "closing" : undefined;
}

function groupsOf({ pair, kind, health }: FlipwatchEvent): string[] {
  if (pair === FLEET) return kind === "region-silent" || kind === "region-back" ? [`fleet:${kind}`] : [];
  const check = health?.primary.check;
  return [`name:${pair.slice(0, pair.lastIndexOf("/"))}`, ...(check === undefined ? [] : [`check:${check}`])];
}

function whyOf(group: string): DigestWhy {
  if (group.startsWith("check:")) return "check";
  return group.startsWith("name:") ? "name" : "rate";
}
