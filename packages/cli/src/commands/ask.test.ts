/** How a pair is read from the command line. */
import { expect, it } from "vitest";
import { withType } from "./ask.ts";

it.each([
  ["failover.example.com", "failover.example.com/A"],
  ["Failover.Example.com.", "failover.example.com/A"],
  ["failover.example.com/aaaa", "failover.example.com/AAAA"],
  ["CHECK:1f416a68-5beb-4542-a015-64a30a8fc679", "CHECK:1f416a68-5beb-4542-a015-64a30a8fc679"],
  ["0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa/A"],
])("%s means %s", (text, pair) => {
  expect(withType(text)).toBe(pair);
});
