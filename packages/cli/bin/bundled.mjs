/**
 * The command line as a few files, made by esbuild from the sources at the first start and again after any of them changed: it starts in a
 * fraction of the time that loading them one by one takes, each command loads only its own, and no loader is needed beside it while it runs.
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

/** Bundles left for processes that are just starting with them, as of another branch. A command loads all it needs as it starts. */
const KEPT = 4;

/** The URL of the bundle's entry. Throws what the file system or esbuild says: then the sources still run as they are. */
export async function bundledMain() {
  const folder = join(cache, keyOfSources());
  const entry = pathToFileURL(join(folder, "main.mjs")).href;
  if (isThere(folder)) return entry;
  mkdirSync(cache, { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  await bundle(unfinished);
  try {
    renameSync(unfinished, folder);
  } catch (problem) {
    // Whoever started at the same time has made the same bundle.
    rmSync(unfinished, { recursive: true, force: true });
    if (!isThere(folder)) throw problem;
  }
  removeOld();
  return entry;
}

/** Whole as soon as it has its name. Grows old by its last use. */
function isThere(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
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

async function bundle(outdir) {
  const { build, stop } = await import("esbuild");
  try {
    await build({
      entryPoints: [main],
      outdir,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      splitting: true,
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
 * bundles of its own, where the URL of any file will do. In quotes it is a name, as of one of esbuild's options.
 */
const ownUrls = {
  name: "own-urls",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      return { contents: text.replaceAll(/(?<!["'`])import\.meta\.url/g, JSON.stringify(pathToFileURL(path).href)), loader: "ts" };
    });
  },
};

function removeOld() {
  const bundles = readdirSync(cache).map((name) => join(cache, name));
  const usedAt = new Map(bundles.map((bundle) => [bundle, statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? 0]));
  const old = bundles.toSorted((a, b) => usedAt.get(b) - usedAt.get(a)).slice(KEPT);
  for (const bundle of old) rmSync(bundle, { recursive: true, force: true });
}
