/**
 * Decides what becomes of an event at a channel: sent, suppressed with a reason, or told in a digest. It goes by the routes, the mutes, the
 * channel itself and what it was told before. Who was told that something began is told that it ended, whatever routes and mutes say by then.
 */
import type { SuppressReason, ToldOf } from "../delivery.ts";
import { FLEET, type FlipwatchEvent, type LogId } from "../event.ts";
import { isMuted, type Mute } from "../mutes.ts";
import type { Ms } from "../time.ts";
import { type DigestWhy, isDigestLog, type OpenDigest } from "./digest.ts";
import { groupOf, intoGroup } from "./group.ts";
import type { DeliveryPolicy, TreatedChannel } from "./policy.ts";
import { type Route, routeAnswer, type Tags } from "./route.ts";
import { endsInStory, endsTold, isEscalatedTo, isToldOfRegion, isUntold, loudKinds } from "./told.ts";
import { admit, type ChannelWindow, intoDigest, intoSoon, openDigest } from "./window.ts";

export type Treatment =
  /** Not before then: an earlier event of the log is in a digest that is not told yet. */
  | { kind: "hold"; until: Ms }
  /** `window`: store it first, on its condition. */
  | { kind: "send"; window?: ChannelWindow }
  | { kind: "suppress"; reason: SuppressReason }
  | { kind: "digest"; digest: OpenDigest; why: DigestWhy; window?: ChannelWindow };

export interface TreatmentSituation {
  channel: TreatedChannel;
  told: ToldOf;
  routes?: readonly Route[];
  /** Of the event's pair. */
  tags: Tags;
  mutes: readonly Mute[];
  now: Ms;
  policy: DeliveryPolicy;
  /** Of a channel that people read; machines get every event by itself. */
  window?: ChannelWindow;
  /** The digest that holds earlier events of this log, and whether it is still to be sent. */
  digest?: { id: string; isUnsent: boolean };
  /** Regions that the fleet's log says are silent. */
  silentRegions?: readonly string[];
}

/** How often a digest on its way is looked for again: twelve times a window. */
const HOLD_SHARE = 1 / 12;

/** For an event that alerts. Routes and mutes are asked about the time at which it was recorded, so a late delivery changes nothing. */
export function treatment(event: FlipwatchEvent, situation: TreatmentSituation): Treatment {
  const reason = suppressReason(event, situation);
  if (reason !== undefined) return { kind: "suppress", reason };
  const { channel, window, now, policy } = situation;
  if (channel.audience === "machines" || window === undefined || isDigestEvent(event)) return { kind: "send" };
  const { digest, told } = situation;
  const isStorysEnd = endsInStory(told, event);
  if (isHushed(event, told) && !isStorysEnd) return intoDigest(window, "flapping", "flapping", now, policy);
  // Not before what was digested of the same log.
  if (digest !== undefined && window.open.soon?.id === digest.id)
    return isStorysEnd ? holdFrom(now, policy) : intoSoon(window, event, "rate", now, policy);
  const open = digest && openDigest(window, digest.id);
  if (open !== undefined) return { kind: "digest", digest: open, why: "rate" };
  if (digest?.isUnsent === true) return holdFrom(now, policy);
  const group = groupOf(event, told, window, policy);
  const grouped = group && intoGroup(window, event, group, now, policy);
  const isAlone = told.alone === true && told.incident === event.incident?.id;
  return grouped ?? admit(window, event, now, policy, isAlone);
}

function holdFrom(now: Ms, { windowMs }: Pick<DeliveryPolicy, "windowMs">): Treatment {
  return { kind: "hold", until: now + HOLD_SHARE * windowMs };
}

function suppressReason(event: FlipwatchEvent, situation: TreatmentSituation): SuppressReason | undefined {
  const { channel, told, mutes } = situation;
  if (isDigestEvent(event)) return undefined;
  if (channel.takes !== undefined && !channel.takes(event)) return "not-taken";
  const isItself = isAboutItself(event, channel.id);
  if (isItself && !saysWhatItMissed(event)) return "itself";
  if (endsTold(told, event)) return undefined;
  const isNamed = isItself || isEscalatedTo(event, channel.id);
  if (!isNamed && isUntold(told, event)) return "untold";
  if (isMuted(mutes, event.pair, event.recordedAt)) return "muted";
  if (!isNamed && !isEscalated(event, told)) {
    const answer = routeAnswer(situation.routes, event, situation.tags, channel.id, event.recordedAt);
    if (answer !== "yes") return answer === "no" ? "no-route" : "hours";
  }
  return channel.audience === "people" && isInWake(event, situation) ? "grouped" : undefined;
}

function isDigestEvent({ kind, id }: FlipwatchEvent): boolean {
  return kind === "digest" && isDigestLog(id as LogId);
}

/** A channel that does not work can't be told so; nor, when it does, that it did not, but for what it missed. */
function isAboutItself({ kind, detail }: FlipwatchEvent, channel: string): boolean {
  return (kind === "channel-broken" || kind === "channel-working" || kind === "delivery-given-up") && detail?.channel === channel;
}

function saysWhatItMissed({ kind, detail }: FlipwatchEvent): boolean {
  return kind === "channel-working" && Number(detail?.givenUp ?? 0) > 0;
}

function isEscalated({ incident }: FlipwatchEvent, told: ToldOf): boolean {
  return told.escalated === true && incident !== undefined && incident.id === told.incident;
}

/** While a pair flaps, people hear that it does, of an escalation, and once of each way in which it gets worse. */
function isHushed({ kind, detail }: FlipwatchEvent, { loud = [] }: ToldOf): boolean {
  if (detail?.flapping !== true) return false;
  const isAlone = ["flapping", "calm", "acknowledged", "unacknowledged"].includes(kind);
  return !isAlone && !(loudKinds.has(kind) && !loud.includes(kind));
}

/** A pair that nobody can judge any more because regions fell silent says nothing that the silence has not said, nor does the region's next shard. */
function isInWake(event: FlipwatchEvent, { told, silentRegions = [] }: TreatmentSituation): boolean {
  if (event.pair === FLEET) return isToldOfRegion(told, event);
  if (event.kind !== "unknown") return false;
  const unheard = Object.entries(event.evidence ?? {}).filter(([, { fresh }]) => !fresh);
  return unheard.length > 0 && unheard.every(([region]) => silentRegions.includes(region));
}
