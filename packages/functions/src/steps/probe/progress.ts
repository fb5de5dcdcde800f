/**
 * Decides when a round's ballot is sealed: as soon as all is asked; with a change as soon as nothing more comes in, so that one slow name
 * server doesn't hold up the news of another pair; and in any case before the round is over. What is still on its way goes into the next ballot.
 */
import type { Clock, Ms } from "@flipwatch/core";

/** The latest moment after the start of asking: a quarter of the interval, at least half a second, never nearly all of the interval. */
const LATEST = { share: 0.25, leastMs: 500, mostShare: 0.8 };
/** After a change, this long without any news is the end: about a round trip around the world. */
const QUIET_MS = 200;

export interface Progress {
  start(): void;
  /** A pair or a view is done; `isChange`: with a confirmed vote that differs from the last. */
  note(isChange: boolean): void;
  /** Something broke that may not break; `settled` throws it. */
  fail(problem: unknown): void;
  settled(done: { votesDone: () => boolean; viewsDone: () => boolean }): Promise<void>;
}

export function createProgress(clock: Clock, intervalMs: number): Progress {
  let startedAt = 0;
  let notedAt = 0;
  let isChanged = false;
  let broken: { problem: unknown } | undefined;
  let wakeUp: () => void = () => undefined;

  /** Until this moment waiting pays, if nothing comes in. */
  const patience = (): Ms => {
    const latest = startedAt + Math.min(Math.max(LATEST.leastMs, LATEST.share * intervalMs), LATEST.mostShare * intervalMs);
    return isChanged ? Math.min(latest, notedAt + QUIET_MS) : latest;
  };

  return {
    start() {
      startedAt = clock.now();
      notedAt = startedAt;
      isChanged = false;
    },
    note(isChange) {
      notedAt = clock.now();
      isChanged ||= isChange;
      wakeUp();
    },
    fail(problem) {
      broken ??= { problem };
      wakeUp();
    },
    async settled({ votesDone, viewsDone }) {
      const isDone = (): boolean => broken !== undefined || (votesDone() && (isChanged || viewsDone()));
      while (!isDone() && clock.now() < patience()) {
        const stop = new AbortController();
        // Only the end, or a first change, makes a difference to the wait; every other piece of news just moves the quiet along.
        const over = new Promise<void>((resolve) => {
          const before = isChanged;
          wakeUp = () => {
            if (isDone() || isChanged !== before) resolve();
          };
        });
        await Promise.race([over, clock.until(patience(), stop.signal)]);
        stop.abort();
      }
      wakeUp = () => undefined;
      if (broken !== undefined) throw broken.problem;
    },
  };
}
