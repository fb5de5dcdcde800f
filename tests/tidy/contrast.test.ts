/** The dashboard's colours: words can be read in each of them, and no state is told by its colour alone. */
import { readFileSync } from "node:fs";
import { healthLooks, roleLooks, verdictLooks } from "@flipwatch/dashboard/look/states";
import { describe, expect, it } from "vitest";
import { root } from "./sources.ts";

const css = readFileSync(`${root}packages/dashboard/src/style/tokens.css`, "utf8");
const blocks = [...css.matchAll(/^(:root\S*) \{([^}]*)\}/gm)].map(([, selector = "", body = ""]) => ({ selector, tokens: tokensIn(body) }));
const light = Object.assign({}, ...blocks.filter(({ selector }) => selector === ":root").map(({ tokens }) => tokens));
const dark = { ...light, ...blocks.find(({ selector }) => selector.includes("dark"))?.tokens };
const themes: [string, Record<string, string>][] = [
  ["light", light],
  ["dark", dark],
];
const grounds = ["--ground", "--ground-raised", "--ground-hover"];
const words = ["--text", "--text-soft", "--text-faint", "--accent", ...Object.values(roleLooks).map(({ variable }) => variable)];

function tokensIn(body: string): Record<string, string> {
  return Object.fromEntries([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value]));
}

function colour(tokens: Record<string, string>, name: string): string {
  const value = tokens[name] ?? "";
  const [, other] = /^var\((--[\w-]+)\)$/.exec(value) ?? [];
  return other === undefined ? value : colour(tokens, other);
}

/** WCAG 2: relative luminance of an sRGB colour. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((one, other) => one - other);
  return (high + 0.05) / (low + 0.05);
}

describe.each(themes)("colours in %s", (_theme, tokens) => {
  it.each(words.flatMap((word) => grounds.map((ground) => [word, ground] as const)))("let words in %s be read on %s", (word, ground) => {
    expect(contrast(colour(tokens, word), colour(tokens, ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ["--text", "--warning-ground"],
    ["--text", "--danger-ground"],
    ["--warning", "--warning-ground"],
    ["--role-dark", "--danger-ground"],
  ])("let words in %s be read on %s", (word, ground) => {
    expect(contrast(colour(tokens, word), colour(tokens, ground))).toBeGreaterThanOrEqual(4.5);
  });

  it("let the edges of fields be seen", () => {
    expect(contrast(colour(tokens, "--line-strong"), colour(tokens, "--ground"))).toBeGreaterThanOrEqual(3);
  });

  it("are there for each role, verdict and health", () => {
    for (const { variable } of [roleLooks, verdictLooks, healthLooks].flatMap((looks) => Object.values(looks)))
      expect(colour(tokens, variable), variable).toMatch(/^#[0-9a-f]{6}$/);
  });
});

describe("states", () => {
  it.each([
    ["role", roleLooks],
    ["verdict", verdictLooks],
    ["health", healthLooks],
  ])("of a %s are told apart without colour", (_name, looks) => {
    const all = Object.values(looks);
    expect(new Set(all.map(({ mark }) => mark)).size).toBe(all.length);
    expect(new Set(all.map(({ shape }) => shape)).size).toBe(all.length);
  });
});
