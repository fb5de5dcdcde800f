/**
 * The folder with the built dashboard: `packages/dashboard/dist` where that is newer than all it is made of, else one that is kept by the content of
 * its sources, built by Vite in a process of its own. What is built here is whole as soon as it has its name.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = fileURLToPath(new URL("../../../", import.meta.url));
const dashboard = join(packages, "dashboard");
/** What the page is made of. Of core it takes values, of the API only types, which leave nothing in it. */
const SOURCES = [
  "dashboard/index.html",
  "dashboard/package.json",
  "dashboard/vite.config.ts",
  "dashboard/src",
  "dashboard/public",
  "core/src",
];
/** Beside the command line's own bundle, which removes what it does not know. */
const CACHE = "flipwatch-site";
/** Built pages left for processes that are just starting with them, as of another branch. */
const KEPT = 4;
const BUILD_MS = 300_000;

/** Throws what Vite says where it can't be built. */
export async function makeSite(signal: AbortSignal): Promise<string> {
  const dist = join(dashboard, "dist");
  const sources = await filesOf(SOURCES.map((source) => join(packages, source)));
  // Without sources there is only what was built of them.
  if (!existsSync(join(dashboard, "src")) || (await isNewer(join(dist, "index.html"), sources))) return dist;
  const cache = join(dirname(vite()), ".cache", CACHE);
  const folder = join(cache, await keyOf(sources));
  if (await isThere(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  try {
    await build(unfinished, signal);
    await rename(unfinished, folder);
  } catch (problem) {
    await rm(unfinished, { recursive: true, force: true });
    // Whoever started at the same time has made the same page.
    if (!(await isThere(folder))) throw problem;
  }
  await removeOld(cache);
  return folder;
}

/** The folder of the installed package. */
function vite(): string {
  return dirname(createRequire(join(dashboard, "package.json")).resolve("vite/package.json"));
}

async function filesOf(places: readonly string[]): Promise<string[]> {
  const all = await Promise.all(places.filter((place) => existsSync(place)).map(filesAt));
  return all.flat().sort();
}

async function filesAt(place: string): Promise<string[]> {
  if ((await stat(place)).isFile()) return [place];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  const isSource = (name: string) => !/\.test\.tsx?$/.test(name);
  return entries.filter((entry) => entry.isFile() && isSource(entry.name)).map((entry) => join(entry.parentPath, entry.name));
}

async function isNewer(built: string, sources: readonly string[]): Promise<boolean> {
  const builtAt = (await stat(built).catch(absent))?.mtimeMs;
  if (builtAt === undefined) return false;
  const changed = await Promise.all(sources.map(async (source) => (await stat(source)).mtimeMs));
  return changed.every((at) => at <= builtAt);
}

/** By content, so that going back to a branch finds what was built of it; and by Vite's version. */
async function keyOf(sources: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  const files = [...sources, join(vite(), "package.json")];
  const texts = await Promise.all(files.map((file) => readFile(file)));
  for (const [index, text] of texts.entries()) hash.update(`${files[index]} ${text.length}\n`).update(text);
  return hash.digest("hex").slice(0, 16);
}

/** Grows old by its last use. */
async function isThere(folder: string): Promise<boolean> {
  const now = new Date();
  return utimes(folder, now, now).then(
    () => existsSync(join(folder, "index.html")),
    (problem: NodeJS.ErrnoException) => absent(problem) ?? false,
  );
}

/** In a process of its own, which takes its turns with the rest: Vite takes memory and both cores, but somebody waits in front of the page. */
function build(outDir: string, signal: AbortSignal): Promise<void> {
  const parameters = [join(vite(), "bin", "vite.js"), "build", "--outDir", outDir, "--emptyOutDir", "--logLevel", "warn"];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, parameters, { cwd: dashboard, signal, timeout: BUILD_MS }, (problem, _, stderr) => {
      if (problem === null) resolve();
      else reject(new Error(`Vite could not build the dashboard: ${stderr.trim().slice(-2_000) || problem.message}`, { cause: problem }));
    });
  });
}

async function removeOld(cache: string): Promise<void> {
  const folders = (await readdir(cache)).map((name) => join(cache, name));
  const used = await Promise.all(folders.map(async (folder) => ({ folder, at: (await stat(folder).catch(absent))?.mtimeMs ?? 0 })));
  const old = used.sort((a, b) => b.at - a.at).slice(KEPT);
  for (const { folder } of old) await rm(folder, { recursive: true, force: true });
}

function absent(problem: NodeJS.ErrnoException): undefined {
  if (problem.code !== "ENOENT") throw problem;
  return undefined;
}
