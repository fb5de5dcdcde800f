/** Wraps every call of a table, for faults that come from outside: refusals, delays, a process that ends between two awaits. */
import { type Clock, FlipwatchError, type Item, type Key, type Table } from "@flipwatch/core";
import type { Random } from "./random.ts";

export interface TableCall {
  method: keyof Table;
  isWrite: boolean;
  /** What it is about, for picking calls: the partition, and the sort key where there is one. */
  pk: string;
  sk?: string;
}

export type Around = <T>(call: TableCall, effect: () => Promise<T>) => Promise<T>;

export function aroundTable(table: Table, around: Around): Table {
  const read = (method: keyof Table, { pk, sk }: { pk: string; sk?: string }): TableCall => ({ method, isWrite: false, pk, sk });
  const write = (method: keyof Table, { pk, sk }: Key | Item): TableCall => ({ method, isWrite: true, pk, sk });
  return {
    get: (key) => around(read("get", key), () => table.get(key)),
    getMany: (keys) => around(read("getMany", keys[0] ?? { pk: "" }), () => table.getMany(keys)),
    put: (item, condition) => around(write("put", item), () => table.put(item, condition)),
    remove: (key) => around(write("remove", key), () => table.remove(key)),
    query: (range) => around(read("query", range), () => table.query(range)),
    queryIndex: (index, range) => around(read("queryIndex", range), () => table.queryIndex(index, range)),
  };
}

/** What is wrong with the store just now. Everything is well unless a test says otherwise. */
export interface StoreFaults {
  refusesWrites: boolean;
  refusesReads: boolean;
  /** Share of writes that happen although the caller is told that they failed: the answer got lost. */
  lostAnswers: number;
  /** Share of calls that fail. */
  failures: number;
  /** The longest a call takes; 0 for no time at all. */
  slowMs: number;
  /** Only calls that this picks are affected; all unless told. */
  only?: (call: TableCall) => boolean;
}

export function healthyStore(): StoreFaults {
  return { refusesWrites: false, refusesReads: false, lostAnswers: 0, failures: 0, slowMs: 0 };
}

export function faultyTable(table: Table, faults: StoreFaults, clock: Clock, random: Random): Table {
  return aroundTable(table, async (call, effect) => {
    if (faults.slowMs > 0) await clock.until(clock.now() + random.between(1, faults.slowMs));
    if (faults.only?.(call) === false) return effect();
    const isRefused = call.isWrite ? faults.refusesWrites : faults.refusesReads;
    if (isRefused || (faults.failures > 0 && random.chance(faults.failures))) throw unavailable();
    const result = await effect();
    if (call.isWrite && faults.lostAnswers > 0 && random.chance(faults.lostAnswers)) throw unavailable();
    return result;
  });
}

function unavailable(): FlipwatchError {
  return new FlipwatchError("store-unavailable", "the simulated store is unavailable", { retryable: true });
}
