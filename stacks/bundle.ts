/** Bundles a handler for Lambda, with its configuration beside it; with the very options that the lab's functions are bundled with. Needs nothing of SST's. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { handlerBuild } from "@flipwatch/functions/handler-build";
import { build } from "esbuild";
import type { HandlerName } from "./needs.ts";

export interface BundleSpec {
  handler: HandlerName;
  /** Its part of the configuration. */
  config: unknown;
  /** The folder in which the handler gets one of its own. Whatever lay there is removed. */
  within: string;
  /** The repository's. */
  root: string;
}

/** Gives the handler's folder, whose `index.mjs` exports `handler`. Rejects with esbuild's own words. */
export async function bundleHandler({ handler, config, within, root }: BundleSpec): Promise<string> {
  const folder = join(within, handler);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await build(handlerBuild({ entries: { index: join(root, "packages/functions/src/handlers", `${handler}.ts`) }, folder }));
  await writeFile(join(folder, "flipwatch.config.json"), JSON.stringify(config));
  return folder;
}
