/**
 * SST's own components as they would be deployed: `sst install` lays them down in `.sst/platform`, from the npm registry alone, once a checkout. The
 * package and what lies there must be of one version.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const platform = join(root, ".sst", "platform");

const INSTALL_LIMIT_MS = 600_000;

/** Our own configuration wants `flipwatch.config.ts`, which a clean checkout has not; the platform is the same for every app. */
const ANY_APP = 'export default $config({ app: () => ({ name: "flipwatch", home: "aws" }), async run() {} });\n';

/** Throws with what SST said. */
export async function installPlatform(): Promise<void> {
  const wanted = JSON.parse(await readFile(join(root, "node_modules/sst/package.json"), "utf8")) as { version: string };
  const version = await readFile(join(platform, "version"), "utf8").catch(() => undefined);
  if (version?.trim() === wanted.version && existsSync(join(platform, "node_modules/@pulumi/aws"))) return;
  process.stderr.write("installing SST's platform and the AWS provider's types, about a minute\n");
  await mkdir(join(root, ".cache"), { recursive: true });
  const folder = await mkdtemp(join(root, ".cache", "sst-"));
  try {
    await writeFile(join(folder, "sst.config.ts"), ANY_APP);
    const env = { ...process.env, SST_SKIP_DEPENDENCY_CHECK: "1", SST_NO_BUN: "1", SST_TELEMETRY_DISABLED: "1" };
    const sst = join(root, "node_modules/sst/bin/sst.mjs");
    await promisify(execFile)(process.execPath, [sst, "install", "--stage", "test"], { cwd: folder, env, timeout: INSTALL_LIMIT_MS });
    await rm(platform, { recursive: true, force: true });
    await mkdir(dirname(platform), { recursive: true });
    await rename(join(folder, ".sst", "platform"), platform);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
