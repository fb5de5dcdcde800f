import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairsOf, pairsOfConfig } from "./discover.ts";
import type { FindingRule, RecordSet, ZoneRef } from "./pair.ts";
import { isObserved } from "./revise.ts";

const zone: ZoneRef = { id: "Z1", name: "example.com", private: false };

function primary(overrides: Partial<RecordSet> = {}): RecordSet {
  return {
    name: "failover.example.com.",
    type: "A",
    ttlSeconds: 60,
    values: ["192.0.2.10"],
    failover: "PRIMARY",
    setIdentifier: "EU",
    healthCheckId: "check-eu",
    ...overrides,
  };
}

function secondary(overrides: Partial<RecordSet> = {}): RecordSet {
  return {
    name: "failover.example.com.",
    type: "A",
    ttlSeconds: 60,
    values: ["192.0.2.20"],
    failover: "SECONDARY",
    setIdentifier: "US",
    ...overrides,
  };
}

const alias = { zoneId: "Z2", name: "lb.example.net.", evaluateTargetHealth: true };

describe("pairsOf", () => {
  it("makes a definition of a primary and a secondary", () => {
    const others: RecordSet[] = [
      { name: "example.com.", type: "NS", values: ["ns-1.example.net."] },
      { name: "failover.example.com.", type: "TXT", values: ['"hello"'] },
    ];
    const found = pairsOf(zone, [secondary({ ttlSeconds: 30 }), ...others, primary({ values: ["192.0.2.11", "192.0.2.10"] })]);
    expect(found).toEqual({
      pairs: [
        {
          id: "failover.example.com/A",
          name: "failover.example.com",
          type: "A",
          source: "route53",
          zone,
          primary: { values: ["192.0.2.10", "192.0.2.11"], ttlSeconds: 60, healthCheckId: "check-eu", setIdentifier: "EU" },
          secondary: { values: ["192.0.2.20"], ttlSeconds: 30, setIdentifier: "US" },
          ttlSeconds: 60,
        },
      ],
      findings: [],
    });
  });

  it("undoes escapes and normalises values", () => {
    const name = "\\052.Example.com.";
    const found = pairsOf(zone, [
      primary({ name, type: "CNAME", values: ["EU.example.net."] }),
      secondary({ name: "\\052.example.com.", type: "CNAME", values: ["us.example.net"] }),
    ]);
    expect(found.pairs).toMatchObject([
      { id: "*.example.com/CNAME", primary: { values: ["eu.example.net"] }, secondary: { values: ["us.example.net"] } },
    ]);
  });

  it("keeps pairs of one name and several types apart", () => {
    const found = pairsOf(zone, [
      primary(),
      secondary(),
      primary({ type: "AAAA", values: ["2001:db8::10"] }),
      secondary({ type: "AAAA", values: ["2001:db8::20"] }),
    ]);
    expect(found.pairs.map((pair) => pair.id)).toEqual(["failover.example.com/A", "failover.example.com/AAAA"]);
    expect(found.findings).toEqual([]);
  });

  it.each<[string, RecordSet[], { rule: FindingRule; severity: string; message: string }[], string[]]>([
    [
      "a primary without health check is reported and watched",
      [primary({ healthCheckId: undefined }), secondary()],
      [
        {
          rule: "primary-without-health-check",
          severity: "critical",
          message: "The primary of failover.example.com/A has no health check, so Route 53 never fails over.",
        },
      ],
      ["failover.example.com/A"],
    ],
    [
      "a missing secondary",
      [primary()],
      [
        {
          rule: "missing-secondary",
          severity: "critical",
          message: "failover.example.com/A has a primary record but no secondary: there is nothing to fail over to.",
        },
      ],
      [],
    ],
    [
      "a missing primary",
      [secondary()],
      [
        {
          rule: "missing-primary",
          severity: "critical",
          message: "failover.example.com/A has a secondary record but no primary: there is nothing to fail over from.",
        },
      ],
      [],
    ],
    [
      "a second primary",
      [primary(), primary({ setIdentifier: "AP" }), secondary()],
      [
        {
          rule: "second-primary",
          severity: "critical",
          message: "failover.example.com/A has 2 primary records: EU and AP. Which one is served can't be told, so it is not watched.",
        },
      ],
      [],
    ],
    [
      "a second secondary",
      [primary(), secondary(), secondary({ setIdentifier: undefined })],
      [
        {
          rule: "second-secondary",
          severity: "critical",
          message:
            "failover.example.com/A has 2 secondary records: US and (no set identifier). Which one is served can't be told, so it is not watched.",
        },
      ],
      [],
    ],
    [
      "differing types, told once",
      [primary(), secondary({ type: "CNAME", values: ["us.example.net"] })],
      [
        {
          rule: "differing-types",
          severity: "critical",
          message:
            "The primary of failover.example.com is of type A, its secondary of type CNAME: they are no pair, so nothing fails over.",
        },
      ],
      [],
    ],
    [
      "differing types beside a whole pair",
      [primary(), secondary(), primary({ type: "AAAA", values: ["2001:db8::10"] }), secondary({ type: "TXT", values: ['"x"'] })],
      [
        {
          rule: "differing-types",
          severity: "critical",
          message:
            "The primary of failover.example.com is of type AAAA, its secondary of type TXT: they are no pair, so nothing fails over.",
        },
      ],
      ["failover.example.com/A"],
    ],
    [
      "a whole pair beside a lone primary of another type",
      [primary(), secondary(), primary({ type: "AAAA", values: ["2001:db8::10"] })],
      [
        {
          rule: "missing-secondary",
          severity: "critical",
          message: "failover.example.com/AAAA has a primary record but no secondary: there is nothing to fail over to.",
        },
      ],
      ["failover.example.com/A"],
    ],
    [
      "an alias",
      [primary({ alias, values: [], ttlSeconds: undefined, healthCheckId: undefined }), secondary()],
      [
        {
          rule: "unsupported-alias",
          severity: "warning",
          message: "failover.example.com/A has an alias as its primary, which is not supported yet: it is not watched.",
        },
      ],
      [],
    ],
    [
      "an alias that lacks the other side: both are told",
      [secondary({ alias, values: [] })],
      [
        {
          rule: "missing-primary",
          severity: "critical",
          message: "failover.example.com/A has a secondary record but no primary: there is nothing to fail over from.",
        },
        {
          rule: "unsupported-alias",
          severity: "warning",
          message: "failover.example.com/A has an alias as its secondary, which is not supported yet: it is not watched.",
        },
      ],
      [],
    ],
    [
      "a type that can't be told apart",
      [primary({ type: "NAPTR", values: ['10 10 "s" "x" "" .'] }), secondary({ type: "NAPTR", values: ['20 10 "s" "x" "" .'] })],
      [
        {
          rule: "unsupported-type",
          severity: "info",
          message: "failover.example.com/NAPTR is of type NAPTR, whose answers Flipwatch can't tell apart: it is not watched.",
        },
      ],
      [],
    ],
    [
      "a value that can't be read",
      [primary({ values: ["192.0.2.999"] }), secondary()],
      [
        {
          rule: "unreadable-value",
          severity: "warning",
          message: "failover.example.com/A holds a value that Flipwatch can't read as type A: it is not watched.",
        },
      ],
      [],
    ],
    [
      "the same values on both sides are not watched",
      [primary(), secondary({ values: ["192.0.2.10"] })],
      [
        {
          rule: "sides-share-values",
          severity: "critical",
          message: "Both sides of failover.example.com/A answer 192.0.2.10: they can't be told apart, so it is not watched.",
        },
      ],
      [],
    ],
    [
      "a secondary inside the primary is watched",
      [primary({ values: ["192.0.2.10", "192.0.2.20"] }), secondary()],
      [
        {
          rule: "sides-share-values",
          severity: "critical",
          message:
            "Every value of the secondary of failover.example.com/A is the other side's as well (192.0.2.20): an answer from the secondary can't be recognised.",
        },
      ],
      ["failover.example.com/A"],
    ],
    [
      "sides that overlap are watched",
      [primary({ values: ["192.0.2.10", "192.0.2.30"] }), secondary({ values: ["192.0.2.20", "192.0.2.30"] })],
      [
        {
          rule: "sides-share-values",
          severity: "warning",
          message: "Both sides of failover.example.com/A hold 192.0.2.30: an answer with nothing else can't be told apart.",
        },
      ],
      ["failover.example.com/A"],
    ],
  ])("reports %s", (_, recordSets, findings, watched) => {
    const found = pairsOf(zone, recordSets);
    expect(found.findings.map(({ rule, severity, message }) => ({ rule, severity, message }))).toEqual(findings);
    expect(found.pairs.map((pair) => pair.id)).toEqual(watched);
    for (const finding of found.findings) {
      expect(finding.id.startsWith(`${finding.rule}:failover.example.com/`)).toBe(true);
      expect([finding.why, finding.fix].every((sentence) => /^[A-Z].*\.$/.test(sentence))).toBe(true);
    }
  });

  it("keeps pairs of a private zone, which are not observed, and tells so under an id of their own", () => {
    const hidden: ZoneRef = { ...zone, id: "Z9", private: true };
    const found = pairsOf(hidden, [primary(), secondary()]);
    expect(found.pairs.map(isObserved)).toEqual([false]);
    expect(found.findings).toMatchObject([{ id: "unobserved-private-zone:failover.example.com/A@Z9", severity: "info" }]);
  });

  it("doesn't depend on the order of the listing", () => {
    const sets = [
      primary(),
      secondary(),
      primary({ name: "b.example.com." }),
      secondary({ name: "c.example.com.", type: "MX" }),
      primary({ name: "c.example.com.", healthCheckId: undefined }),
      secondary({ name: "c.example.com." }),
    ];
    const expected = pairsOf(zone, sets);
    expect(expected.pairs.length + expected.findings.length).toBeGreaterThan(3);
    fc.assert(
      fc.property(fc.shuffledSubarray(sets, { minLength: sets.length }), (shuffled) => {
        expect(pairsOf(zone, shuffled)).toEqual(expected);
      }),
    );
  });
});

describe("pairsOfConfig", () => {
  it("makes definitions of pairs named outright, with 60 s where no TTL is given", () => {
    const found = pairsOfConfig({
      pairs: [
        {
          name: "b.example.com",
          type: "A",
          nameservers: ["127.0.0.1:5300"],
          ttlSeconds: 30,
          primary: { values: ["192.0.2.10"], healthCheckId: "check-eu" },
          secondary: { values: ["192.0.2.20"], ttlSeconds: 90 },
        },
        { name: "a.example.com", type: "TXT", primary: { values: ["v=p"] }, secondary: { values: ["v=s"] } },
      ],
    });
    expect(found.findings).toEqual([]);
    expect(found.pairs).toEqual([
      {
        id: "a.example.com/TXT",
        name: "a.example.com",
        type: "TXT",
        source: "config",
        primary: { values: ["v=p"] },
        secondary: { values: ["v=s"] },
        ttlSeconds: 60,
      },
      {
        id: "b.example.com/A",
        name: "b.example.com",
        type: "A",
        source: "config",
        nameservers: ["127.0.0.1:5300"],
        primary: { values: ["192.0.2.10"], healthCheckId: "check-eu", ttlSeconds: 30 },
        secondary: { values: ["192.0.2.20"], ttlSeconds: 90 },
        ttlSeconds: 90,
      },
    ]);
  });
});
