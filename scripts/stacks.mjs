/** `npm run test:stacks`: the deployment evaluated without an account. SST's platform is laid down first, then the types are checked, then the tests run. */
import { spawnSync } from "node:child_process";

const steps = [
  ["tsx", "-e", 'import("./tests/stacks/platform.ts").then(({ installPlatform }) => installPlatform())'],
  // The site that would be put into the bucket.
  ["vite", "build", "packages/dashboard", "--logLevel", "warn"],
  ["tsc", "--noEmit", "-p", "stacks/tsconfig.json"],
  ["vitest", "run", "--project", "stacks", "--no-file-parallelism", ...process.argv.slice(2)],
];
for (const [command, ...args] of steps) {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
