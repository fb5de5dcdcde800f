import { describe, expect, it } from "vitest";
import { fitted } from "./fitted.ts";
import { width } from "./table.ts";

describe("a line", () => {
  it("stays one line where no terminal is, however long", () => {
    const line = "word ".repeat(100);
    expect(fitted(line, 4, undefined)).toBe(line);
  });

  it("stays as it is where it fits", () => {
    expect(fitted("  a    b", 4, 8)).toBe("  a    b");
  });

  it("is broken between words, with what follows indented", () => {
    expect(fitted("12:00  one two three four", 7, 14)).toBe("12:00  one two\n    three four");
    expect(fitted("12:00  one two three four", 4, 14)).toBe("12:00  one two\n    three four");
  });

  it("counts no colours, and keeps the spaces that line its columns up", () => {
    const red = "\u001b[31mred\u001b[39m";
    const lines = fitted(`  ${red}    ${red} ${red}`, 2, 13).split("\n");
    expect(lines).toEqual([`  ${red}    ${red}`, `  ${red}`]);
    expect(lines.map(width)).toEqual([12, 5]);
  });

  it("leaves a word that is longer than the terminal in one piece", () => {
    expect(fitted(`see ${"x".repeat(30)} there`, 2, 10)).toBe(`see\n  ${"x".repeat(30)}\n  there`);
  });
});
