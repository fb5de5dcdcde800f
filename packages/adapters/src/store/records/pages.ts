/** A list as a whole, cut into items of a fixed number of entries each under consecutive keys. For small lists that are replaced together. */
import { type Item, type Key, MINUTE, type Ms, type Table } from "@flipwatch/core";
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
        await putPage(table, stored(key(index), page, { at }), at);
      }
      for (let index = fresh.length; index < old.length; index++) await table.remove(key(index));
    },
  };
}

/** Dated further ahead than any writer at the same time, a page is from before the clock was set back, and no newer than this one. */
async function putPage(table: Table, item: Item, at: Ms): Promise<void> {
  if (await table.put(item, { attribute: "at", below: at })) return;
  const known = Number((await table.get({ pk: item.pk, sk: item.sk }))?.at ?? 0);
  if (known > at + MINUTE) await table.put(item, { attribute: "at", equals: known });
}

function paged<T>(list: readonly T[], pageSize: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / pageSize) }, (_, index) => list.slice(index * pageSize, (index + 1) * pageSize));
}
