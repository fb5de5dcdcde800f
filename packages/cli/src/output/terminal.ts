/** Writing to the terminal: colours only where a person looks, whole lines only, and no crash when the reader has gone. */
import { createColors } from "picocolors";

/** Colour on a terminal alone; NO_COLOR switches it off, as users of other tools expect. */
export const colour = createColors(process.stdout.isTTY === true && process.env.NO_COLOR === undefined && process.env.TERM !== "dumb");

// `flipwatch events | head` closes our pipe: that is how the reader says "enough".
process.stdout.on("error", (problem: NodeJS.ErrnoException) => {
  if (problem.code === "EPIPE") process.exit(0);
  throw problem;
});

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** Progress and advice: never on standard output, where `--json` may be read. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
