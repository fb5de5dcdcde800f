/** The size and manners of every file: short functions, an opening sentence, no clock in core, nothing left undone. */
import { describe, expect, it } from "vitest";
import { functionsOf } from "./functions.ts";
import { sources } from "./sources.ts";

const FUNCTION_LINES = 70;
const FILE_LINES = 400;
const shipped = sources().filter((source) => source.path.startsWith("packages/") && !source.path.endsWith(".test.ts"));

describe("every shipped file", () => {
  it.each(shipped.map((source) => [source.path, source] as const))("%s", (_path, source) => {
    expect(source.lines.length, "lines of the file").toBeLessThanOrEqual(FILE_LINES);
    expect(/^(#!.*\n)?\/\*\*/.test(source.text), "opens with a sentence on what it decides").toBe(true);
    const long = functionsOf(source.text).filter((each) => each.lines > FUNCTION_LINES);
    expect(long, `functions over ${FUNCTION_LINES} lines`).toEqual([]);
    // Spelled in two halves, so that this file does not find itself.
    expect(source.text.match(new RegExp(["TO" + "DO", "FIX" + "ME", "X" + "XX"].join("|"))), "marks left").toBeNull();
  });
});

describe("core", () => {
  it.each(shipped.filter((source) => source.path.startsWith("packages/core/")).map((source) => [source.path, source] as const))(
    "%s has neither clock nor randomness",
    (_path, source) => {
      expect(source.text.match(/Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|setTimeout\(|crypto\./)).toBeNull();
    },
  );
});

describe("functionsOf", () => {
  it("measures a function from its first to its last line", () => {
    expect(functionsOf("function a() {\n  return 1;\n}\nconst b = () => {\n  x();\n};\n").map((each) => each.lines)).toEqual([3, 3]);
  });
});
