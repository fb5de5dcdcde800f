/** Before a stray answer is called a hijack, its definition is read once more at its source: an edit is not a hijack. */
import { FlipwatchError, type PairDefinition } from "@flipwatch/core";
import { type DiscoverPorts, rereadPair } from "../discover.ts";

/** Gives the definition as it is now; undefined when the source can't be read, which leaves the decision to the hold. */
export function rereadDefinition(ports: DiscoverPorts): (definition: PairDefinition) => Promise<PairDefinition | undefined> {
  return async (definition) => {
    try {
      await rereadPair(ports, definition.id);
      return await ports.records.definitions.get(definition.id);
    } catch (problem) {
      if (!(problem instanceof FlipwatchError)) throw problem;
      ports.log("warn", "the definition of a stray answer could not be read again", { pair: definition.id, problem });
      return undefined;
    }
  };
}
