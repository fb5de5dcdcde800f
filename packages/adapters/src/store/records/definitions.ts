/** Pair definitions: one item a pair, its newest revision. */
import type { PairDefinition, Table } from "@flipwatch/core";
import { keys } from "../keys.ts";
import type { Records } from "../records.ts";
import { bodyOf, getBody, stored } from "../stored.ts";

export function createDefinitions(table: Table): Records["definitions"] {
  return {
    get: (pair) => getBody(table, keys.definition(pair)),
    async getMany(pairs) {
      const items = await table.getMany(pairs.map(keys.definition));
      return new Map(items.map(bodyOf<PairDefinition>).map((definition) => [definition.id, definition]));
    },
    put: (definition) =>
      table.put(stored(keys.definition(definition.id), definition, { revision: definition.revision }), {
        attribute: "revision",
        below: definition.revision,
      }),
  };
}
