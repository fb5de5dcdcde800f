import { expect, it } from "vitest";
import { lengthOfTime } from "./length-of-time.ts";

it.each([
  ["90s", 90_000],
  ["1.5h", 5_400_000],
  ["30d", 2_592_000_000],
])("%s is %i ms", (text, ms) => {
  expect(lengthOfTime(30)(text)).toBe(ms);
});

it.each(["", "2", "2x", "0m", "-1h", "31d", "h"])("%j is none of at most 30 days", (text) => {
  expect(() => lengthOfTime(30)(text)).toThrow("Give a duration such as 15m, 2h or 7d, at most 30d.");
});
