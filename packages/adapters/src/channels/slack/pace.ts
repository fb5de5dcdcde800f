/** Keeps to one message a second and channel within this process, and to what Slack asked for with Retry-After. */
import type { Clock, Ms } from "@flipwatch/core";

export interface Pace {
  /** Resolves when the next message may go: with nothing, or with how long Slack still wants to be left alone. */
  turn(): Promise<Ms | undefined>;
  /** Slack asked for this. */
  hold(ms: Ms): void;
}

/** Without `until` nobody waits in here: whoever is too early comes again. */
export type PaceClock = Pick<Clock, "now"> & Partial<Pick<Clock, "until">>;

/** Slack takes short bursts. */
const BURST = 3;
/** Whoever would wait longer leaves it to the cursor, which waits without holding anything up. */
const LONGEST_TURN_SECONDS = 5;

export interface PaceDeps {
  clock: PaceClock;
  /** A second, divided by the lab's speed; 1,000 unless told. */
  unitMs?: number;
}

const shared = new WeakMap<PaceDeps, Map<string, Pace>>();

/** The one pace of whatever `key` stands for, among all that were given these very deps: Slack counts a channel's messages, not our entries for it. */
export function paceOf(deps: PaceDeps, key: string): Pace {
  const paces = shared.get(deps) ?? new Map<string, Pace>();
  shared.set(deps, paces);
  const pace = paces.get(key) ?? createPace(deps);
  paces.set(key, pace);
  return pace;
}

export function createPace({ clock, unitMs = 1_000 }: PaceDeps): Pace {
  let heldUntil: Ms = 0;
  // When the bucket is full again: each message moves it on by a unit.
  let fullAt: Ms = 0;
  return {
    async turn() {
      const now = clock.now();
      // A clock that is set back must not hold anything up for as long.
      const held = Math.min(heldUntil - now, 3_600_000);
      if (held > 0) return held;
      const isSetBack = fullAt > now + (BURST + LONGEST_TURN_SECONDS) * unitMs;
      const full = isSetBack ? now : Math.max(fullAt, now);
      const wait = full + unitMs - (now + BURST * unitMs);
      if (wait > 0 && (clock.until === undefined || wait > LONGEST_TURN_SECONDS * unitMs)) return wait;
      fullAt = full + unitMs;
      if (wait > 0) await clock.until?.(now + wait);
      return undefined;
    },
    hold(ms) {
      heldUntil = clock.now() + ms;
    },
  };
}
