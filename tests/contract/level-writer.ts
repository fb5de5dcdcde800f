/** A process of its own that writes Heads and events into a store on disk, and says on standard output what was acknowledged, until it is killed. */

import { openLevelStore } from "@flipwatch/adapters/store/level-store";
import { createRecords } from "@flipwatch/adapters/store/records";
import { eventOf, headOf } from "./records/samples.ts";

const [path = ""] = process.argv.slice(2);
const { table } = await openLevelStore(path);
const { heads, log } = createRecords(table);

/** One pair's Head goes in and out of the due index all the time, so that a kill is likely to hit it in between. */
async function write(pair: string): Promise<void> {
  let number = await log.lastNumber(pair);
  let head = (await heads.get(pair)) ?? headOf(pair);
  for (;;) {
    number++;
    const event = eventOf(pair, number);
    head = (await heads.put({ ...head, nextNumber: number + 1, tail: [event] }, 0)) ?? head;
    await log.append([event]);
    head =
      (await heads.put(
        { ...head, tail: [], archivedThrough: number, publishedThrough: number, dueAt: number % 2 ? number : undefined },
        0,
      )) ?? head;
    process.stdout.write(`${JSON.stringify({ pair, number, version: head.version })}\n`);
  }
}

await Promise.all(["a.example.com/A", "b.example.com/A", "c.example.com/A"].map(write));
