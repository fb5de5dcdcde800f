/** Decides whether tally should look at a ballot at once, or may wait for its minute's run. */

/** With one region `stray` and `dark` need this many rounds running, so tally is woken for the votes that follow a change too. */
const ROUNDS_RUNNING = 3;

export interface Echoes {
  /** `voted`: slots with a vote in this ballot; `changed`: those of them whose vote differs from the last. */
  wakes(voted: readonly number[], changed: readonly number[]): boolean;
}

export function createEchoes(isOnlyRegion: boolean): Echoes {
  /** By slot: votes that must still be told soon. */
  const left = new Map<number, number>();
  return {
    wakes(voted, changed) {
      let wakes = changed.length > 0;
      for (const slot of voted) {
        const more = left.get(slot) ?? 0;
        if (more > 0) wakes = true;
        if (more > 1) left.set(slot, more - 1);
        else left.delete(slot);
      }
      if (isOnlyRegion) for (const slot of changed) left.set(slot, ROUNDS_RUNNING - 1);
      return wakes;
    },
  };
}
