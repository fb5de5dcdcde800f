/** Lines that fit the terminal: broken between words, with what follows indented. Where no terminal is, a line stays one line. */
import { width } from "./table.ts";

/** A narrow terminal keeps most of its room for words. */
const MOST_INDENT = 1 / 3;

/** The line as it is shown, with line breaks in it. A word longer than the terminal is left to the terminal. `columns`: undefined where nobody looks. */
export function fitted(line: string, indent: number, columns: number | undefined = process.stdout.columns): string {
  if (columns === undefined || width(line) <= columns) return line;
  const hanging = " ".repeat(Math.min(indent, Math.floor(columns * MOST_INDENT)));
  const shown: string[] = [];
  let current = "";
  // Each piece is a word with the spaces behind it, so that columns within the line stay as they are.
  for (const piece of line.match(/^ *\S+ *|\S+ */g) ?? []) {
    if (current.trim() !== "" && width((current + piece).trimEnd()) > columns) {
      shown.push(current.trimEnd());
      current = hanging;
    }
    current += piece;
  }
  return [...shown, current.trimEnd()].join("\n");
}
