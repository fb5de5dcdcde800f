import { describe, expect, it } from "vitest";
import { regionStands, regionsText, type SeenBy } from "./region-dots.tsx";

const sees = (verdict: SeenBy["verdict"], fresh = true): SeenBy => ({ verdict, fresh });

describe("how regions stand to the role", () => {
  it("is to agree, to dissent, or to be silent; one that is configured and never voted is silent", () => {
    const stands = regionStands("secondary", { b: sees("primary"), a: sees("secondary"), c: sees("secondary", false) }, [
      "a",
      "b",
      "c",
      "d",
    ]);
    expect(stands.map(({ region, stand }) => `${region} ${stand}`)).toEqual(["a agrees", "b dissents", "c silent", "d silent"]);
    expect(regionsText("secondary", stands)).toBe(
      "1 of 4 regions agree; b sees the primary; c was not heard lately; d was not heard lately",
    );
  });

  it("takes an empty answer and none for the same darkness", () => {
    const stands = regionStands("dark", { a: sees("empty"), b: sees("failed") });
    expect(stands.map(({ stand }) => stand)).toEqual(["agrees", "agrees"]);
  });

  it("has nobody dissent where nothing is decided, and tells what each sees", () => {
    const stands = regionStands("split", { a: sees("primary"), b: sees("mixed") });
    expect(stands.map(({ stand }) => stand)).toEqual(["agrees", "agrees"]);
    expect(regionsText("split", stands)).toBe("2 regions; a sees the primary; b sees values of both sides in one answer");
  });
});
