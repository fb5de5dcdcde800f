/** Says on standard error what the bench is at, so that standard output is the result alone. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
