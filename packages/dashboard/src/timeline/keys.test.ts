import { expect, it } from "vitest";
import { actionOf, type KeyAction } from "./keys.ts";

it.each<[string, boolean, KeyAction | undefined]>([
  ["ArrowLeft", false, { kind: "pan", share: -0.25 }],
  ["ArrowRight", false, { kind: "pan", share: 0.25 }],
  ["PageUp", false, { kind: "pan", share: -1 }],
  ["ArrowLeft", true, { kind: "step", by: -1 }],
  ["ArrowRight", true, { kind: "step", by: 1 }],
  ["ArrowDown", false, { kind: "row", by: 1 }],
  ["ArrowUp", false, { kind: "row", by: -1 }],
  ["+", true, { kind: "zoom", factor: 0.5 }],
  ["=", false, { kind: "zoom", factor: 0.5 }],
  ["-", false, { kind: "zoom", factor: 2 }],
  ["Home", false, { kind: "oldest" }],
  ["End", false, { kind: "now" }],
  ["n", false, { kind: "now" }],
  ["Escape", false, { kind: "leave" }],
  ["Tab", false, undefined],
  ["a", false, undefined],
])("%s (Shift: %s) does %o", (key, isShift, action) => {
  expect(actionOf(key, isShift)).toEqual(action);
});
