/** The table that remembers, held to the contract; and that it never gives what was overwritten while it was read. */
import { createMemoryTable } from "@flipwatch/adapters/store/memory-table";
import { rememberingTable } from "@flipwatch/adapters/store/remembering-table";
import type { Item, Key, Table } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { recordsContract } from "./records.contract.ts";
import { tableContract } from "./table.contract.ts";

tableContract("memory, remembered", async () => rememberingTable(createMemoryTable()));
tableContract("memory, remembered, with room for two items", async () => rememberingTable(createMemoryTable(), 2));
recordsContract("memory, remembered", async () => rememberingTable(createMemoryTable()));

const key: Key = { pk: "PAIR#a.example.com/A", sk: "HEAD" };
const version = (n: number): Item => ({ ...key, n });

interface Step {
  /** Lets the store do it. */
  act(): Promise<unknown>;
  /** Lets the answer arrive. */
  answer(): void;
}

/** A store whose answers to reads and writes arrive when the test says so, in any order. */
function steppedTable(): { table: Table; steps: Step[] } {
  const inner = createMemoryTable();
  const steps: Step[] = [];
  const stepped = <T>(run: () => Promise<T>): Promise<T> =>
    new Promise((resolve) => {
      let result: Promise<T> | undefined;
      const act = () => {
        result ??= run();
        return result;
      };
      steps.push({ act, answer: () => resolve(act()) });
    });
  const table: Table = {
    ...inner,
    get: (asked) => stepped(() => inner.get(asked)),
    put: (item, condition) => stepped(() => inner.put(item, condition)),
  };
  return { table, steps };
}

describe("what is remembered", () => {
  it("is read from the store once, and written to it every time", async () => {
    const asked: string[] = [];
    const inner = createMemoryTable();
    const table = rememberingTable({
      ...inner,
      get: (of) => inner.get(of).finally(() => asked.push("get")),
      put: (item, condition) => inner.put(item, condition).finally(() => asked.push("put")),
    });
    await table.put(version(1));
    expect(await table.get(key)).toEqual(version(1));
    await table.put(version(2), { attribute: "n", equals: 1 });
    expect(await table.get(key)).toEqual(version(2));
    expect(asked).toEqual(["put", "get", "put"]);
  });

  it("is nothing that a caller can change", async () => {
    const table = rememberingTable(createMemoryTable());
    await table.put({ ...key, list: [1] });
    for (const item of [await table.get(key), await table.get(key)]) (item as { list: number[] } | undefined)?.list.push(2);
    expect(await table.get(key)).toEqual({ ...key, list: [1] });
  });

  it("is not what a refused write wanted", async () => {
    const table = rememberingTable(createMemoryTable());
    await table.put(version(1));
    await table.get(key);
    expect(await table.put(version(3), { attribute: "n", equals: 2 })).toBe(false);
    expect(await table.get(key)).toEqual(version(1));
  });

  it("is not what was read before a write and arrives after it", async () => {
    const { table: inner, steps } = steppedTable();
    const table = rememberingTable(inner);
    const read = table.get(key);
    await steps[0]?.act();
    const write = table.put(version(1));
    steps[1]?.answer();
    await write;
    steps[0]?.answer();
    expect(await read).toBeUndefined();
    const again = table.get(key);
    steps[2]?.answer();
    expect(await again).toEqual(version(1));
  });

  it("is neither of two writes whose answers may have crossed", async () => {
    const { table: inner, steps } = steppedTable();
    const table = rememberingTable(inner);
    const first = table.put(version(1));
    steps[0]?.answer();
    await first;
    const known = table.get(key);
    steps[1]?.answer();
    await known;
    const writes = [table.put(version(2)), table.put(version(3))];
    await steps[2]?.act();
    await steps[3]?.act();
    steps[3]?.answer();
    steps[2]?.answer();
    await Promise.all(writes);
    const read = table.get(key);
    steps[4]?.answer();
    expect(await read).toEqual(version(3));
  });
});
