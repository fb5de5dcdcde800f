/** What a glob means, and that nothing anybody writes takes long. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { matchesGlob } from "./glob.ts";

it.each<[glob: string, pair: string, matched: boolean, why: string]>([
  ["failover.example.com/A", "failover.example.com/A", true, "itself"],
  ["failover.example.com/A", "failover.example.com/AAAA", false, "another type"],
  ["failover.example.com", "failover.example.com/AAAA", true, "a name alone is every type of it"],
  ["failover.example.com", "failover.example.com.test/A", false, "but no longer name"],
  ["*", "failover.example.com/A", true, "all"],
  ["*.example.com/A", "a.b.example.com/A", true, "a star takes dots"],
  ["*.example.com/A", "example.com/A", false, "the dot is there or not"],
  ["*.example.com/A", "a.example.com/AAAA", false, "another type of many names"],
  ["*.example.com/*", "a.example.com/AAAA", true, "any type"],
  ["*.example.com", "a.example.com/CNAME", true, "names by a star"],
  ["api-*.eu.*/A", "api-1.eu.example.com/A", true, "stars within"],
  ["api-*.eu.*/A", "api-1.us.example.com/A", false, "what lies between them counts"],
  ["API.Example.com/a", "api.example.com/A", true, "letter case does not count"],
  ["a.c/A", "abc/A", false, "a dot is a dot"],
  ["*a*b*/A", "xxaxxbxx/A", true, "several stars"],
  ["", "failover.example.com/A", false, "nothing matches nothing"],
])("%s over %s: %s (%s)", (glob, pair, matched) => {
  expect(matchesGlob(glob, pair)).toBe(matched);
});

it("agrees with a regular expression", () => {
  const part = fc.array(fc.constantFrom("a", "b", ".", "*"), { maxLength: 8 }).map((letters) => letters.join(""));
  const text = fc.array(fc.constantFrom("a", "b", "."), { maxLength: 10 }).map((letters) => letters.join(""));
  fc.assert(
    fc.property(part, text, (glob, name) => {
      const pattern = glob.split("*").map((literal) => literal.replace(/\./g, "\\."));
      expect(matchesGlob(`${glob}/A`, `${name}/A`)).toBe(new RegExp(`^${pattern.join(".*")}/a$`).test(`${name}/a`));
    }),
  );
});

it("is done with a hostile glob at once", () => {
  const started = performance.now();
  expect(matchesGlob(`${"*a".repeat(100)}b/A`, `${"a".repeat(255)}/A`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(1_000);
});
