/** Turns the shipped Lambda handlers into the files that Lambda would be given, as a deployment does, made anew at each start of the lab. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FlipwatchError } from "@flipwatch/core";
import { handlerBuild } from "@flipwatch/functions/handler-build";
import { type BuildOptions, build, stop } from "esbuild";

export interface Bundles {
  /** The bundle of a handler; throws `not-found` for one that was not asked for. */
  fileOf(handler: string): string;
  /** The runtime that loads a handler inside its sandbox. */
  runtime: string;
  /** Removes the files. */
  close(): Promise<void>;
}

/** Where the shipped handlers are. */
export function shippedHandlers(): string {
  return dirname(createRequire(import.meta.url).resolve("@flipwatch/functions/handlers/discover"));
}

/** esbuild works in a child process of some 50 MB; nobody needs it once the last build under way is done. */
let building = 0;
async function buildThenStop(options: BuildOptions): Promise<void> {
  building += 1;
  try {
    await build(options);
  } finally {
    building -= 1;
    if (building === 0) await stop();
  }
}

/** Bundles `directory/<name>.ts` for every name. Throws `lab-failed` with esbuild's own words. */
export async function bundleHandlers(directory: string, names: readonly string[]): Promise<Bundles> {
  const missing = names.filter((name) => !existsSync(join(directory, `${name}.ts`)));
  if (missing.length > 0) throw new FlipwatchError("lab-failed", `no handler ${missing.join(", ")} in ${directory}`);
  const folder = await mkdtemp(join(tmpdir(), "flipwatch-lab-"));
  const close = () => rm(folder, { recursive: true, force: true });
  const entries = Object.fromEntries(names.map((name) => [name, join(directory, `${name}.ts`)]));
  const runtime = fileURLToPath(new URL("./sandbox-runtime.ts", import.meta.url));
  try {
    await buildThenStop(handlerBuild({ entries: { ...entries, "sandbox-runtime": runtime }, folder }));
  } catch (cause) {
    await close();
    throw new FlipwatchError("lab-failed", `bundling the handlers failed: ${(cause as Error).message}`, { cause });
  }
  const fileOf = (handler: string) => {
    if (!names.includes(handler)) throw new FlipwatchError("not-found", `no function ${handler}; there are ${names.join(", ")}`);
    return join(folder, `${handler}.mjs`);
  };
  return { fileOf, runtime: join(folder, "sandbox-runtime.mjs"), close };
}
