import { describe, expect, it } from "vitest";
import type { Failure } from "./answer.ts";
import { nextShown } from "./use-answer.ts";

const busy: Failure = { words: "failed.busy", retryable: true };
const missing: Failure = { words: "failed.missing", retryable: false };
const before = { of: "a", known: { data: "the picture", at: 1 } };

describe("what shows of a question whose predecessor is kept", () => {
  it.each([
    ["the answer, once it is there", { of: "b", known: { data: "another", at: 2 } }],
    ["its own answer, old by now", { of: "b", known: { data: "another", at: 2, failure: busy } }],
    ["that there is none, where asking again would not help", { of: "b", known: { failure: missing } }],
    ["that nobody is signed in any more", { of: "b", known: { unauthorised: true as const } }],
  ])("%s", (_, next) => {
    expect(nextShown(before, next, true)).toBe(next);
  });

  it("the predecessor's answer, as an old one, while it can't be answered", () => {
    const next = { of: "b", known: { failure: busy } };
    expect(nextShown(before, next, true)).toEqual({ of: "a", known: { data: "the picture", at: 1, failure: busy } });
    expect(nextShown(before, next, false)).toBe(next);
    expect(nextShown({ of: "a", known: {} }, next, true)).toBe(next);
  });
});
