/** Keeps the list of mutes: what people asked for and what is configured goes in, what is over goes out. Who tells of it is the FLEET log. */
import { afterTold, endsTold, isEnding } from "../deliver/told.ts";
import type { ToldOf } from "../delivery.ts";
import type { FlipwatchEvent, LogId } from "../event.ts";
import { isMuted, MAINTENANCE, MUTES_MAX, type Mute } from "../mutes.ts";
import type { Request } from "../request.ts";
import { DAY, type Ms } from "../time.ts";
import type { HeldBack } from "./facts.ts";

/** So long before they begin, windows are in the list: what is decided in them is then muted even if tally was late. */
export const MUTES_AHEAD_MS = DAY;
/** So long after its end a mute is kept, for what is sent late. */
const KEPT_MS = DAY;
const NAMED_MAX = 20;

/**
 * The list as it is from now on. `windows`: those that last between now and `MUTES_AHEAD_MS` later. A request that was taken before changes
 * nothing; beyond `MUTES_MAX` nothing is added.
 */
export function planMutes(mutes: readonly Mute[], requests: readonly Request[], windows: readonly Mute[], now: Ms): Mute[] {
  const configured = withoutDropped(mutes, new Set(windows.map(({ id }) => id)), now);
  const asked = requests.flatMap(muteAskedFor);
  const known = new Set(configured.map(({ id }) => id));
  const fresh = [...windows, ...asked].filter(({ id }) => !known.has(id));
  const all = [...configured, ...fresh.slice(0, Math.max(0, MUTES_MAX - configured.length))];
  return requests.reduce((list, request) => (request.kind === "unmute" ? list.map((mute) => ended(mute, request, now)) : list), all);
}

/** A window that is not configured any more ends, and one that has not begun is gone. */
function withoutDropped(mutes: readonly Mute[], configured: ReadonlySet<string>, now: Ms): Mute[] {
  return mutes.flatMap((mute) => {
    if (mute.via !== MAINTENANCE || configured.has(mute.id) || mute.until <= now) return [mute];
    return mute.from > now ? [] : [{ ...mute, until: now }];
  });
}

function muteAskedFor(request: Request): Mute[] {
  if (request.kind !== "mute" || request.until <= request.at) return [];
  const { id, pairs, at, until, by, via, note } = request;
  return [{ id, pairs, from: at, until, by, via, ...(note === undefined ? {} : { note }) }];
}

/** Only what had begun when it was asked for: a repeated request ends nothing that was muted since. */
function ended(mute: Mute, { pairs, at }: Extract<Request, { kind: "unmute" }>, now: Ms): Mute {
  const isMeant = mute.pairs.toLowerCase() === pairs.toLowerCase() && mute.from <= at && mute.until > now;
  return isMeant ? { ...mute, until: now } : mute;
}

/** What is to be told of: those that began, and of those that ended the ones whose end is not told. */
export function mutesToTell(mutes: readonly Mute[], now: Ms): { begun: Mute[]; ended: Mute[]; forgotten: Mute[] } {
  const untold = mutes.filter(({ over }) => over !== true);
  return {
    begun: untold.filter(({ from }) => from <= now),
    ended: untold.filter(({ until }) => until <= now),
    forgotten: mutes.filter(({ over, until }) => over === true && until + KEPT_MS <= now),
  };
}

/** The list once that is told. */
export function mutesAfterTold(mutes: readonly Mute[], now: Ms): Mute[] {
  const gone = new Set(mutesToTell(mutes, now).forgotten.map(({ id }) => id));
  return mutes.filter(({ id }) => !gone.has(id)).map((mute) => (mute.until <= now ? { ...mute, over: true as const } : mute));
}

/**
 * What of these events nobody was told while the mute lasted; later ones say whose incident has ended since. `more`: there were others that are
 * not among them.
 */
export function heldBack(mute: Mute, events: readonly FlipwatchEvent[], more: boolean): HeldBack {
  const told = events.filter(({ severity }) => severity !== "record");
  const held = untoldOf(told.filter(({ pair, recordedAt }) => isMuted([mute], pair, recordedAt)));
  const counts: Record<string, number> = {};
  for (const { kind } of held) counts[kind] = (counts[kind] ?? 0) + 1;
  const open = new Map<string, boolean>();
  for (const { pair, incident } of told) {
    if (incident === undefined || !isMuted([mute], pair, incident.openedAt)) continue;
    open.set(pair, incident.closedAt === undefined);
  }
  const pairs = [...new Set(held.map(({ pair }) => pair))].toSorted();
  const stillOpen = [...open].filter(([, isOpen]) => isOpen).map(([pair]) => pair);
  return {
    counts,
    pairs: pairs.slice(0, NAMED_MAX),
    pairCount: pairs.length,
    open: stillOpen.toSorted().slice(0, NAMED_MAX),
    more,
  };
}

/** Without the ends of what began before the mute: whoever was told of that was told of its end. */
function untoldOf(muted: readonly FlipwatchEvent[]): FlipwatchEvent[] {
  const unheard = new Map<LogId, ToldOf>();
  return muted.filter((event) => {
    const { pair, kind, incident } = event;
    const before = unheard.get(pair) ?? {};
    // An incident that gets worse meanwhile began before all the same.
    const begun = kind === incident?.opening ? event : { ...event, incident: undefined };
    unheard.set(pair, afterTold(before, begun, ""));
    return !isEnding(event) || endsTold(before, event);
  });
}
