/** `npm test`: installs what is missing, then runs every check, the quick ones first, and closes with one line of counts. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assertNodeVersion, installWhatIsMissing } from "./installed.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const report = `${root}.cache/vitest-report.json`;

function run(title, command) {
  const startedAt = Date.now();
  process.stdout.write(`\n── ${title}\n`);
  const done = spawnSync("npx", ["--no-install", ...command], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  process.stdout.write(`   ${done.status === 0 ? "ok" : "FAILED"} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
  return done.status === 0;
}

assertNodeVersion();
installWhatIsMissing();
mkdirSync(`${root}.cache`, { recursive: true });
rmSync(report, { force: true });

const checks = [
  ["format", ["biome", "format", "."]],
  ["lint", ["biome", "lint", "--error-on-warnings", "."]],
  ["lint (types)", ["oxlint", "--type-aware", "--deny-warnings"]],
  ["types", ["tsc", "--noEmit", "-p", "tsconfig.json"]],
];
const failedChecks = checks.filter(([title, command]) => !run(title, command)).map(([title]) => title);
const testsOk = run(`tests on Node ${process.versions.node}`, [
  "vitest",
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);

const counts = JSON.parse(readFileSync(report, "utf8"));
const failed = counts.numFailedTests + failedChecks.length + (testsOk || counts.numFailedTests > 0 ? 0 : 1);
if (failedChecks.length > 0) process.stdout.write(`\nfailed: ${failedChecks.join(", ")}\n`);
process.stdout.write(
  `\n${counts.numPassedTests + checks.length - failedChecks.length} passed, ${failed} failed, ${counts.numPendingTests} skipped\n`,
);
process.exit(failed === 0 && testsOk ? 0 : 1);
