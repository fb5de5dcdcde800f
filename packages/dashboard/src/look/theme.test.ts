import { describe, expect, it } from "vitest";
import { themeOf } from "./theme.ts";

describe("the theme", () => {
  it.each<[string, string | null, boolean, string]>([
    ["is what was chosen, against the system", "dark", true, "dark"],
    ["is the system's light", null, true, "light"],
    ["is the system's dark", null, false, "dark"],
    ["is the system's where something else was kept", "pink", true, "light"],
  ])("%s", (_name, kept, systemIsLight, expected) => {
    expect(themeOf(kept, systemIsLight)).toBe(expected);
  });
});
