/** What became of each event at each channel. */
import { DAY, type Delivery, type Table } from "@flipwatch/core";
import { bucketOf, DAY_BUCKETS, daysBetween, deliveryDayPk, keys, timeFrom, timeSk, timeTo } from "../keys.ts";
import type { Records } from "../records.ts";
import { bodyOf, collect, inDayIndex, stored } from "../stored.ts";

const LIMIT = 1_000;
const SETTLED_LIMIT = 10_000;
/** A window longer than this is cut at its old end. */
const WINDOW_LIMIT_MS = 400 * DAY;
const LAST_NUMBER = 999_999_999_999;

export function createDeliveries(table: Table): Records["deliveries"] {
  return {
    async put(delivery) {
      const { log, number, channel, settledAt } = delivery;
      const inDay = inDayIndex(deliveryDayPk(settledAt, bucketOf(log, DAY_BUCKETS)), timeSk(settledAt, `${delivery.event}#${channel}`));
      await table.put(stored(keys.delivery(log, number, channel), delivery, inDay));
    },
    async of(log, { from = 1, to = LAST_NUMBER, limit = 100 }) {
      const first = keys.delivery(log, from, "");
      // Every channel of the last number: `$` follows `#`.
      const last = keys.delivery(log, to, "").sk.replace(/#$/, "$");
      const range = { pk: first.pk, from: first.sk, to: last };
      return (await collect((page) => table.query(page), range, Math.min(limit, LIMIT))).map(bodyOf<Delivery>);
    },
    async settled(from, to, limit, { newestFirst = false } = {}) {
      const bounded = Math.min(limit, SETTLED_LIMIT);
      const found: Delivery[] = [];
      // Cut before the days are listed: a window may be as long as time.
      const days = daysBetween(Math.max(from, to - WINDOW_LIMIT_MS), to);
      for (const day of newestFirst ? days.toReversed() : days) {
        if (found.length >= bounded) break;
        const ranges = Array.from({ length: DAY_BUCKETS }, (_, bucket) => ({
          pk: deliveryDayPk(day, bucket),
          from: timeFrom(from),
          to: timeTo(to),
          descending: newestFirst,
        }));
        const items = await Promise.all(ranges.map((range) => collect((page) => table.queryIndex("day", page), range, bounded)));
        const sorted = items.flat().toSorted((a, b) => (String(a.daySk) < String(b.daySk) ? -1 : 1));
        found.push(...(newestFirst ? sorted.toReversed() : sorted).slice(0, bounded - found.length).map(bodyOf<Delivery>));
      }
      return found;
    },
  };
}
