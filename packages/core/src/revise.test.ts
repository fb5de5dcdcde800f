import { describe, expect, it } from "vitest";
import type { DraftPair } from "./discover.ts";
import type { PairDefinition, ZoneRef } from "./pair.ts";
import { mergeDrafts, revise } from "./revise.ts";

const zone: ZoneRef = { id: "Z1", name: "example.com", private: false };
const NOW = 1_763_812_345_678;

function draft(overrides: Partial<DraftPair> = {}): DraftPair {
  return {
    id: "failover.example.com/A",
    name: "failover.example.com",
    type: "A",
    source: "route53",
    zone,
    primary: { values: ["192.0.2.10"], healthCheckId: "check-eu" },
    secondary: { values: ["192.0.2.20"] },
    ttlSeconds: 60,
    ...overrides,
  };
}

describe("mergeDrafts", () => {
  const hidden = draft({ zone: { ...zone, id: "Z9", private: true } });
  const outright = draft({ source: "config", zone: undefined });
  const other = draft({ id: "a.example.com/A" });

  it.each<[string, DraftPair[][], DraftPair[]]>([
    ["a pair named outright goes before Route 53's", [[draft()], [outright]], [outright]],
    ["a public zone goes before a private one", [[hidden], [draft()]], [draft()]],
    ["the first of equals stays", [[draft()], [draft({ ttlSeconds: 5 })]], [draft()]],
    ["different pairs all stay, by id", [[draft()], [other]], [other, draft()]],
  ])("%s", (_, lists, expected) => {
    expect(mergeDrafts(lists)).toEqual(expected);
  });
});

describe("revise", () => {
  const first = revise(undefined, draft(), NOW - 1_000);

  it("begins with revision 1", () => {
    expect(first).toEqual({ ...draft(), revision: 1, revisedAt: NOW - 1_000 });
  });

  it("gives the same object while nothing changes, whatever the order of name servers, stored or not", () => {
    const stored = JSON.parse(
      JSON.stringify(revise(undefined, draft({ zone: { ...zone, nameservers: ["b", "a"] } }), NOW)),
    ) as PairDefinition;
    expect(revise(stored, draft({ zone: { ...zone, nameservers: ["a", "b"] } }), NOW + 1)).toBe(stored);
  });

  it.each<[string, Partial<DraftPair>]>([
    ["a value", { primary: { values: ["192.0.2.99"], healthCheckId: "check-eu" } }],
    ["a health check", { primary: { values: ["192.0.2.10"], healthCheckId: "check-us" } }],
    ["a health check that is gone", { primary: { values: ["192.0.2.10"] } }],
    ["a TTL", { ttlSeconds: 30 }],
    ["the source", { source: "config" }],
    ["the zone", { zone: { ...zone, id: "Z3" } }],
    ["a name server", { nameservers: ["192.0.2.53"] }],
    ["the zone's name servers", { zone: { ...zone, nameservers: ["ns1.example.net"] } }],
  ])("gives the next revision, with the values before, when it is %s that changes", (_, change) => {
    expect(revise(first, draft(change), NOW)).toEqual({
      ...draft(change),
      revision: 2,
      revisedAt: NOW,
      previous: { primary: ["192.0.2.10"], secondary: ["192.0.2.20"] },
    });
  });
});
