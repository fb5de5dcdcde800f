/** The table in memory, for tests and simulations: the same answers as DynamoDB gives, proven by the same contract. Nothing outlives the process. */
import { type IndexName, type Item, indexes, type Key, type Page, type RangeQuery, type Table } from "@flipwatch/core";
import { copyItem } from "./item.ts";
import { compareBytes, createSortedRows, type SortedRows } from "./sorted-rows.ts";
import { refuseKey } from "./store-error.ts";
import { holds, indexRowsOf, storable } from "./table-rules.ts";
import { pageLimit, projections } from "./table-schema.ts";

type Partitions = Map<string, SortedRows<Item>>;

/** Items go in and out as deep copies. Conditions are atomic, because nothing between read and write waits. */
export function createMemoryTable(): Table {
  const items: Partitions = new Map();
  const indexed: Record<IndexName, Partitions> = { day: new Map(), due: new Map() };
  const find = ({ pk, sk }: Key): Item | undefined => items.get(pk)?.get(sk);

  return {
    async get(key) {
      const found = find(checked(key));
      return found && copyItem(found);
    },
    async getMany(keys) {
      const distinct = new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), checked(key)]));
      return [...distinct.values()].flatMap((key) => find(key) ?? []).map(copyItem);
    },
    async put(item, condition) {
      const stored = storable(item);
      const existing = find(stored);
      if (condition && !holds(condition, existing)) return false;
      partition(items, stored.pk).set(stored.sk, stored);
      reindex(indexed, existing, stored);
      return true;
    },
    async remove(key) {
      const existing = find(checked(key));
      if (!existing) return;
      items.get(key.pk)?.delete(key.sk);
      reindex(indexed, existing, undefined);
    },
    async query(range) {
      return page(
        items.get(range.pk),
        range,
        (item) => item.sk,
        (item) => ({ pk: item.pk, sk: item.sk }),
      );
    },
    async queryIndex(index, range) {
      const { pk, sk } = indexes[index];
      const next = (item: Item) => ({ pk: item.pk, sk: item.sk, [pk]: item[pk], [sk]: item[sk] });
      const found = page(indexed[index].get(range.pk), range, (item) => sortInIndex(index, item), next);
      return projections[index] === "KEYS_ONLY" ? { ...found, items: found.items.map(next) } : found;
    },
  };
}

function checked(key: Key): Key {
  refuseKey(key);
  return key;
}

function reindex(indexed: Record<IndexName, Partitions>, before: Item | undefined, after: Item | undefined): void {
  for (const { index, pk } of indexRowsOf(before)) if (before) indexed[index].get(pk)?.delete(sortInIndex(index, before));
  for (const { index, pk } of indexRowsOf(after)) if (after) partition(indexed[index], pk).set(sortInIndex(index, after), after);
}

/** Index sort keys need not be unique: the item's own key sets equal ones apart. Keys hold no control characters, so U+0000 sorts below all. */
function sortInIndex(name: IndexName, item: Item): string {
  return `${String(item[indexes[name].sk])}\u0000${item.pk}\u0000${item.sk}`;
}

function partition(partitions: Partitions, pk: string): SortedRows<Item> {
  const found = partitions.get(pk) ?? createSortedRows<Item>();
  partitions.set(pk, found);
  return found;
}

function page(
  rows: SortedRows<Item> | undefined,
  range: RangeQuery,
  sortOf: (item: Item) => string,
  next: (item: Item) => Page["next"],
): Page {
  const limit = pageLimit(range.limit);
  if (!rows) return { items: [] };
  const [low, high] = bounds(rows, range);
  const start = range.start && sortOf(range.start as Item);
  const first = start !== undefined && !range.descending ? afterStart(rows, start, low) : low;
  const last = start !== undefined && range.descending ? Math.min(high, rows.from(start)) : high;
  const inRange = range.descending
    ? rows.rows.slice(Math.max(first, last - limit), last).reverse()
    : rows.rows.slice(first, Math.min(last, first + limit));
  const items = inRange.map((row) => copyItem(row.value));
  const final = items.at(-1);
  return last - first > limit && final ? { items, next: next(final) } : { items };
}

function bounds(rows: SortedRows<Item>, { from, to }: RangeQuery): [number, number] {
  const low = from === undefined ? 0 : rows.from(from);
  const high = to === undefined ? rows.rows.length : rows.from(`${to}\u0001`);
  return [low, Math.max(low, high)];
}

function afterStart(rows: SortedRows<Item>, start: string, low: number): number {
  const index = rows.from(start);
  const row = rows.rows[index];
  return Math.max(low, row && compareBytes(row.sort, start) === 0 ? index + 1 : index);
}
