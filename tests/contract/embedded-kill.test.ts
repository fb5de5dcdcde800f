/** The embedded store on disk against `kill -9`, a second process, and a port that is taken. */

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { startEmbedded } from "@flipwatch/adapters/store/embedded";
import { createRecords } from "@flipwatch/adapters/store/records";
import { Level } from "level";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { headOf } from "./records/samples.ts";

interface Acknowledged {
  pair: string;
  number: number;
  version: number;
}

let path = "";
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "flipwatch-store-"));
});
afterEach(() => rm(path, { recursive: true }));

/** Starts the writer, kills it after so many acknowledgements, and gives them. */
async function writeAndKill(acknowledgements: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, ["--import", "tsx", resolve(import.meta.dirname, "embedded-writer.ts"), path], {
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

describe("the embedded store on disk", () => {
  it("has everything it acknowledged after kill -9, again and again, and every due Head in its index", async () => {
    for (const count of [40, 25, 61]) {
      const last = new Map((await writeAndKill(count)).map((acknowledged) => [acknowledged.pair, acknowledged]));
      expect(last.size).toBe(3);
      const embedded = await startEmbedded({ path });
      const { heads, log } = createRecords(embedded.table);
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
      await embedded.close();
    }
  });

  it("writes the due index anew after a kill between an index entry and its item", async () => {
    const first = await startEmbedded({ path });
    const records = createRecords(first.table);
    await records.heads.put(headOf("lost.example.com/A", { dueAt: 5 }), 0);
    await records.heads.put(headOf("calm.example.com/A"), 0);
    await records.heads.put(headOf("moved.example.com/A", { dueAt: 7 }), 0);
    await first.close();
    const level = new Level<string, unknown>(join(path, "table"), { valueEncoding: "json" });
    const entries = await level.iterator({ gte: "index-global~flipwatch~due~", lt: "index-global~flipwatch~due~~" }).all();
    expect(entries).toHaveLength(2);
    for (const [key, entry] of entries) {
      await level.del(key);
      await level.put(`${key}0`, { ...(entry as object), pk: { S: "PAIR#calm.example.com/A" } });
    }
    await level.close();
    await writeFile(join(path, "in-use"), "");
    const second = await startEmbedded({ path });
    expect(await createRecords(second.table).heads.unsettledOrDue(0, 100)).toEqual(["lost.example.com/A", "moved.example.com/A"]);
    await second.close();
  });

  it("tells a second process which directory is taken and what to do, and harms neither", async () => {
    const embedded = await startEmbedded({ path });
    await embedded.table.put({ pk: "A", sk: "B", n: 1 });
    const second = startEmbedded({ path });
    await expect(second).rejects.toMatchObject({
      code: "store-unavailable",
      message: expect.stringContaining(`uses the store in ${path}. Stop that process`),
    });
    expect(await embedded.table.get({ pk: "A", sk: "B" })).toMatchObject({ n: 1 });
    await embedded.close();
  });

  it("says why a directory can't be used", async () => {
    const file = join(path, "file");
    await writeFile(file, "");
    await expect(startEmbedded({ path: join(file, "store") })).rejects.toMatchObject({
      code: "store-unavailable",
      message: expect.stringContaining(file),
    });
  });

  it("names a port that is taken, and lets go of the directory", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await expect(startEmbedded({ path, port })).rejects.toMatchObject({
      code: "address-in-use",
      message: expect.stringContaining(String(port)),
    });
    await (await startEmbedded({ path })).close();
    server.close();
  });
});
