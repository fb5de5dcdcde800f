/** Writing to the terminal: colours only where a person looks, whole lines only, and no crash when the reader has gone. */
import { createColors } from "picocolors";

/** Colour on a terminal alone; NO_COLOR switches it off, as users of other tools expect. */
export const colour = createColors(process.stdout.isTTY === true && process.env.NO_COLOR === undefined && process.env.TERM !== "dumb");

let readerMayGo = false;
let gone = false;

/** For a command that must go on when nobody reads its output any more: watching and alerting matter more than printing. */
export function outliveReader(): void {
  readerMayGo = true;
}

// `flipwatch events | head` closes our pipe: that is how the reader says "enough".
process.stdout.on("error", (problem: NodeJS.ErrnoException) => {
  if (!readerMayGo) process.exit(problem.code === "EPIPE" ? 0 : 1);
  if (!gone) note(`nobody reads the output any more (${problem.code}); watching goes on`);
  gone = true;
});
process.stderr.on("error", () => {
  // There is nowhere left to say so.
});

export function print(line: string): void {
  if (!gone) process.stdout.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** Progress and advice: never on standard output, where `--json` may be read. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
