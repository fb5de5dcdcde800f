/** The envelope of every stored item: schema version, the body as the rest of Flipwatch knows it, and beside it what conditions and indexes need. */
import { assert, FlipwatchError, type Item, indexes, type Key, type Ms, type Page, type RangeQuery, type Table } from "@flipwatch/core";
import { shown } from "./store-error.ts";
import { EXPIRES_AT } from "./table-schema.ts";

/**
 * Grows when an item's meaning changes such that an older Flipwatch would misread it. Items of every earlier version stay readable: `tests/contract/stored`
 * holds some of each, and a new version brings a file of its own.
 */
const SCHEMA_VERSION = 1;
/** Of an item that names none. */
const FIRST_VERSION = 1;

/** Told of an item that is not what it should be. It is skipped: one bad item must not blind a whole shard. */
export type OnMalformed = (found: { key: Key; problem: string }) => void;

/** Attributes beside the body, for conditions. */
export type Beside = Record<string, number | string>;

export function stored(key: Key, body: unknown, beside: Beside = {}): Item {
  return { ...beside, ...key, v: SCHEMA_VERSION, body };
}

export function inDayIndex(pk: string, sk: string): Beside {
  return { [indexes.day.pk]: pk, [indexes.day.sk]: sk };
}

export function inDueIndex(pk: string, sk: string): Beside {
  return { [indexes.due.pk]: pk, [indexes.due.sk]: sk };
}

/** For what nobody reads any more after that time, and nobody might remove: of a region that is no longer configured, for example. */
export function expiring(at: Ms): Beside {
  return { [EXPIRES_AT]: Math.ceil(at / 1_000) };
}

/** The body as it was written by a known version. Throws `store-unavailable` for one written by a newer Flipwatch: misreading it would be worse. */
export function bodyOf<T>(item: Item): T {
  const { v = FIRST_VERSION } = item;
  if (typeof v === "number" && v > SCHEMA_VERSION) {
    const what = `The item ${shown(item)} was written by a newer Flipwatch (schema ${v}; this one knows up to ${SCHEMA_VERSION}).`;
    throw new FlipwatchError("store-unavailable", `${what} Update this Flipwatch, or point it at another table.`);
  }
  assert(v === SCHEMA_VERSION, `the item ${shown(item)} is of a schema version that there was`);
  return item.body as T;
}

export async function getBody<T>(table: Table, key: Key): Promise<T | undefined> {
  const item = await table.get(key);
  return item && bodyOf<T>(item);
}

/** Items of the range up to `limit`, over as many pages as that takes: a page may end early, at 1 MB. */
export async function collect(next: (range: RangeQuery) => Promise<Page>, range: RangeQuery, limit: number): Promise<Item[]> {
  const found: Item[] = [];
  let start: Page["next"];
  // Bounded by the items: a page that is not the last holds at least one.
  do {
    const page = await next({ ...range, limit: Math.min(limit - found.length, 1_000), start });
    found.push(...page.items);
    start = page.next;
  } while (start && found.length < limit);
  return found;
}

/** Optimistic concurrency: stored as the next version if the stored one is still the one that was read; undefined when refused. */
export async function putVersion<T extends { version: number }>(
  table: Table,
  key: Key,
  body: T,
  beside: Beside = {},
): Promise<T | undefined> {
  const next = { ...body, version: body.version + 1 };
  const condition = { attribute: "version", equals: body.version === 0 ? undefined : body.version };
  return (await table.put(stored(key, next, { ...beside, version: next.version }), condition)) ? next : undefined;
}

/** The later of moments that may be missing; 0 where there is none. */
export function latest(...moments: (Ms | undefined)[]): Ms {
  return Math.max(0, ...moments.map((moment) => moment ?? 0));
}
