/** Signed requests that were taken: a row each under the moment that is signed, so that the store itself refuses a second. */
import { DAY, type Table } from "@flipwatch/core";
import { keys, PRESSES_PK, timeTo } from "../keys.ts";
import type { Records } from "../records.ts";
import { expiring, stored } from "../stored.ts";

/** A request older than five minutes is refused for its age. */
const KEPT_MS = 600_000;
/** So many are forgotten with each new one: more than ever come in. */
const FORGOTTEN_AT_ONCE = 25;

export function createPresses(table: Table): Records["presses"] {
  return {
    async claim(signature, signedAt) {
      const isFirst = await table.put(stored(keys.press(signedAt, signature), { signedAt }, expiring(signedAt + DAY)), { absent: true });
      if (!isFirst) return false;
      const { items } = await table.query({ pk: PRESSES_PK, to: timeTo(Math.max(0, signedAt - KEPT_MS)), limit: FORGOTTEN_AT_ONCE });
      for (const { pk, sk } of items) await table.remove({ pk, sk });
      return true;
    },
  };
}
