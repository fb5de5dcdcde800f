/** Exit codes, the same for every command, and how a problem reaches the person at the terminal. */
import { FlipwatchError } from "@flipwatch/core";

export const EXIT = {
  ok: 0,
  /** The command ran, and what it found or met is bad: a demo step not seen, a server that can't be reached. */
  failed: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
} as const;

/** Ends the process. An expected problem is one clear message; an unexpected one shows its stack, since it is our fault. */
export function fail(problem: unknown): never {
  if (problem instanceof FlipwatchError) {
    process.stderr.write(`flipwatch: ${problem.message}\n`);
    process.exit(problem.code === "config-invalid" ? EXIT.usage : EXIT.failed);
  }
  process.stderr.write(`flipwatch: unexpected error, please report it:\n${problem instanceof Error ? problem.stack : String(problem)}\n`);
  process.exit(EXIT.failed);
}
