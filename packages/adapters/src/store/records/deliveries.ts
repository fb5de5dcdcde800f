/** What became of each event at each channel. */
import type { Delivery, Table } from "@flipwatch/core";
import { keys } from "../keys.ts";
import type { Records } from "../records.ts";
import { bodyOf, collect, stored } from "../stored.ts";

const LIMIT = 1_000;
const LAST_NUMBER = 999_999_999_999;

export function createDeliveries(table: Table): Records["deliveries"] {
  return {
    async put(delivery) {
      await table.put(stored(keys.delivery(delivery.log, delivery.number, delivery.channel), delivery));
    },
    async of(log, { from = 1, to = LAST_NUMBER, limit = 100 }) {
      const first = keys.delivery(log, from, "");
      // Every channel of the last number: `$` follows `#`.
      const last = keys.delivery(log, to, "").sk.replace(/#$/, "$");
      const range = { pk: first.pk, from: first.sk, to: last };
      return (await collect((page) => table.query(page), range, Math.min(limit, LIMIT))).map(bodyOf<Delivery>);
    },
  };
}
