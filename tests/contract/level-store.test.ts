/** The store on disk: the contract across a restart, `kill -9`, a second process, a directory that is none, and a disk that refuses writes. */

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { openLevelStore } from "@flipwatch/adapters/store/level-store";
import { createLevelTable, type Database } from "@flipwatch/adapters/store/level-table";
import { createRecords } from "@flipwatch/adapters/store/records";
import { Level } from "level";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { recordsContract } from "./records.contract.ts";
import { storedContract } from "./stored.contract.ts";
import { tableContract } from "./table.contract.ts";

interface Acknowledged {
  pair: string;
  number: number;
  version: number;
}

const closers: (() => Promise<void>)[] = [];
afterAll(async () => void (await Promise.all(closers.map((close) => close()))));

let path = "";
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "flipwatch-store-"));
});
afterEach(() => rm(path, { recursive: true }));

/** Starts the writer, kills it after so many acknowledgements, and gives them. */
async function writeAndKill(acknowledgements: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, ["--import", "tsx", resolve(import.meta.dirname, "level-writer.ts"), path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const seen: Acknowledged[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("{")) seen.push(JSON.parse(line) as Acknowledged);
    if (seen.length === acknowledgements) child.kill("SIGKILL");
  }
  await ended;
  return seen;
}

/** Opened, closed and opened again, so that the contract runs on a store that was found. */
async function onDisk() {
  const directory = await mkdtemp(join(tmpdir(), "flipwatch-store-"));
  await (await openLevelStore(directory)).close();
  const store = await openLevelStore(directory);
  closers.push(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });
  return store.table;
}

tableContract("LevelDB on disk", onDisk);
recordsContract("LevelDB on disk", onDisk);
storedContract("LevelDB on disk", onDisk);

describe("the store on disk", () => {
  it("has everything it acknowledged after kill -9, again and again, and every due Head in its index", async () => {
    for (const count of [40, 25, 61]) {
      const last = new Map((await writeAndKill(count)).map((acknowledged) => [acknowledged.pair, acknowledged]));
      expect(last.size).toBe(3);
      const store = await openLevelStore(path);
      const { heads, log } = createRecords(store.table);
      const due = [];
      for (const { pair, number, version } of last.values()) {
        const head = await heads.get(pair);
        expect(head?.version).toBeGreaterThanOrEqual(version);
        if (head?.tail.length || head?.dueAt !== undefined) due.push(pair);
        const numbers = (await log.read(pair, { limit: 1_000 })).map((event) => event.number);
        expect(numbers.length).toBeGreaterThanOrEqual(number);
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      }
      expect((await heads.unsettledOrDue(0, 1_000_000)).toSorted()).toEqual(due.toSorted());
      await store.close();
    }
  });

  it("tells a second process which directory is taken and what to do, and harms neither", async () => {
    const store = await openLevelStore(path);
    await store.table.put({ pk: "A", sk: "B", n: 1 });
    const second = openLevelStore(path);
    await expect(second).rejects.toMatchObject({
      code: "store-unavailable",
      message: expect.stringContaining(`uses the store in ${path}. Stop that process`),
    });
    expect(await store.table.get({ pk: "A", sk: "B" })).toMatchObject({ n: 1 });
    await store.close();
  });

  it("says why a directory can't be used", async () => {
    const file = join(path, "file");
    await writeFile(file, "");
    await expect(openLevelStore(join(file, "store"))).rejects.toMatchObject({
      code: "store-unavailable",
      message: expect.stringContaining(file),
    });
  });

  it("answers a write that LevelDB refuses with a retryable error, changes nothing, and takes the next one", async () => {
    const level: Database = new Level(join(path, "table"), { keyEncoding: "utf8", valueEncoding: "utf8" });
    const table = createLevelTable(level);
    await table.put({ pk: "A", sk: "B", n: 1, duePk: "DUE", dueSk: "1" });
    const refused = vi.spyOn(level, "batch").mockRejectedValueOnce(new Error("No space left on device"));
    const write = table.put({ pk: "A", sk: "B", n: 2 }, { attribute: "n", equals: 1 });
    await expect(write).rejects.toMatchObject({ code: "store-unavailable", retryable: true });
    expect(refused).toHaveBeenCalledTimes(1);
    expect(await table.get({ pk: "A", sk: "B" })).toMatchObject({ n: 1 });
    expect((await table.queryIndex("due", { pk: "DUE" })).items).toHaveLength(1);
    expect(await table.put({ pk: "A", sk: "B", n: 3 }, { attribute: "n", equals: 1 })).toBe(true);
    await level.close();
  });
});
