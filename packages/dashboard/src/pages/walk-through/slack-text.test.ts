import { describe, expect, it } from "vitest";
import { linesIn, marked } from "./slack-text.ts";

describe("Slack's markup", () => {
  it.each([
    ["is left out of what is bold or slanted", "*Primary*\n_192.0.2.10_", "Primary\n192.0.2.10"],
    ["shows a link by its words", "see <https://flipwatch.example.com/pairs/x|the timeline>", "see the timeline"],
    ["shows emoji, and leaves what is none", ":red_circle: 12:30:45 :nothing:", "🔴 12:30:45 :nothing:"],
    ["undoes escapes once", "a &lt;b&gt; &amp;lt;", "a <b> &lt;"],
  ])("%s", (_, text, expected) => {
    expect(marked(text)).toBe(expected);
  });

  it("gives the text, fields and small print of a block", () => {
    expect(linesIn({ type: "section", text: { text: "one" }, fields: [{ text: "*two*" }] })).toEqual(["one", "two"]);
    expect(linesIn({ type: "context", elements: [{ text: "three" }, { text: { text: "a button" } }] })).toEqual(["three"]);
  });
});
