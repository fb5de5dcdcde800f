/** Bounds what an outage of SNS may cost one run of tally. What is not published waits in its log for the next run, so nothing is lost by leaving off. */
import { type Clock, FlipwatchError, type Publisher } from "@flipwatch/core";

/** Failed attempts may take this long together. A refusal is quick and stops only its own pair; a hanging one uses it up at once. */
const PATIENCE_MS = 5_000;

/** For one run. Once patience is at its end, every further event fails at once, with the error that came last. */
export function patientPublisher(publisher: Publisher, clock: Pick<Clock, "now">): Publisher {
  let lostMs = 0;
  let last: FlipwatchError | undefined;
  return {
    async publish(event) {
      if (last !== undefined && lostMs >= PATIENCE_MS) throw last;
      const startedAt = clock.now();
      try {
        await publisher.publish(event);
      } catch (problem) {
        if (problem instanceof FlipwatchError && problem.retryable) {
          lostMs += Math.max(0, clock.now() - startedAt);
          last = problem;
        }
        throw problem;
      }
    },
  };
}
