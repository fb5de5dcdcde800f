/** A handler bundled as it ships, and what that comes to. For tests and benchmarks. */
import { readdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { handlerBuild } from "../handler-build.ts";

const HANDLERS = fileURLToPath(new URL("../handlers/", import.meta.url));

export const handlerNames: readonly string[] = readdirSync(HANDLERS).map((file) => file.replace(/\.ts$/, ""));

export interface BuiltHandler {
  /** What Lambda loads. */
  file: string;
  /** Read at a cold start: the file and all that it imports at once. */
  startBytes: number;
  /** With what is loaded once it is needed. */
  allBytes: number;
  /** Paths of the sources that a cold start reads. */
  startSources: string[];
}

/** Into `folder`, which is the handler's alone and need not be there. esbuild's process stays until its `stop`. */
export async function buildHandler(handler: string, folder: string): Promise<BuiltHandler> {
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    ...handlerBuild({ entries: { index: join(HANDLERS, `${handler}.ts`) }, folder }),
    absWorkingDir: folder,
    metafile: true,
  });
  const start = [...reached(metafile, "index.mjs", new Set())];
  const bytes = (files: readonly string[]) => files.reduce((sum, file) => sum + (metafile.outputs[file]?.bytes ?? 0), 0);
  return {
    file: join(folder, "index.mjs"),
    startBytes: bytes(start),
    allBytes: bytes(Object.keys(metafile.outputs)),
    startSources: start.flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {})),
  };
}

function reached({ outputs }: Metafile, file: string, found: Set<string>): Set<string> {
  if (found.has(file) || outputs[file] === undefined) return found;
  found.add(file);
  for (const { kind, path } of outputs[file].imports) if (kind === "import-statement") reached({ outputs, inputs: {} }, path, found);
  return found;
}
