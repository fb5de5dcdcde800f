/** How patiently a channel is tried: the numbers of delivery, and the wait between two attempts. */
import type { Channel } from "../ports.ts";
import type { Ms } from "../time.ts";

/** All in milliseconds, already divided by the lab's speed. */
export interface DeliveryPolicy {
  /** From the first attempt: an event is tried no longer than this, with one last attempt at its end. */
  giveUpMs: number;
  /** How long a claim holds; longer than any send may take. */
  leaseMs: number;
  /** The wait after the first failure; doubled after each further one. */
  baseDelayMs: number;
  /** The longest wait. */
  maxDelayMs: number;
  /** People get at most `windowAlerts` alerts in this time by themselves; the rest comes in one digest at its end. */
  windowMs: number;
  windowAlerts: number;
  /** What a flapping pair does is told in one digest in this time. */
  flappingMs: number;
  /** A group is told when none of it has come for so long, in a minute at the latest. */
  groupMs: number;
  /** A channel to which nothing could be sent for this long is broken. */
  brokenMs: number;
}

/** Regions take turns in a round, so half of one is enough to hear what the next says. */
const GROUP_SHARE = 0.5;
const GROUP_MOST_MS = 15_000;
/** Many events take their time through queue and store, whatever the lab's speed. */
const GROUP_LEAST_MS = 1_000;

/**
 * 1 h, 60 s, 1 s, 60 s; 5 alerts in 60 s, 1 h, half of a round of 10 s, 5 min. `speed` divides all but the lease, since sockets do not time out
 * faster in the lab.
 */
export function deliveryPolicyOf(speed = 1, intervalSeconds = 10): DeliveryPolicy {
  return {
    giveUpMs: 3_600_000 / speed,
    leaseMs: 60_000,
    baseDelayMs: 1_000 / speed,
    maxDelayMs: 60_000 / speed,
    windowMs: 60_000 / speed,
    windowAlerts: 5,
    flappingMs: 3_600_000 / speed,
    groupMs: Math.max(GROUP_LEAST_MS, Math.min(1_000 * GROUP_SHARE * intervalSeconds, GROUP_MOST_MS) / speed),
    brokenMs: 300_000 / speed,
  };
}

/** What core needs to know of a channel. */
export interface ChannelTraits {
  /** As in `Channel`: `slack:ops`. */
  id: string;
  /** A repeat is harmless, because the receiver can tell. */
  dedupes: boolean;
}

/** What of a channel decides how an event is treated. */
export type TreatedChannel = Pick<Channel, "id" | "audience" | "takes">;

/**
 * When to try again after `attempts` attempts (1 or more), or undefined when the time is up.
 *
 * Doubling from `baseDelayMs` up to `maxDelayMs`, with half of the wait left to chance (`random` in [0, 1)) so that channels that failed
 * together don't come back together. `retryAfterMs` is what the receiver asked for and is never undercut: if that leads beyond
 * the deadline, there is no further attempt. A wait of our own that leads beyond it is cut to end there.
 */
export function nextAttemptAt(
  policy: DeliveryPolicy,
  tried: { attempts: number; firstTriedAt: Ms; retryAfterMs?: number },
  now: Ms,
  random: number,
): Ms | undefined {
  const deadline = tried.firstTriedAt + policy.giveUpMs;
  const asked = now + (tried.retryAfterMs ?? 0);
  if (now >= deadline || asked > deadline) return undefined;
  // 2^30 waits of a millisecond are longer than any limit; the exponent must not grow without bound.
  const doubled = policy.baseDelayMs * 2 ** Math.min(tried.attempts - 1, 30);
  const own = now + Math.min(doubled, policy.maxDelayMs) * (0.5 + random / 2);
  return Math.max(asked, Math.min(own, deadline));
}
