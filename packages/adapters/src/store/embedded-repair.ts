/** Makes a killed embedded store whole again: the table, and the due index against the items. Knows how dynalite 4.0.0 lays out its database. */
import { type Item, indexes } from "@flipwatch/core";
import dynaliteDb, { type Attributes } from "dynalite/db/index.js";
import type { Level } from "level";
import { tableSchema } from "./table-schema.ts";

type Operation = { type: "del"; key: string } | { type: "put"; key: string; value: unknown };

/** Operations written together. */
const BATCH_SIZE = 1_000;

/** To be called before dynalite opens the database. */
export async function repair(level: Level<string, unknown>, tableName: string): Promise<void> {
  await forgetHalfMadeTable(level, `table~${tableName}`);
  await rewriteDueIndex(level, tableName);
}

/** dynalite makes a table in two steps, and never takes the second one for a table it finds half made. */
async function forgetHalfMadeTable(level: Level<string, unknown>, key: string): Promise<void> {
  const table = (await level.get(key)) as { TableStatus?: string } | undefined;
  if (table && table.TableStatus !== "ACTIVE") await level.del(key);
}

/**
 * dynalite writes an item's index entries first and the item after them, each by itself. A kill in between leaves an entry that
 * belongs to no item, or an item without its entry: a Head that nobody would find due. So all entries are written anew.
 * The index by day needs none of this: events are only added, and an interrupted one is added again under the same keys.
 */
async function rewriteDueIndex(level: Level<string, unknown>, tableName: string): Promise<void> {
  const prefix = `index-global~${tableName}~due~`;
  let batch: Operation[] = [];
  const write = async (atLeast: number) => {
    if (batch.length < atLeast) return;
    await level.batch(batch);
    batch = [];
  };
  for await (const key of level.keys(within(prefix))) {
    batch.push({ type: "del", key });
    await write(BATCH_SIZE);
  }
  await write(1);
  for await (const value of level.values(within(`item-${tableName}~`))) {
    const entry = dueEntry(value as Attributes, tableName);
    if (entry) batch.push({ type: "put", key: prefix + entry.key, value: entry.value });
    await write(BATCH_SIZE);
  }
  await write(1);
}

function within(prefix: string): { gte: string; lt: string } {
  return { gte: prefix, lt: `${prefix}\u00ff` };
}

/** The entry that dynalite would write for the item now: only the key attributes. */
function dueEntry(item: Attributes, tableName: string): { key: string; value: Attributes } | undefined {
  const schema = tableSchema(tableName);
  const index = schema.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === "due");
  const { pk, sk } = indexes.due;
  if (!index || item[pk] === undefined || item[sk] === undefined) return undefined;
  const names = [pk, sk, "pk", "sk"] satisfies (keyof Item)[];
  const value = Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
  return { key: dynaliteDb.createIndexKey(value, schema, index.KeySchema ?? []), value };
}
