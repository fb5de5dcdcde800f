/** A list as a whole, cut into items of a fixed number of entries each under consecutive keys. For small lists that are replaced together. */
import type { Key, Ms, Table } from "@flipwatch/core";
import { bodyOf, collect, stored } from "../stored.ts";

/** At most this many items a list. */
const PAGE_LIMIT = 1_000;

export interface PagedList<T> {
  /** Entries a page: chosen such that the largest page stays far below 400 KB. */
  pageSize: number;
  key(page: number): Key;
  read(table: Table): Promise<T[]>;
  /** Writes the pages that differ from `before` (what `read` gave), each only over an older one, and removes those left over. */
  write(table: Table, before: readonly T[], after: readonly T[], at: Ms): Promise<void>;
}

export function pagedList<T>(pageSize: number, key: (page: number) => Key): PagedList<T> {
  return {
    pageSize,
    key,
    async read(table) {
      const items = await collect((range) => table.query(range), { pk: key(0).pk }, PAGE_LIMIT);
      return items.flatMap(bodyOf<T[]>);
    },
    async write(table, before, after, at) {
      const [old, fresh] = [paged(before, pageSize), paged(after, pageSize)];
      for (const [index, page] of fresh.entries()) {
        if (JSON.stringify(page) === JSON.stringify(old[index])) continue;
        await table.put(stored(key(index), page, { at }), { attribute: "at", below: at });
      }
      for (let index = fresh.length; index < old.length; index++) await table.remove(key(index));
    },
  };
}

function paged<T>(list: readonly T[], pageSize: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / pageSize) }, (_, index) => list.slice(index * pageSize, (index + 1) * pageSize));
}
