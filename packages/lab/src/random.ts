/** The lab's only source of chance: seeded, so that a lab with the same seed draws the same numbers in the same order. */
import type { Random } from "./types.ts";

/** Mulberry32: small, fast and even enough for lateness and jitter; never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
