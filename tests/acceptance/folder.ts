/** Folders for tests, below the system's own for temporary files, and the configuration in them as a person would write it. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FlipwatchConfig } from "@flipwatch/core";

const made: string[] = [];

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "flipwatch-acceptance-"));
  made.push(folder);
  return folder;
}

/** For `afterEach` and `afterAll`, once nothing uses them any more. */
export async function removeFolders(): Promise<void> {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
}

/** `flipwatch.config.ts`, through `defineConfig` as the documentation shows it. */
export async function writeConfig(folder: string, config: FlipwatchConfig): Promise<void> {
  const text = `import { defineConfig } from "flipwatch/config";\n\nexport default defineConfig(${JSON.stringify(config, null, 2)});\n`;
  await writeFile(join(folder, "flipwatch.config.ts"), text);
}
