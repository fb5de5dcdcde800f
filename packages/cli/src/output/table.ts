/** Columns lined up for people. Widths count what is seen, not the colour codes. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what colour codes begin with
const colourCode = /\u001b\[[0-9;]*m/g;

export function width(text: string): number {
  return text.replace(colourCode, "").length;
}

/** Rows of cells as lines, without blanks at their ends. */
export function columns(rows: readonly (readonly string[])[], gap = "  "): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, width(cell));
    });
  }
  return rows.map((row) => {
    const last = row.findLastIndex((cell) => width(cell) > 0);
    const shown = row.slice(0, last + 1);
    return shown.map((cell, index) => (index === last ? cell : cell + " ".repeat((widths[index] ?? 0) - width(cell)))).join(gap);
  });
}
