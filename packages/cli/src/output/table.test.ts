import { expect, it } from "vitest";
import { columns } from "./table.ts";

it("lines columns up by what is seen, and leaves no blanks at the ends of lines", () => {
  const dim = (text: string) => `\u001b[2m${text}\u001b[22m`;
  expect(
    columns([
      ["a", "bbb", "c"],
      ["aaa", "b", dim("")],
      [dim("aa"), "", ""],
    ]),
  ).toEqual(["a    bbb  c", "aaa  b", dim("aa")]);
});
