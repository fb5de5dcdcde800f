/** Before a stray answer is called a hijack, its definition is read once more at its source: an edit is not a hijack. */
import { type Clock, FlipwatchError, type PairDefinition } from "@flipwatch/core";
import { type DiscoverPorts, rereadPair } from "../discover.ts";

/** Other pairs wait behind a tally; what comes later is read by the next run. */
const PATIENCE_MS = 5_000;

/** Gives the definition as it is now; undefined when the source can't be read, which leaves the decision to the hold. */
export function rereadDefinition(
  ports: DiscoverPorts & { clock: Clock },
): (definition: PairDefinition) => Promise<PairDefinition | undefined> {
  return async (definition) => {
    try {
      const late = ports.clock.until(ports.clock.now() + PATIENCE_MS).then(() => "late" as const);
      if ((await Promise.race([rereadPair(ports, definition.id), late])) === "late") return undefined;
      return await ports.records.definitions.get(definition.id);
    } catch (problem) {
      if (!(problem instanceof FlipwatchError)) throw problem;
      ports.log("warn", "the definition of a stray answer could not be read again", { pair: definition.id, problem });
      return undefined;
    }
  };
}
