/**
 * Items, and the same range, that are asked for side by side, as one request to the store: in a small Lambda each request costs more of the processor
 * than the store's answer takes, and an alert waits for all of them. Decides nothing else; what is read is what each would have read by itself.
 */
import { nextTick } from "node:process";
import type { Item, Key, Page, RangeQuery, Table } from "@flipwatch/core";
import { refuseKey } from "./store-error.ts";

/** What DynamoDB takes in one BatchGetItem. More are asked for as they would be without this, each asker's at the same time as the others'. */
const KEYS_AT_ONCE = 100;

interface Ask {
  keys: readonly Key[];
  resolve(items: Item[]): void;
  reject(problem: unknown): void;
}

/**
 * Whoever asks in the same turn of the event loop shares a request, and the items of it; and its trouble, where there is one. Nobody is given the
 * answer to what was sent before: it may lack what was written since.
 */
export function joinReads(table: Table): Table {
  let asked: Ask[] = [];
  const ranges = new Map<string, Promise<Page>>();
  const flush = () => {
    const asks = asked;
    asked = [];
    void answer(table, asks);
  };
  const ask = (keys: readonly Key[]) =>
    new Promise<Item[]>((resolve, reject) => {
      asked.push({ keys, resolve, reject });
      if (asked.length === 1) atEndOfTurn(flush);
    });
  const query = (range: RangeQuery) => {
    const name = JSON.stringify(range);
    const known = ranges.get(name);
    if (known !== undefined) return known;
    const page = new Promise<void>(atEndOfTurn).then(() => {
      ranges.delete(name);
      return table.query(range);
    });
    ranges.set(name, page);
    return page;
  };
  return {
    ...table,
    async get(key) {
      // One that the store would refuse must not spoil what others ask for.
      refuseKey(key);
      return (await ask([key]))[0];
    },
    async getMany(keys) {
      keys.forEach(refuseKey);
      return keys.length === 0 ? [] : ask(keys);
    },
    query,
  };
}

/** Once all that is under way has come as far as it can. */
function atEndOfTurn(act: () => void): void {
  queueMicrotask(() => nextTick(act));
}

async function answer(table: Table, asks: readonly Ask[]): Promise<void> {
  const distinct = new Map(asks.flatMap(({ keys }) => keys.map((key) => [nameOf(key), key] as const)));
  if (asks.length === 1 || distinct.size > KEYS_AT_ONCE) {
    for (const each of asks) alone(table, each.keys).then(each.resolve, each.reject);
    return;
  }
  try {
    const items = distinct.size === 1 ? await alone(table, [...distinct.values()]) : await table.getMany([...distinct.values()]);
    const found = new Map(items.map((item) => [nameOf(item), item]));
    for (const { keys, resolve } of asks) resolve([...new Set(keys.map(nameOf))].flatMap((name) => found.get(name) ?? []));
  } catch (problem) {
    for (const { reject } of asks) reject(problem);
  }
}

async function alone(table: Table, keys: readonly Key[]): Promise<Item[]> {
  const [key, ...others] = keys;
  if (key === undefined || others.length > 0) return table.getMany(keys);
  const item = await table.get(key);
  return item === undefined ? [] : [item];
}

function nameOf({ pk, sk }: Key): string {
  return JSON.stringify([pk, sk]);
}
