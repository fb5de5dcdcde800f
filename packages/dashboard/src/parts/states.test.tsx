/** What a page shows of an answer in each of its states. */
import { render } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import type { Answer } from "../api/use-answer.ts";
import { now } from "../clock.ts";
import { Shown } from "./states.tsx";

const answer = (rest: Partial<Answer<string>>): Answer<string> => ({ stale: false, loading: false, again: () => {}, ...rest });
const failure = { words: "failed.network", retryable: true } as const;
const shown = (rest: Partial<Answer<string>>) =>
  render(<Shown answer={answer(rest)}>{(data) => <p>{data}</p>}</Shown>).replaceAll(/<[^>]+>/g, " ");

describe("an answer on a page", () => {
  it.each<[string, Partial<Answer<string>>, RegExp]>([
    ["is loading while nothing is known", { loading: true }, /^\s*Loading/],
    ["is its data", { data: "here", at: 0 }, /^\s*here\s*$/],
    [
      "is old data below when it was last heard, and what is done about it",
      { data: "here", at: now() - 40_000, failure, stale: true },
      /Last heard 40 s ago.*can't be reached.*Trying again.*Try again.*here/,
    ],
    ["is why there is none, and a way to ask again", { failure }, /could not be loaded.*Check your network.*Try again/],
    ["is the API's own words where it said some", { failure: { ...failure, detail: "there is no pair x" } }, /there is no pair x/],
  ])("%s", (_name, rest, expected) => {
    expect(shown(rest)).toMatch(expected);
  });
});
