import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer, AnswerRecord, Reply, Silence } from "./answer.ts";
import { EVIDENCE_LIMIT, judge } from "./judge.ts";
import { type PairDefinition, type RecordType, recordTypes } from "./pair.ts";

const NOW = 1_763_812_345_678;
const GRACE_MS = 180_000;
const P = "192.0.2.10";
const S = "192.0.2.20";
const SHARED = "192.0.2.30";
const UNKNOWN = "203.0.113.66";
const NAME = "failover.example.com";

function definition(overrides: Partial<PairDefinition> = {}): PairDefinition {
  return {
    id: `${NAME}/A`,
    name: NAME,
    type: "A",
    source: "config",
    primary: { values: [P, "192.0.2.11"] },
    secondary: { values: [S, "192.0.2.21"] },
    ttlSeconds: 60,
    revision: 1,
    revisedAt: NOW - 1_000_000,
    ...overrides,
  };
}

function record(value: string, name = NAME, type = "A", ttlSeconds = 60): AnswerRecord {
  return { name, type, ttlSeconds, value };
}

function reply(records: readonly AnswerRecord[], overrides: Partial<Reply> = {}): Reply {
  return {
    kind: "reply",
    server: "198.51.100.1:53",
    transport: "udp",
    sentAt: NOW - 20,
    tookMs: 20,
    rcode: "NOERROR",
    authoritative: true,
    records,
    ...overrides,
  };
}

function judged(answer: Answer, of: PairDefinition = definition(), authoritative = true) {
  return judge(of, answer, NOW, GRACE_MS, { authoritative });
}

describe("judge, by values", () => {
  const shared = definition({ primary: { values: [P, SHARED] }, secondary: { values: [S, SHARED] } });

  it.each<[string, PairDefinition, string[], string, string]>([
    ["the primary's values are primary", definition(), [P, "192.0.2.11"], "primary", "192.0.2.10 and 192.0.2.11 (primary)"],
    ["any order will do", definition(), ["192.0.2.11", P], "primary", "192.0.2.10 and 192.0.2.11 (primary)"],
    ["one of them will do", definition(), ["192.0.2.11"], "primary", "192.0.2.11 (primary)"],
    ["doubles count once", definition(), [P, P], "primary", "192.0.2.10 (primary)"],
    ["the secondary's value is secondary", definition(), [S], "secondary", "192.0.2.20 (secondary)"],
    [
      "own values of both sides are mixed",
      definition(),
      [S, P],
      "mixed",
      "values of both sides in one answer: 192.0.2.10 (primary), 192.0.2.20 (secondary)",
    ],
    [
      "a value of neither side is stray",
      definition(),
      [UNKNOWN],
      "stray",
      "203.0.113.66 is on neither side; primary is 192.0.2.10 and 192.0.2.11, secondary is 192.0.2.20 and 192.0.2.21",
    ],
    [
      "an unknown value beside a known one is stray",
      definition(),
      [P, UNKNOWN],
      "stray",
      "203.0.113.66 is on neither side, beside 192.0.2.10 (primary); primary is 192.0.2.10 and 192.0.2.11, secondary is 192.0.2.20 and 192.0.2.21",
    ],
    [
      "a shared value beside an own one is ignored",
      shared,
      [SHARED, S],
      "secondary",
      "192.0.2.20 (secondary); 192.0.2.30 stands on both sides and tells nothing",
    ],
    ["a shared value alone is ambiguous", shared, [SHARED], "ambiguous", "192.0.2.30 stands on both sides"],
    [
      "a shared value beside both is mixed",
      shared,
      [SHARED, S, P],
      "mixed",
      "values of both sides in one answer: 192.0.2.10 (primary), 192.0.2.20 (secondary)",
    ],
    [
      "a shared value beside an unknown one is stray",
      shared,
      [SHARED, UNKNOWN],
      "stray",
      "203.0.113.66 is on neither side; primary is 192.0.2.10 and 192.0.2.30, secondary is 192.0.2.20 and 192.0.2.30",
    ],
    [
      "text that is no address is stray, not an error",
      definition(),
      ["not an address"],
      "stray",
      "not an address is on neither side; primary is 192.0.2.10 and 192.0.2.11, secondary is 192.0.2.20 and 192.0.2.21",
    ],
  ])("%s", (_, of, values, verdict, reason) => {
    const judgement = judged(reply(values.map((value) => record(value))), of);
    expect(judgement).toEqual({ verdict, reason, values: [...new Set(values)].sort(), ttlSeconds: 60 });
  });

  it.each<[RecordType, string, string, string]>([
    ["AAAA", "2001:db8::10", "2001:db8::20", "2001:DB8:0:0::10"],
    ["CNAME", "a.example.com", "b.example.com", "A.Example.com."],
    ["TXT", "v=primary", "v=secondary", '"v=" "primary"'],
    ["MX", "10 a.example.com", "10 b.example.com", "10 A.example.com."],
    ["SRV", "1 2 443 a.example.com", "1 2 443 b.example.com", "1 2 443 A.example.com."],
    ["CAA", '0 issue "a.example.com"', '0 issue "b.example.com"', '0 Issue "a.example.com"'],
    ["PTR", "a.example.com", "b.example.com", "A.example.com."],
  ])("compares %s in normal form", (type, primary, secondary, answered) => {
    const of = definition({ type, primary: { values: [primary] }, secondary: { values: [secondary] } });
    expect(judged(reply([record(answered, "Failover.EXAMPLE.com.", type)]), of)).toMatchObject({ verdict: "primary", values: [primary] });
  });

  it("keeps little of a huge answer", () => {
    const records = Array.from({ length: 500 }, (_, index) => record(`${"x".repeat(3_000)}${index}`, NAME, "TXT"));
    const judgement = judged(
      reply(records),
      definition({ type: "TXT", primary: { values: ["v=primary"] }, secondary: { values: ["v=secondary"] } }),
    );
    expect(judgement.verdict).toBe("stray");
    expect(judgement.values).toHaveLength(EVIDENCE_LIMIT);
    expect(JSON.stringify(judgement).length).toBeLessThan(6_000);
    expect(judgement.reason).toContain("and 496 more are on neither side");
  });
});

describe("judge, by chain", () => {
  const cname = (from: string, to: string, ttlSeconds = 60): AnswerRecord => record(to, from, "CNAME", ttlSeconds);

  it("follows CNAMEs to the end and takes the smallest TTL", () => {
    const records = [
      cname("Failover.example.com.", "one.example.com.", 300),
      cname("one.example.com", "TWO.example.com", 20),
      record(P, "two.example.com", "A", 60),
    ];
    expect(judged(reply(records))).toMatchObject({ verdict: "primary", values: [P], ttlSeconds: 20 });
  });

  it("follows them in whatever order they come", () => {
    const records = [record(S, "two.example.com"), cname("one.example.com", "two.example.com"), cname(NAME, "one.example.com")];
    expect(judged(reply(records)).verdict).toBe("secondary");
  });

  it("ignores records of other names and types", () => {
    const records = [record(S, "other.example.com"), record("x", NAME, "RRSIG", 1), record(P)];
    expect(judged(reply(records))).toMatchObject({ verdict: "primary", values: [P], ttlSeconds: 60 });
  });

  it("judges a CNAME pair by the first target, whatever is behind it", () => {
    const of = definition({ type: "CNAME", primary: { values: ["p.example.com"] }, secondary: { values: ["s.example.com"] } });
    const records = [cname(NAME, "P.example.com.", 60), cname("p.example.com", "s.example.com", 5), record(UNKNOWN, "s.example.com")];
    expect(judged(reply(records), of)).toEqual({
      verdict: "primary",
      reason: "p.example.com (primary)",
      values: ["p.example.com"],
      ttlSeconds: 60,
    });
    expect(judged(reply([cname(NAME, "s.example.com")], { rcode: "NXDOMAIN" }), of).verdict).toBe("secondary");
  });

  it.each<[string, Reply, string, number | undefined]>([
    ["a name that doesn't exist", reply([], { rcode: "NXDOMAIN" }), "failover.example.com does not exist (NXDOMAIN)", undefined],
    ["no record of the type", reply([]), "failover.example.com has no A record in the answer", undefined],
    [
      "a chain that leads out of the answer",
      reply([cname(NAME, "x.example.net")]),
      "x.example.net has no A record in the answer (failover.example.com → x.example.net)",
      60,
    ],
    [
      "a chain to a name that doesn't exist",
      reply([cname(NAME, "x.example.com")], { rcode: "NXDOMAIN" }),
      "x.example.com does not exist (NXDOMAIN) (failover.example.com → x.example.com)",
      60,
    ],
    [
      "a circle",
      reply([cname(NAME, "x.example.com"), cname("x.example.com", NAME)]),
      "the CNAMEs run in a circle (failover.example.com → x.example.com → failover.example.com)",
      60,
    ],
  ])("takes %s for empty", (_, answer, reason, ttlSeconds) => {
    expect(judged(answer)).toEqual({ verdict: "empty", reason, values: [], ttlSeconds });
  });

  it("gives up on an endless chain", () => {
    const records = Array.from({ length: 100 }, (_, index) =>
      cname(index === 0 ? NAME : `n${index}.example.com`, `n${index + 1}.example.com`),
    );
    expect(judged(reply([...records, record(P, "n100.example.com")]))).toMatchObject({ verdict: "empty" });
  });
});

describe("judge, by reply", () => {
  const silence: Silence = {
    kind: "silence",
    server: "198.51.100.1:53",
    transport: "udp",
    sentAt: NOW - 1_500,
    tookMs: 1_500,
    reason: "timeout after 1500 ms",
  };

  it.each<[string, Answer, string]>([
    ["silence", silence, "no reply from 198.51.100.1:53 over UDP: timeout after 1500 ms"],
    ["SERVFAIL", reply([], { rcode: "SERVFAIL" }), "198.51.100.1:53 answered SERVFAIL"],
    ["REFUSED without AA", reply([], { rcode: "REFUSED", authoritative: false }), "198.51.100.1:53 answered REFUSED"],
    [
      "a server that doesn't speak for the zone",
      reply([record(P)], { authoritative: false }),
      "not authoritative: 198.51.100.1:53 answered NOERROR without speaking for the zone (no AA flag), as a lame or wrongly delegated server does",
    ],
    [
      "its NXDOMAIN likewise",
      reply([], { rcode: "NXDOMAIN", authoritative: false }),
      "not authoritative: 198.51.100.1:53 answered NXDOMAIN without speaking for the zone (no AA flag), as a lame or wrongly delegated server does",
    ],
  ])("takes %s for failed", (_, answer, reason) => {
    expect(judged(answer)).toEqual({ verdict: "failed", reason, values: [] });
  });

  it("doesn't ask a resolver to speak for the zone", () => {
    expect(judged(reply([record(P)], { authoritative: false }), definition(), false).verdict).toBe("primary");
    expect(judged(reply([], { authoritative: false, rcode: "NXDOMAIN" }), definition(), false).verdict).toBe("empty");
  });
});

describe("judge, after an edit", () => {
  const OLD_P = "198.51.100.10";
  const edited = definition({ revision: 2, revisedAt: NOW - GRACE_MS + 1, previous: { primary: [OLD_P], secondary: [P] } });

  it.each<[string, PairDefinition, string[], string]>([
    ["the old value stays valid in the grace", edited, [OLD_P], "primary"],
    ["the new value is valid at once", edited, ["192.0.2.11"], "primary"],
    ["a value that changed sides is ambiguous", edited, [P], "ambiguous"],
    ["a value that changed sides is ignored beside an own one", edited, [P, S], "secondary"],
    ["the old value is stray at the grace's end", { ...edited, revisedAt: NOW - GRACE_MS }, [OLD_P], "stray"],
    ["a value that changed sides has its new side at the grace's end", { ...edited, revisedAt: NOW - GRACE_MS }, [P], "primary"],
  ])("%s", (_, of, values, verdict) => {
    expect(judged(reply(values.map((value) => record(value))), of).verdict).toBe(verdict);
  });

  it("says that the old value counts", () => {
    expect(judged(reply([record(OLD_P)]), edited).reason).toBe(
      "198.51.100.10 (primary), counting the values from before the last edit, still valid",
    );
    expect(judged(reply([record(P)]), edited).reason).toBe(
      "192.0.2.10 stands on both sides, counting the values from before the last edit, still valid",
    );
  });
});

describe("judge, of anything", () => {
  it("never throws and always gives a reason", () => {
    const text = fc.string({ maxLength: 12 });
    const anyRecord = fc.record({
      name: fc.oneof(fc.constant(NAME), text),
      type: fc.oneof(fc.constantFrom(...recordTypes), text),
      ttlSeconds: fc.nat(),
      value: fc.oneof(text, fc.constantFrom(P, S, NAME)),
    });
    fc.assert(
      fc.property(
        fc.array(anyRecord, { maxLength: 6 }),
        fc.constantFrom(...recordTypes),
        fc.constantFrom("NOERROR", "NXDOMAIN", "RCODE12"),
        (records, type, rcode) => {
          const judgement = judged(reply(records, { rcode }), definition({ type }));
          expect(judgement.reason).not.toBe("");
        },
      ),
    );
  });

  it("sees sets only: order and doubles change nothing", () => {
    const values = fc.array(fc.constantFrom(P, S, SHARED, UNKNOWN), { minLength: 1, maxLength: 6 });
    const of = definition({ primary: { values: [P, SHARED] }, secondary: { values: [S, SHARED] } });
    fc.assert(
      fc.property(values, (list) => {
        const has = (value: string): boolean => (list as string[]).includes(value);
        const expected = has(UNKNOWN) ? "stray" : has(P) && has(S) ? "mixed" : has(P) ? "primary" : has(S) ? "secondary" : "ambiguous";
        expect(judged(reply(list.map((value) => record(value))), of).verdict).toBe(expected);
      }),
    );
  });
});
