import { describe, expect, it } from "vitest";
import { listed } from "./phrases.ts";

describe("listed", () => {
  it.each([
    ["one", ["a"], "a"],
    ["two", ["a", "b"], "a and b"],
    ["five in full", ["a", "b", "c", "d", "e"], "a, b, c, d and e"],
    ["six by the first four", ["a", "b", "c", "d", "e", "f"], "a, b, c, d and 2 more"],
    ["none", [], ""],
  ])("writes %s", (_, values, expected) => {
    expect(listed("CNAME", values)).toBe(expected);
  });

  it("quotes TXT, so that an empty one shows, and cuts what is long", () => {
    expect(listed("TXT", ["", "x".repeat(200)])).toBe(`"" and "${"x".repeat(79)}…"`);
  });
});
