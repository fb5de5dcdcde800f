/** What a shard's tally remembers between runs. */
import type { Table } from "@flipwatch/core";
import { keys } from "../keys.ts";
import type { Records } from "../records.ts";
import { getBody, putVersion } from "../stored.ts";

export function createTallies(table: Table): Records["tallies"] {
  return {
    get: (shard) => getBody(table, keys.tally(shard)),
    put: (state) => putVersion(table, keys.tally(state.shard), state),
  };
}
