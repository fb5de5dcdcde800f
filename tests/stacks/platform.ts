/**
 * SST's own components as they would be deployed: `sst install` lays them down in `.sst/platform`, from the npm registry alone, once a checkout. The
 * package and what lies there must be of one version.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const platform = join(root, ".sst", "platform");

const INSTALL_LIMIT_MS = 600_000;

/** Throws with what SST said. */
export async function installPlatform(): Promise<void> {
  const wanted = JSON.parse(await readFile(join(root, "node_modules/sst/package.json"), "utf8")) as { version: string };
  const version = await readFile(join(platform, "version"), "utf8").catch(() => undefined);
  if (version?.trim() === wanted.version && existsSync(join(platform, "node_modules/@pulumi/aws"))) return;
  process.stderr.write("installing SST's platform and the AWS provider's types, about a minute\n");
  const env = { ...process.env, SST_SKIP_DEPENDENCY_CHECK: "1", SST_NO_BUN: "1", SST_TELEMETRY_DISABLED: "1" };
  const sst = join(root, "node_modules/sst/bin/sst.mjs");
  await promisify(execFile)(process.execPath, [sst, "install", "--stage", "test"], { cwd: root, env, timeout: INSTALL_LIMIT_MS });
}
