/** `npm test`: installs what is missing, then runs every check, the quick ones first, and closes with one line of counts. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assertNodeVersion, installWhatIsMissing } from "./installed.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
function run(title, command) {
  const startedAt = Date.now();
  process.stdout.write(`\n── ${title}\n`);
  // Not by npx: inside `npx -c 'npm test'` a second npx takes over the first one's `-c` and refuses.
  const [tool, ...parameters] = command;
  const done = spawnSync(`${root}node_modules/.bin/${tool}`, parameters, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  process.stdout.write(`   ${done.status === 0 ? "ok" : "FAILED"} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
  return done.status === 0;
}

assertNodeVersion();
installWhatIsMissing();
mkdirSync(`${root}.cache`, { recursive: true });

const checks = [
  ["format", ["biome", "format", "."]],
  ["lint", ["biome", "lint", "--error-on-warnings", "."]],
  ["lint (types)", ["oxlint", "--type-aware", "--deny-warnings"]],
  ["types", ["tsc", "--noEmit", "-p", "tsconfig.json"]],
];
// Labs watch the clock, so nothing else may compete with one for two cores.
const suites = [
  ["unit, tidy, contract, simulation", ["--project", "unit", "--project", "tidy", "--project", "contract", "--project", "simulation"]],
  ["acceptance", ["--project", "acceptance"]],
  ["acceptance in labs", ["--project", "labs", "--no-file-parallelism"]],
  ["the dashboard in a browser", ["--project", "browser", "--no-file-parallelism"]],
];

let passed = 0;
let failed = 0;
let skipped = 0;
for (const [title, command] of checks) {
  if (run(title, command)) passed += 1;
  else failed += 1;
}
for (const [title, projects] of suites) {
  const report = `${root}.cache/vitest-report.json`;
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const ok = run(`${title} on Node ${process.versions.node}`, ["vitest", "run", ...projects, ...reporters, ...process.argv.slice(2)]);
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;
  passed += counts?.numPassedTests ?? 0;
  skipped += counts?.numPendingTests ?? 0;
  // A suite may fail without a failed test: a file that does not load, an error outside any test.
  failed += Math.max(counts?.numFailedTests ?? 0, ok ? 0 : 1);
}
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(failed === 0 ? 0 : 1);
