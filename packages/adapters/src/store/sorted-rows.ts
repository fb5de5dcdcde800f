/** Rows kept in the order of their sort key, as DynamoDB keeps a partition: by the bytes of its UTF-8. For the in-memory table. */

export interface Row<T> {
  sort: string;
  value: T;
}

export interface SortedRows<T> {
  get(sort: string): T | undefined;
  set(sort: string, value: T): void;
  delete(sort: string): void;
  /** The index of the first row at or after `sort`. */
  from(sort: string): number;
  readonly rows: readonly Row<T>[];
}

export function createSortedRows<T>(): SortedRows<T> {
  const rows: Row<T>[] = [];
  const from = (sort: string): number => {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareBytes((rows[middle] as Row<T>).sort, sort) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const at = (index: number, sort: string): Row<T> | undefined => (rows[index]?.sort === sort ? rows[index] : undefined);
  return {
    rows,
    from,
    get: (sort) => at(from(sort), sort)?.value,
    set(sort, value) {
      const index = from(sort);
      rows.splice(index, at(index, sort) ? 1 : 0, { sort, value });
    },
    delete(sort) {
      const index = from(sort);
      if (at(index, sort)) rows.splice(index, 1);
    },
  };
}

/** As the UTF-8 bytes compare. JavaScript compares UTF-16 units, which puts surrogates (beyond U+FFFF) before U+E000. */
export function compareBytes(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
