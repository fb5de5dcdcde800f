/**
 * The command line as one file, made by esbuild from the sources at the first start and again after any of them changed: it starts in a fraction
 * of the time that loading them one by one takes, and needs no loader beside it while it runs.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const sources = fileURLToPath(new URL("../../", import.meta.url));
const installed = dirname(dirname(createRequire(import.meta.url).resolve("esbuild/package.json")));
const cache = join(installed, ".cache", "flipwatch");

/** Bundles left for processes that are just starting with them, as of another branch. */
const KEPT = 4;

/** The bundle's URL. Throws what the file system or esbuild says: then the sources still run as they are. */
export async function bundledMain() {
  const file = join(cache, `${keyOfSources()}.mjs`);
  if (isThere(file)) return pathToFileURL(file).href;
  mkdirSync(cache, { recursive: true });
  // Whoever starts at the same time makes the same file; the last one to be renamed stays.
  const unfinished = `${file}.${process.pid}`;
  await bundle(unfinished);
  renameSync(unfinished, file);
  removeOld();
  return pathToFileURL(file).href;
}

/** Grows old by its last use. */
function isThere(file) {
  try {
    utimesSync(file, new Date(), new Date());
    return true;
  } catch {
    return false;
  }
}

/** Names, sizes and times of our sources, and the time at which packages were last installed. */
function keyOfSources() {
  const hash = createHash("sha256");
  const note = (file) => {
    const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? {};
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  };
  for (const room of readdirSync(sources).toSorted()) {
    for (const entry of readdirSync(join(sources, room, "src"), { recursive: true }).toSorted())
      if (entry.endsWith(".ts") && !entry.endsWith(".test.ts")) note(join(sources, room, "src", entry));
  }
  note(join(installed, ".package-lock.json"));
  note(fileURLToPath(import.meta.url));
  return hash.digest("hex").slice(0, 16);
}

async function bundle(outfile) {
  const { build, stop } = await import("esbuild");
  try {
    await build({
      entryPoints: [main],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      // They bring programs of their own, found beside their files.
      external: ["esbuild", "dynalite", "level"],
      plugins: [ownUrls],
      logLevel: "silent",
      // Bundled CommonJS calls `require` for Node's own modules, which ES modules do not have.
      banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
    });
  } finally {
    await stop();
  }
}

/**
 * Our sources find their neighbours by `import.meta.url`, so it stays what it is without a bundle. Also in the text that the lab puts into
 * bundles of its own, where the URL of any file will do.
 */
const ownUrls = {
  name: "own-urls",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      return { contents: text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)), loader: "ts" };
    });
  },
};

function removeOld() {
  const files = readdirSync(cache).map((name) => join(cache, name));
  const usedAt = new Map(files.map((file) => [file, statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0]));
  for (const file of files.toSorted((a, b) => usedAt.get(b) - usedAt.get(a)).slice(KEPT)) rmSync(file, { force: true });
}
