import { describe, expect, it } from "vitest";
import { changedSlots, letterAt, letterFor, lettersOf, verdictFor, withLetter } from "./letters.ts";

describe("letters", () => {
  it("stand for every verdict and come back as it", () => {
    for (const verdict of ["primary", "secondary", "mixed", "stray", "empty", "ambiguous", "failed"] as const) {
      expect(verdictFor(letterFor(verdict))).toBe(verdict);
    }
    expect(letterFor("primary")).toBe("P");
    expect(letterFor(undefined)).toBe("-");
  });

  it("say nothing for no vote and for letters of a version to come", () => {
    expect(verdictFor("-")).toBeUndefined();
    expect(verdictFor("Z")).toBeUndefined();
    expect(verdictFor("")).toBeUndefined();
  });

  it.each([
    ["inside", "PSF", 1, "S"],
    ["beyond the end", "PSF", 3, "-"],
    ["of a version to come", "PZF", 1, "-"],
    ["before the start", "PSF", -1, "-"],
  ])("are read %s", (_, letters, slot, expected) => {
    expect(letterAt(letters, slot)).toBe(expected);
  });

  it.each([
    ["in place", "PPP", 1, "PSP"],
    ["at the end", "PP", 2, "PPS"],
    ["beyond the end, filled up", "P", 3, "P--S"],
  ])("are replaced %s", (_, letters, slot, expected) => {
    expect(withLetter(letters, slot, "S")).toBe(expected);
  });

  it("are put together by slot", () => {
    expect(
      lettersOf(4, [
        [2, "S"],
        [0, "P"],
        [9, "F"],
        [-1, "F"],
      ]),
    ).toBe("P-S-");
    expect(lettersOf(0, [])).toBe("");
  });

  it("differ where they differ, a missing one counting as no vote", () => {
    expect(changedSlots("PPS-", "PSS")).toEqual([1]);
    expect(changedSlots("P", "P-S")).toEqual([2]);
    expect(changedSlots("PP", "PP")).toEqual([]);
  });
});
