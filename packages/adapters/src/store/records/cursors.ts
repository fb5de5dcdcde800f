/** How far each channel has been told, and which of them have to be tried again. */
import type { Cursor, Item, Ms, Table } from "@flipwatch/core";
import { bucketOf, CURSOR_BUCKETS, dueCursorsPk, keys, timeSk, timeTo } from "../keys.ts";
import type { Records } from "../records.ts";
import { bodyOf, collect, getBody, inDueIndex, latest, putVersion } from "../stored.ts";

const UNSETTLED_LIMIT = 1_000;

export function createCursors(table: Table): Records["cursors"] {
  return {
    get: (log, channel) => getBody(table, keys.cursor(log, channel)),
    put(cursor, unsettled) {
      const { log, channel } = cursor;
      const due = unsettled ? inDueIndex(dueCursorsPk(bucketOf(log, CURSOR_BUCKETS)), timeSk(wakeAt(cursor), `${log}#${channel}`)) : {};
      return putVersion(table, keys.cursor(log, channel), cursor, due);
    },
    remove: (log, channel) => table.remove(keys.cursor(log, channel)),
    async unsettled(now, limit) {
      const bounded = Math.min(limit, UNSETTLED_LIMIT);
      const buckets = Array.from({ length: CURSOR_BUCKETS }, (_, bucket) => ({ pk: dueCursorsPk(bucket), to: timeTo(now) }));
      const found = await Promise.all(buckets.map((range) => collect((page) => table.queryIndex("due", page), range, bounded)));
      const due = found.flat().toSorted(byDue).slice(0, bounded);
      // The index lags behind: only what is still unsettled in the table counts.
      const items = (await table.getMany(due)).filter((item) => item.dueSk !== undefined);
      return items.toSorted(byDue).map(bodyOf<Cursor>);
    },
  };
}

/** Neither before a retry's time, nor while somebody holds the lease: he is at it. */
function wakeAt(cursor: Cursor): Ms {
  return latest(cursor.retryAt, cursor.lease?.until);
}

function byDue(a: Item, b: Item): number {
  return String(a.dueSk) < String(b.dueSk) ? -1 : 1;
}
