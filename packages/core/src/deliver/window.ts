/**
 * Decides how much people are told at once: at most five alerts a minute by themselves, and of several alerts that say the same (A and AAAA of
 * one name, pairs of one health check) only the first. All the rest goes into one digest a minute; a flapping pair's into one an hour. A digest of
 * lesser news goes out at once when something critical joins it.
 */
import { FLEET, type FlipwatchEvent } from "../event.ts";
import type { Ms } from "../time.ts";
import { type DigestWhy, digestId, type OpenDigest } from "./digest.ts";
import type { DeliveryPolicy } from "./policy.ts";

/** What a channel that people read was told lately, and its open digests: one item a channel. */
export interface ChannelWindow {
  channel: string;
  /** The write condition. 0 is not yet stored. */
  version: number;
  /** Alerts of the last minute, at most `windowAlerts`. */
  sent: readonly SentMark[];
  open: { soon?: OpenDigest; flapping?: OpenDigest };
  /** When a digest was last sent off before its time. */
  hastenedAt?: Ms;
  /** What the newest digest is named by. */
  named?: Ms;
  /** Digests that take nothing any more and are being put together. */
  closing?: readonly OpenDigest[];
}

export interface SentMark {
  id: string;
  kind: FlipwatchEvent["kind"];
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

/** By itself, or in the digest. Asked again about the same alert, it answers the same while the window lasts. */
export function admit(window: ChannelWindow, event: FlipwatchEvent, now: Ms, policy: Numbers): Admission {
  const sent = window.sent.filter(({ at }) => at > now - policy.windowMs && at <= now + policy.windowMs);
  const marked = sent.find(({ id }) => id === event.id);
  if (marked !== undefined) return { kind: "send", ...remarked(window, sent, marked, now) };
  const groups = groupsOf(event);
  const like = sent.filter(({ kind }) => kind === event.kind).flatMap((mark) => groups.find((group) => mark.groups.includes(group)) ?? []);
  const why = like[0] === undefined ? undefined : whyOf(like[0]);
  if (why !== undefined || sent.length >= policy.windowAlerts) return intoSoon(window, event, why ?? "rate", now, policy);
  return { kind: "send", window: { ...window, sent: [...sent, { id: event.id, kind: event.kind, at: now, groups }] } };
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
  // Named by the moment, but never as one before it: sent off in this very millisecond, or opened before the clock was set back.
  const named = Math.max(now, (window.named ?? 0) + 1);
  const digest = { id: digestId(window.channel, named, slot), openedAt: now, dueAt: now + lasts };
  return { kind: "digest", digest, why, window: { ...window, named, open: { ...window.open, [slot]: digest } } };
}

/** Where a digest is by now: it still takes events, or it is being put together; undefined for one that is past both. */
export function placeOf(window: ChannelWindow, id: string): "open" | "closing" | undefined {
  if (Object.values(window.open).some((digest) => digest.id === id)) return "open";
  return window.closing?.some((digest) => digest.id === id) === true ? "closing" : undefined;
}

/** The window whose due digests take nothing any more; undefined where there is nothing to put together. */
export function closeDue(window: ChannelWindow, now: Ms, policy: Numbers): ChannelWindow | undefined {
  const { soon, flapping } = window.open;
  const due = [isDue(soon, now, policy.windowMs), isDue(flapping, now, policy.flappingMs)].flatMap((digest) => digest ?? []);
  const closing = [...(window.closing ?? []), ...due];
  if (closing.length === 0) return undefined;
  const open = Object.fromEntries(Object.entries(window.open).filter(([, digest]) => !due.includes(digest)));
  return { ...window, open, closing };
}

export function closed(window: ChannelWindow, id: string): ChannelWindow {
  return { ...window, closing: (window.closing ?? []).filter((digest) => digest.id !== id) };
}

// One that lies ahead by more than it may last was opened before the clock was set back.
function isDue(digest: OpenDigest | undefined, now: Ms, lasts: Ms): OpenDigest | undefined {
  return digest !== undefined && (digest.dueAt <= now || digest.dueAt > now + 2 * lasts) ? digest : undefined;
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
