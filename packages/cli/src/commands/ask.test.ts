/** How a pair and a duration are read from the command line. */
import { expect, it } from "vitest";
import { withType } from "./ask.ts";
import { forOption } from "./mute.ts";

it.each([
  ["failover.example.com", "failover.example.com/A"],
  ["Failover.Example.com.", "failover.example.com/A"],
  ["failover.example.com/aaaa", "failover.example.com/AAAA"],
  ["0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa/A"],
])("%s is the pair %s", (text, pair) => {
  expect(withType(text)).toBe(pair);
});

it.each([
  ["90s", 90_000],
  ["1.5h", 5_400_000],
  ["30d", 2_592_000_000],
])("%s is %i ms", (text, ms) => {
  expect(forOption(text)).toBe(ms);
});

it.each(["", "2", "2x", "0m", "-1h", "31d", "h"])("%j is no duration for a mute", (text) => {
  expect(() => forOption(text)).toThrow("Give a duration such as 15m, 2h or 7d, at most 30d.");
});
