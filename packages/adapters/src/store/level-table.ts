/**
 * The table on LevelDB, for a process that has its store to itself: the same answers as DynamoDB gives, proven by the same contract. An item
 * and its index rows go to disk in one atomic batch, so a kill at any moment leaves them in step. Who may open the directory is `level-store.ts`'s.
 */
import { type Condition, FlipwatchError, type IndexName, type Item, indexes, type Key, type RangeQuery, type Table } from "@flipwatch/core";
import type { Level } from "level";
import { refuseKey, shown } from "./store-error.ts";
import { holds, indexRowsOf, storable } from "./table-rules.ts";
import { pageLimit, projections } from "./table-schema.ts";
import { createTurns } from "./turns.ts";

/** Keys and values as UTF-8, whose bytes LevelDB sorts by as DynamoDB does. */
export type Database = Level<string, string>;

/** Between the parts of a key. The store's keys hold no control characters, so it sorts below all that may follow. */
const BETWEEN = "\u0000";
/** Right above it: the end of all that goes on after a part. */
const ABOVE = "\u0001";

/** Written without waiting for the disk: what was acknowledged survives the process, though not a loss of power. */
export function createLevelTable(level: Database): Table {
  const inTurn = createTurns();
  const read = async (key: Key) => itemOf(await attempt(`get ${shown(key)}`, () => level.get(itemKey(key))));

  async function replace(key: Key, after: Item | undefined, condition?: Condition): Promise<boolean> {
    const before = await read(key);
    if (condition && !holds(condition, before)) return false;
    await attempt(`write ${shown(key)}`, () => level.batch(changes(key, before, after)));
    return true;
  }

  return {
    async get(key) {
      refuseKey(key);
      return read(key);
    },
    async getMany(keys) {
      keys.forEach(refuseKey);
      return readMany(level, [...new Set(keys.map(itemKey))]);
    },
    async put(item, condition) {
      const stored = storable(item);
      return inTurn(itemKey(stored), () => replace(stored, stored, condition));
    },
    async remove(key) {
      refuseKey(key);
      await inTurn(itemKey(key), () => replace(key, undefined));
    },
    async query(range) {
      const { rows, more } = await walk(level, join("item", range.pk), range, (start) => start.sk);
      const items = rows.map(([, text]) => JSON.parse(text) as Item);
      const last = items.at(-1);
      return more && last ? { items, next: { pk: last.pk, sk: last.sk } } : { items };
    },
    async queryIndex(index, range) {
      const sortOf = (start: Start) => join(String(start[indexes[index].sk]), start.pk, start.sk);
      const { rows, more } = await walk(level, join(index, range.pk), range, sortOf);
      const found = rows.map(([key]) => indexItemOf(index, key));
      // An item removed since the index was read is left out, as if it had been read a little later.
      const items = projections[index] === "KEYS_ONLY" ? found : await readMany(level, found.map(itemKey));
      const last = found.at(-1);
      return more && last ? { items, next: last } : { items };
    },
  };
}

type Change = { type: "put"; key: string; value: string } | { type: "del"; key: string };

/** Deletes come first: a row that stays the same is written again after it. */
function changes(key: Key, before: Item | undefined, after: Item | undefined): Change[] {
  const rowKey = (row: { index: IndexName; pk: string; sk: string }) => join(row.index, row.pk, row.sk, key.pk, key.sk);
  const gone = indexRowsOf(before).map((row): Change => ({ type: "del", key: rowKey(row) }));
  if (after === undefined) return [...gone, { type: "del", key: itemKey(key) }];
  const rows = indexRowsOf(after).map((row): Change => ({ type: "put", key: rowKey(row), value: "" }));
  return [...gone, ...rows, { type: "put", key: itemKey(key), value: JSON.stringify(after) }];
}

async function readMany(level: Database, keys: string[]): Promise<Item[]> {
  const found = await attempt(`get ${keys.length} items`, () => level.getMany(keys));
  return found.flatMap((text) => itemOf(text) ?? []);
}

type Start = NonNullable<RangeQuery["start"]>;

/** One row more than the page holds tells whether there is another page. */
async function walk(
  level: Database,
  prefix: string,
  range: RangeQuery,
  sortOf: (start: Start) => string,
): Promise<{ rows: [string, string][]; more: boolean }> {
  const limit = pageLimit(range.limit);
  const { from, to, descending = false, start } = range;
  const low = from === undefined ? prefix + BETWEEN : join(prefix, from);
  const high = to === undefined ? prefix + ABOVE : join(prefix, to) + ABOVE;
  const after = start && join(prefix, sortOf(start));
  const lower = after === undefined || descending ? { gte: low } : { gt: after };
  const upper = after === undefined || !descending ? { lt: high } : { lt: after };
  const options = { ...lower, ...upper, reverse: descending, limit: limit + 1 };
  const rows = await attempt(`query ${range.pk}`, () => level.iterator(options).all());
  return { rows: rows.slice(0, limit), more: rows.length > limit };
}

/** LevelDB's own troubles (a full disk, a failed write) may pass. */
async function attempt<T>(doing: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    const { message } = cause instanceof Error ? cause : new Error(String(cause));
    throw new FlipwatchError("store-unavailable", `The store failed to ${doing}: ${message}`, { retryable: true, cause });
  }
}

function itemKey({ pk, sk }: Key): string {
  return join("item", pk, sk);
}

function indexItemOf(index: IndexName, key: string): Item {
  const [, indexPk, indexSk, pk = "", sk = ""] = key.split(BETWEEN);
  return { pk, sk, [indexes[index].pk]: indexPk, [indexes[index].sk]: indexSk };
}

function join(...parts: string[]): string {
  return parts.join(BETWEEN);
}

function itemOf(text: string | undefined): Item | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Item);
}
