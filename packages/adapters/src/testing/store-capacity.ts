/** For tests: what a caller's requests would be charged by DynamoDB on demand, in request units. What is read and written is the table's business. */
import type { Condition, Item, Key, Page, RangeQuery, Table } from "@flipwatch/core";
import { itemSizeBytes } from "../store/item.ts";
import { indexRowsOf } from "../store/table-rules.ts";

export interface Capacity {
  read: number;
  write: number;
}

export interface ChargedTable {
  table: Table;
  /** Since the last time this was asked. */
  charged(): Capacity;
}

const KB = 1_024;

/** As the Developer Guide has it, "DynamoDB on-demand capacity mode": a unit reads 4 KB (8 KB where that may be out of date) or writes 1 KB, rounded up. */
export function chargingUnits(table: Table): ChargedTable {
  let units: Capacity = { read: 0, write: 0 };
  const readItem = (item: Item | undefined) => {
    units.read += Math.max(1, Math.ceil((item === undefined ? 0 : itemSizeBytes(item)) / (4 * KB)));
  };
  // A page is charged by what it holds together, not by its items.
  const readPage = (page: Page, perUnit: number, least: number) => {
    const bytes = page.items.reduce((sum, item) => sum + itemSizeBytes(item), 0);
    units.read += Math.max(least, (Math.ceil(bytes / (4 * KB)) * (4 * KB)) / perUnit);
    return page;
  };
  const written = async (key: Key, item: Item | undefined) => {
    const before = await table.get(key);
    const sizes = [before, item].map((one) => (one === undefined ? 0 : itemSizeBytes(one)));
    units.write += Math.max(1, Math.ceil(Math.max(...sizes) / KB));
    return before;
  };
  const indexed = (before: Item | undefined, after: Item | undefined) => {
    for (const one of [before, after])
      for (const _ of indexRowsOf(one)) units.write += Math.max(1, Math.ceil(one === undefined ? 0 : itemSizeBytes(one) / KB));
  };
  return {
    charged() {
      const sofar = units;
      units = { read: 0, write: 0 };
      return sofar;
    },
    table: {
      async get(key) {
        const item = await table.get(key);
        readItem(item);
        return item;
      },
      async getMany(keys) {
        const items = await table.getMany(keys);
        for (const item of items) readItem(item);
        units.read += new Set(keys.map(({ pk, sk }) => JSON.stringify([pk, sk]))).size - items.length;
        return items;
      },
      async put(item: Item, condition?: Condition) {
        const before = await written(item, item);
        const isWritten = await table.put(item, condition);
        if (isWritten) indexed(before, item);
        return isWritten;
      },
      async remove(key) {
        indexed(await written(key, undefined), undefined);
        await table.remove(key);
      },
      query: async (range: RangeQuery) => readPage(await table.query(range), 4 * KB, 1),
      queryIndex: async (index, range) => readPage(await table.queryIndex(index, range), 8 * KB, 0.5),
    },
  };
}
