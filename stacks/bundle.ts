/** Bundles a handler for Lambda, with its configuration beside it; with the very options that the lab's functions are bundled with. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { handlerBuild } from "@flipwatch/functions/handler-build";
import { build } from "esbuild";
import type { HandlerName } from "./lambda.ts";

/** The folder, below SST's own for such work. Whatever lay there is removed. */
export async function bundleHandler(handler: HandlerName, config: unknown): Promise<string> {
  const root = $cli.paths.root;
  const folder = join($cli.paths.work, "flipwatch", handler);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await build(handlerBuild({ entries: { index: join(root, "packages/functions/src/handlers", `${handler}.ts`) }, folder }));
  await writeFile(join(folder, "flipwatch.config.json"), JSON.stringify(config));
  return folder;
}
