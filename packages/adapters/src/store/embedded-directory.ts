/** The embedded store's directory: lets one process in at a time, and notices when the last one did not leave properly. */

import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { FlipwatchError } from "@flipwatch/core";
import { Level } from "level";
import { repair } from "./embedded-repair.ts";

export interface OpenDirectory {
  /** Where the database lies, for dynalite to open. */
  database: string;
  /** To be called once the database is closed. */
  closed(): Promise<void>;
}

/** Throws `store-unavailable`, naming the directory and what to do. */
export async function openDirectory(path: string, tableName: string): Promise<OpenDirectory> {
  const directory = resolve(path);
  const [database, mark] = [join(directory, "table"), join(directory, "in-use")];
  await usable(directory, () => mkdir(directory, { recursive: true }));
  const level = new Level<string, unknown>(database, { valueEncoding: "json" });
  await usable(directory, () => level.open());
  try {
    if (await exists(mark)) await repair(level, tableName);
    await usable(directory, () => writeFile(mark, `${process.pid}\n`));
  } finally {
    await level.close();
  }
  return { database, closed: () => rm(mark, { force: true }) };
}

async function usable(directory: string, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
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

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
