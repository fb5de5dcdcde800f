import { describe, expect, it } from "vitest";
import { cut, fitsSms, fitted, plain, within } from "./fitted.ts";

describe("one SMS", () => {
  it.each([
    ["160 letters", "a".repeat(160), true],
    ["161 letters", "a".repeat(161), false],
    ["80 brackets, each counted twice", "[".repeat(80), true],
    ["81 brackets", "[".repeat(81), false],
    ["accents that the GSM alphabet has", "é".repeat(160), true],
    ["70 with one of another alphabet", `${"a".repeat(69)}한`, true],
    ["71 with one of another alphabet", `${"a".repeat(70)}한`, false],
    ["a backquote, which the alphabet lacks", "`".repeat(71), false],
    ["35 of two units each", "\u{1f30a}".repeat(35), true],
    ["36 of two units each", "\u{1f30a}".repeat(36), false],
  ])("holds or refuses %s", (_name, text, fits) => {
    expect(fitsSms(text)).toBe(fits);
  });

  it("is spared our own marks that would halve its room, unless others halve it anyway", () => {
    expect(plain("6 min ± 7 s → back…")).toBe("6 min +/- 7 s -> back...");
    expect(plain("6분 ± 7초")).toBe("6분 ± 7초");
  });
});

describe("a line", () => {
  it.each<[string, [string, string, string], number, RegExp]>([
    ["is left as it is where it fits", ["[x] ", "name.example.com", ": said"], 26, /^\[x\] name\.example\.com: said$/],
    ["loses the middle of its name", ["[x] ", "very-long-name.example.com", ": said"], 30, /^\[x\] very-.*\.\.\..*\.com: said$/],
    ["loses its end at last", ["", "name.example.com", ": much more than there is room for"], 20, /^name\.exa: much more$/],
  ])("%s", (_name, [before, middle, after], limit, expected) => {
    const line = fitted(before, middle, after, within(limit));
    expect(line).toMatch(expected);
    expect(line.length).toBeLessThanOrEqual(limit);
  });

  it("is never cut within a character", () => {
    expect(cut("ab\u{1f30a}", within(3))).toBe("ab");
  });
});
