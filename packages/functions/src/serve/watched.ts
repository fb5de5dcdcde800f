/** A scheduled step that fails is told through the FLEET log, and so is its recovery; whoever runs it still sees the error. */
import type { Records } from "@flipwatch/adapters/store/records";
import { type Clock, FlipwatchError } from "@flipwatch/core";

export interface WatchedPorts {
  records: Pick<Records, "inbox">;
  clock: Pick<Clock, "now">;
}

/**
 * Leaves a fact for tally at the first failure, and at the first success of this process or after a failure: what is told once is told
 * again by nobody, so a doubled fact costs a row and nothing else.
 */
export function watched<T>(step: string, { records, clock }: WatchedPorts, run: () => Promise<T>): () => Promise<T> {
  let known: "working" | "failing" | undefined;
  return async () => {
    try {
      const result = await run();
      if (known !== "working") await records.inbox.leave({ kind: "step-working", step, at: clock.now() });
      known = "working";
      return result;
    } catch (problem) {
      if (problem instanceof FlipwatchError && known !== "failing") {
        // The store may be what fails: then the alarm on errors, which does not pass through our code, is what is left.
        const left = await records.inbox.leave({ kind: "step-failing", step, error: problem.message, at: clock.now() }).then(
          () => true,
          () => false,
        );
        if (left) known = "failing";
      }
      throw problem;
    }
  };
}
