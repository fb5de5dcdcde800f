/** Columns lined up for people. Widths count what is seen, not the colour codes. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what colour codes begin with
const colourCode = /\u001b\[[0-9;]*m/g;

export function width(text: string): number {
  return text.replace(colourCode, "").length;
}

/** Rows of cells as lines; the last column is not padded. */
export function columns(rows: readonly (readonly string[])[], gap = "  "): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, width(cell));
    });
  }
  return rows.map((row) =>
    row.map((cell, index) => (index === row.length - 1 ? cell : cell + " ".repeat((widths[index] ?? 0) - width(cell)))).join(gap),
  );
}
