/** Decides when a channel counts as broken, and when it works again. Through which channels that is told is the routes' business. */
import type { FleetFact } from "../tally/facts.ts";
import type { Ms } from "../time.ts";
import type { DeliveryPolicy } from "./policy.ts";

/** A channel to which nothing could be sent for a while: one item a channel, absent while it works. */
export interface ChannelTrouble {
  since: Ms;
  /** It was reported as broken. */
  told?: true;
}

export interface TroubleStep {
  /** To be stored; undefined removes it. */
  trouble: ChannelTrouble | undefined;
  fact?: FleetFact;
}

/** What a send's end says of its channel. Undefined where nothing changes. `error`: why it failed; absent when it was delivered. */
export function afterAttempt(
  known: ChannelTrouble | undefined,
  { channel, error, isGivenUp, now }: { channel: string; error?: string; isGivenUp: boolean; now: Ms },
  { brokenMs }: Pick<DeliveryPolicy, "brokenMs">,
): TroubleStep | undefined {
  if (error === undefined) {
    if (known === undefined) return undefined;
    return known.told === true ? { trouble: undefined, fact: { kind: "channel-working", channel, at: now } } : { trouble: undefined };
  }
  // A moment still to come was noted before the clock was set back.
  const since = Math.min(known?.since ?? now, now);
  if (known?.told === true) return undefined;
  if (!isGivenUp && now - since < brokenMs) return known?.since === since ? undefined : { trouble: { since } };
  return { trouble: { since, told: true }, fact: { kind: "channel-broken", channel, error, since, at: now } };
}
