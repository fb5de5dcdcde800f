/**
 * Decides which alerts are told together, in one message, since one cause is behind them: the pairs of a health check that more of them share than
 * people are told of at once, and regions that fall silent, or come back, together. The first of them is known to be one of many before the others
 * are there, so it waits for them: until all are in, or until none has come for `groupMs` (5 s), and a minute at most. An alert that shares its
 * cause with none waits for nothing.
 *
 * Waiting was chosen over telling the first at once and the rest behind it. What somebody woken at three reads first must say how much is down:
 * one name of 300 reads like a small thing, and the message that corrects it comes when nobody looks any more. A few seconds are nothing next to
 * the minute that Route 53's checkers took. Pagers and other machines get each event without any wait.
 */
import type { ToldOf } from "../delivery.ts";
import { FLEET, type FlipwatchEvent } from "../event.ts";
import type { Ms } from "../time.ts";
import { digestAt, digestPlace, groupId, type OpenGroup } from "./digest.ts";
import type { DeliveryPolicy } from "./policy.ts";
import type { Story } from "./story.ts";
import { beginsFor, regionsTold } from "./told.ts";
import { type Admission, type ChannelWindow, lately, nextName } from "./window.ts";

/** What is behind an alert, and how many of its kind come of that. */
export interface Group {
  /** `check:1f416a68-5beb-4542-a015-64a30a8fc679`, or `regions`. */
  cause: string;
  why: "check" | "regions";
  /** With so many it is complete. */
  expected: number;
  /** What began in one message goes on in one. */
  story?: Story;
}

type Numbers = Pick<DeliveryPolicy, "windowMs" | "windowAlerts" | "groupMs">;

const CHECK = "check:";

/** The health check that is behind a group. */
export function checkOf(cause: string): string {
  return cause.slice(CHECK.length);
}

/** Undefined for an alert that is told by itself, or as the minute's rate has it. */
export function groupOf(
  event: FlipwatchEvent,
  told: ToldOf,
  { channel, stories = [] }: Pick<ChannelWindow, "channel" | "stories">,
  { windowAlerts }: Pick<DeliveryPolicy, "windowAlerts">,
): Group | undefined {
  if (event.pair === FLEET) return groupOfRegions(event, told);
  const isKnown = event.incident !== undefined && event.incident.id === told.incident;
  const own = isKnown ? stories.find(({ log }) => log === told.story) : undefined;
  if (own !== undefined) return ofStory(own, own.told - own.over);
  // What began by itself goes on by itself.
  if (isKnown && told.alone === true) return undefined;
  const { check, sharedBy = 1 } = event.health?.primary ?? {};
  if (check === undefined || sharedBy <= windowAlerts) return undefined;
  const cause = `${CHECK}${check}`;
  const known = stories.findLast((story) => story.cause === cause);
  if (known === undefined) return { cause, why: "check", expected: sharedBy };
  return ofStory(known, beginsFor(event, channel) ? Math.max(1, sharedBy - known.told) : known.told - known.over);
}

function ofStory(story: Story, expected: number): Group {
  return { cause: story.cause, why: "check", expected, story };
}

/** The event says itself how many regions are silent; those that were told before come no more. They are expected back together, too. */
function groupOfRegions({ kind, detail = {} }: FlipwatchEvent, told: ToldOf): Group | undefined {
  const before = regionsTold(told).length;
  const silent = Number(detail.regions) - Number(detail.voting) - before;
  const expected = kind === "region-silent" ? silent : kind === "region-back" ? before : 0;
  return expected > 1 ? { cause: "regions", why: "regions", expected } : undefined;
}

/**
 * Into the group that waits, or a new one. Undefined where neither may be: the group was told already, or people were told enough for now; then the
 * minute's digest takes it. A story's next message always may, since it is one for many; what is not critical comes a minute after the one before.
 */
export function intoGroup(window: ChannelWindow, event: FlipwatchEvent, group: Group, now: Ms, policy: Numbers): Admission | undefined {
  const { cause, why, expected, story } = group;
  const { groups = [] } = window;
  const open = groups.find(
    (one) => one.cause === cause && one.kind === event.kind && (story === undefined || digestPlace(one.id).log === story.log),
  );
  if (open !== undefined) return { kind: "digest", digest: open, why };
  const sent = lately(window, now, policy);
  const isLate = sent.some((mark) => mark.kind === event.kind && mark.groups.includes(cause));
  if (story === undefined && (isLate || sent.length >= policy.windowAlerts)) return undefined;
  const soonest =
    story === undefined || event.severity === "critical" ? now : Math.min(Math.max(now, story.at + policy.windowMs), now + policy.windowMs);
  const named = nextName(window, now);
  const id = story === undefined ? groupId(window.channel, cause, event.kind, named) : nextId(story, window);
  const digest: OpenGroup = { id, openedAt: now, dueAt: soonest + policy.groupMs, cause, why, kind: event.kind, expected, seen: 1 };
  const mark = { id, kind: event.kind, severity: event.severity, at: now, groups: [cause] };
  return {
    kind: "digest",
    digest,
    why,
    window: { ...window, named, sent: [...sent, mark].slice(-policy.windowAlerts), groups: [...groups, digest] },
  };
}

/** Behind every message of the story that there is, or will be. */
function nextId({ log, number }: Story, { groups = [], closing = [] }: ChannelWindow): string {
  const numbers = [...groups, ...closing].map(({ id }) => digestPlace(id)).filter((place) => place.log === log);
  return digestAt(log, Math.max(number, ...numbers.map((place) => place.number)) + 1);
}
