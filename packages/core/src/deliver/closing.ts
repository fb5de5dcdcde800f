/**
 * Decides when a digest takes nothing any more and is told: at its time; a group as soon as it is complete, and not yet at its time where more of it
 * keep coming.
 */
import type { FlipwatchEvent } from "../event.ts";
import type { Ms } from "../time.ts";
import { digestPlace, type OpenDigest, type OpenGroup } from "./digest.ts";
import type { DeliveryPolicy } from "./policy.ts";
import { storiesAfter } from "./story.ts";
import type { ChannelWindow } from "./window.ts";

type Numbers = Pick<DeliveryPolicy, "windowMs" | "flappingMs" | "groupMs">;

/** The most that a group holds to be counted before its time: counting reads them. */
export const COUNTED_EARLY = 500;

/** Groups that have to be counted now: those that may be complete, and those whose time has come. */
export function groupsToCount({ groups = [] }: ChannelWindow, now: Ms, policy: Numbers): OpenGroup[] {
  return groups.filter((group) => group.expected <= COUNTED_EARLY || isDue(group, now, policy.windowMs));
}

export interface Closing {
  window: ChannelWindow;
  /** Groups that more of came, to be looked at again at their new time. */
  waiting: readonly OpenGroup[];
}

/**
 * The window whose due digests take nothing any more; undefined where nothing changes. `counts`: how many alerts of its kind each group of
 * `groupsToCount` holds, by its id.
 */
export function closeDue(
  window: ChannelWindow,
  now: Ms,
  policy: Numbers,
  counts: ReadonlyMap<string, number> = new Map(),
): Closing | undefined {
  const { soon, flapping } = window.open;
  const due: OpenDigest[] = [soon, flapping]
    .flatMap((digest) => digest ?? [])
    .filter((digest) => isDue(digest, now, digest === soon ? policy.windowMs : policy.flappingMs));
  const looked = inOrder((window.groups ?? []).map((group) => lookedAt(group, counts.get(group.id), now, policy)));
  const closing = [...(window.closing ?? []), ...due, ...looked.flatMap(({ group, end }) => (end === "close" ? group : []))];
  const waiting = looked.flatMap(({ group, end }) => (end === "wait" ? group : []));
  if (closing.length + waiting.length === 0) return undefined;
  const open = Object.fromEntries(Object.entries(window.open).filter(([, digest]) => !due.includes(digest)));
  const groups = looked.flatMap(({ group, end }) => (end === "close" ? [] : group));
  return { window: { ...window, open, groups, closing }, waiting };
}

interface Looked {
  group: OpenGroup;
  end: "close" | "wait" | "not-yet";
}

/** One that was not counted counts as it did: then its time decides. */
function lookedAt(group: OpenGroup, counted: number | undefined, now: Ms, policy: Numbers): Looked {
  const count = counted ?? group.seen;
  if (count >= group.expected) return { group, end: "close" };
  if (!isDue(group, now, policy.windowMs)) return { group, end: "not-yet" };
  const dueAt = now + policy.groupMs;
  const mayWait = count > group.seen && dueAt <= group.openedAt + policy.windowMs && group.openedAt <= now;
  return mayWait ? { group: { ...group, seen: count, dueAt }, end: "wait" } : { group, end: "close" };
}

/** A story's messages go out in their order, so what is told takes along those that wait before it. They stand in the order in which they opened. */
function inOrder(looked: readonly Looked[]): Looked[] {
  const lastTold = (id: string) =>
    looked.findLastIndex(({ group, end }) => end === "close" && digestPlace(group.id).log === digestPlace(id).log);
  return looked.map((each, index) => (index < lastTold(each.group.id) ? { ...each, end: "close" } : each));
}

/** The window after that digest was put together; `event` is what it became. */
export function closed(window: ChannelWindow, digest: OpenDigest | OpenGroup, event: FlipwatchEvent, now: Ms): ChannelWindow {
  const closing = (window.closing ?? []).filter(({ id }) => id !== digest.id);
  return "cause" in digest
    ? { ...window, closing, stories: storiesAfter(window.stories ?? [], digest, event, now) }
    : { ...window, closing };
}

// One that lies ahead by more than it may last was opened before the clock was set back.
function isDue({ dueAt }: OpenDigest, now: Ms, lasts: Ms): boolean {
  return dueAt <= now || dueAt > now + 2 * lasts;
}
