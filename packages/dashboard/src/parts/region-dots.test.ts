import render from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { verdictLooks } from "../look/states.ts";
import { RegionDots, regionStands, regionsText, type SeenBy } from "./region-dots.tsx";

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

describe("the drawing of who sees what", () => {
  const drawn = (votes: Record<string, SeenBy>) => {
    const html = render(RegionDots({ role: "primary", stands: regionStands("primary", votes, ["a", "b", "c"]) }));
    const count = (what: RegExp) => [...html.matchAll(what)].length;
    return { paths: count(/<path /g), places: count(/M[\d.]+ [\d.]+m/g), rings: count(/region-ring/g) };
  };

  it.each<[string, Record<string, SeenBy>, ReturnType<typeof drawn>]>([
    ["one path where all agree", { a: sees("primary"), b: sees("primary"), c: sees("primary") }, { paths: 1, places: 3, rings: 0 }],
    [
      "one a colour, and a ring about who dissents",
      { a: sees("primary"), b: sees("stray"), c: sees("primary") },
      { paths: 2, places: 3, rings: 1 },
    ],
    ["a hollow mark for who is silent", { a: sees("primary"), b: sees("stray", false) }, { paths: 2, places: 3, rings: 0 }],
  ])("is %s", (_name, votes, expected) => {
    expect(drawn(votes)).toEqual(expected);
  });

  it("can put each verdict's shape anywhere: it is relative throughout", () => {
    for (const { shape } of Object.values(verdictLooks)) expect(shape).toMatch(/^[a-z\d .-]+$/);
  });
});
