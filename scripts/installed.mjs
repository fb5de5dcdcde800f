/** Installs what is missing from the lock file, so that every command works on a fresh clone. Uses nothing but Node itself. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function packagesOf(file) {
  return JSON.parse(readFileSync(`${root}${file}`, "utf8")).packages;
}

/** Whether node_modules holds every package that the lock file wants, in its version. Optional ones depend on the platform. */
function complete() {
  if (!existsSync(`${root}node_modules/.package-lock.json`)) return false;
  const installed = packagesOf("node_modules/.package-lock.json");
  return Object.entries(packagesOf("package-lock.json")).every(
    ([path, wanted]) =>
      !path.startsWith("node_modules/") ||
      wanted.optional ||
      wanted.devOptional ||
      wanted.link ||
      installed[path]?.version === wanted.version,
  );
}

export function assertNodeVersion() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(
    `flipwatch needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer Node and run the command again.\n`,
  );
  process.exit(1);
}

/** Runs `npm ci` when something is missing; its output goes to standard error, so that `--json` stays clean. */
export function installWhatIsMissing() {
  if (complete()) return;
  process.stderr.write("Installing what is missing from the lock file (npm ci) …\n");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const done = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (done.status === 0) return;
  process.stderr.write("npm ci failed; see its message above. Check the network and the npm registry, then run the command again.\n");
  process.exit(1);
}
