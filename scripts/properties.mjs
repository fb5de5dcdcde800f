/** `npm run properties -- --minutes 10`: every property test, again and again with a new seed, until the time is over or one is red. */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" }, seed: { type: "string" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  process.stderr.write(`--minutes ${values.minutes}: expected a number above 0\n`);
  process.exit(2);
}

const files = readdirSync(`${root}packages`, { recursive: true, encoding: "utf8" })
  .filter((file) => /^[a-z]+\/src\/.*\.test\.ts$/.test(file))
  .map((file) => `packages/${file}`)
  .filter((file) => readFileSync(`${root}${file}`, "utf8").includes("fast-check"));
const end = Date.now() + minutes * 60_000;
let rounds = 0;
do {
  const seed = values.seed ?? String(randomInt(2 ** 31));
  const { status, stdout } = spawnSync(`${root}node_modules/.bin/vitest`, ["run", "--project", "unit", "--reporter=dot", ...files], {
    cwd: root,
    env: { ...process.env, PROPERTY_SEED: seed },
    encoding: "utf8",
  });
  rounds += 1;
  if (status !== 0) {
    process.stdout.write(
      `${stdout}\nred with seed ${seed} (round ${rounds}); to repeat it: npm run properties -- --seed ${seed} --minutes 0.01\n`,
    );
    process.exit(1);
  }
  process.stdout.write(`seed ${seed}: green\n`);
} while (Date.now() < end && !values.seed);
process.stdout.write(`${rounds} rounds over ${files.length} files, no counterexample\n`);
