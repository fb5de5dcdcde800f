/** The store of a process that keeps its record on disk itself: opens its directory, lets one process in at a time, and gives the table on it. */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { FlipwatchError, type Table } from "@flipwatch/core";
import { Level } from "level";
import { createLevelTable, type Database } from "./level-table.ts";

export interface LevelStore {
  table: Table;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

/** Makes the directory where it is missing. Throws `store-unavailable` when another living process uses it or it can't be used, with what to do. */
export async function openLevelStore(path: string): Promise<LevelStore> {
  const directory = resolve(path);
  try {
    await mkdir(directory, { recursive: true });
    const level: Database = new Level(join(directory, "table"), { keyEncoding: "utf8", valueEncoding: "utf8" });
    await level.open();
    return { table: createLevelTable(level), close: () => level.close() };
  } catch (cause) {
    throw new FlipwatchError("store-unavailable", isLocked(cause) ? lockedMessage(directory) : failedMessage(directory, cause), { cause });
  }
}

/** LevelDB's lock belongs to a living process: the system takes it from a dead one. */
function isLocked(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "LEVEL_LOCKED";
}

function lockedMessage(directory: string): string {
  return `Another running process uses the store in ${directory}. Stop that process, or give this one a directory of its own.`;
}

function failedMessage(directory: string, error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return `The store can't be opened in ${directory}: ${inner instanceof Error ? inner.message : String(inner)}. Check that the directory is writable and its disk not full.`;
}
