/** What people ask for: a row a request, removed once tally has told it. A doubled press of a button is the same row. */
import type { Request, Table } from "@flipwatch/core";
import { keys, REQUESTS_PK } from "../keys.ts";
import type { Records } from "../records.ts";
import { bodyOf, collect, stored } from "../stored.ts";

/** One run of tally looks at so many; the rest waits for the next. */
const TAKEN_AT_ONCE = 100;

export function createRequests(table: Table): Records["requests"] {
  return {
    async leave(request) {
      await table.put(stored(keyOf(request), request));
    },
    async oldest() {
      const items = await collect((range) => table.query(range), { pk: REQUESTS_PK }, TAKEN_AT_ONCE);
      return items.map((item) => bodyOf<Request>(item));
    },
    async remove(requests) {
      for (const request of requests) await table.remove(keyOf(request));
    },
  };
}

function keyOf({ at, id }: Request) {
  return keys.request(at, id);
}
