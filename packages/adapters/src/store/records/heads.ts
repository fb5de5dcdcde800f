/** Heads, and which of them tally has to look at although nothing new came in. */
import { type Head, isSettled, type Table } from "@flipwatch/core";
import { dueHeadsPk, keys, pairOf, timeSk, timeTo } from "../keys.ts";
import type { Records } from "../records.ts";
import { type Beside, bodyOf, collect, getBody, inDueIndex, putVersion } from "../stored.ts";

/** A shard has at most 1,000 pairs. */
const PAIR_LIMIT = 1_000;

export function createHeads(table: Table): Records["heads"] {
  return {
    get: (pair) => getBody(table, keys.head(pair)),
    async getMany(pairs) {
      const items = await table.getMany(pairs.map(keys.head));
      return new Map(items.map(bodyOf<Head>).map((head) => [head.pair, head]));
    },
    put: (head, shard) => putVersion(table, keys.head(head.pair), head, dueAttributes(head, shard)),
    async unsettledOrDue(shard, now) {
      const items = await collect((range) => table.queryIndex("due", range), { pk: dueHeadsPk(shard), to: timeTo(now) }, PAIR_LIMIT);
      return items.flatMap((item) => pairOf(item) ?? []);
    },
  };
}

/** Unsettled events are due at once, before any timer. A Head with neither is not in the index. */
function dueAttributes(head: Head, shard: number): Beside {
  const dueAt = isSettled(head) ? head.dueAt : 0;
  return dueAt === undefined ? {} : inDueIndex(dueHeadsPk(shard), timeSk(dueAt, head.pair));
}
