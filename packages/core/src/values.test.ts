import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlipwatchError } from "./error.ts";
import { type RecordType, recordTypes } from "./pair.ts";
import { normaliseValue, normaliseValues, readValue } from "./values.ts";

describe("normaliseValue", () => {
  it.each<[string, RecordType, string, string]>([
    ["an IPv4 address", "A", " 192.0.2.10 ", "192.0.2.10"],
    ["a long IPv6 address", "AAAA", "2001:0DB8:0000:0000:0000:0000:0000:0010", "2001:db8::10"],
    ["the first of two equal runs of zeros", "AAAA", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["the longer run of zeros", "AAAA", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["a single zero group in full", "AAAA", "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["a single zero group written as two colons", "AAAA", "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["the address of nothing", "AAAA", "0:0:0:0:0:0:0:0", "::"],
    ["loopback", "AAAA", "0::1", "::1"],
    ["zeros at the end", "AAAA", "2001:db8:0:0:0:0:0:0", "2001:db8::"],
    ["a mapped address in hexadecimal", "AAAA", "::ffff:c000:20a", "::ffff:192.0.2.10"],
    ["an address that ends in IPv4", "AAAA", "2001:db8::192.0.2.10", "2001:db8::c000:20a"],
    ["a CNAME's target", "CNAME", "WWW.Example.com.", "www.example.com"],
    ["an escaped target", "CNAME", "\\052.example.com.", "*.example.com"],
    ["a pointer", "PTR", "Host.example.com.", "host.example.com"],
    ["one TXT string", "TXT", '"v=primary"', "v=primary"],
    ["joined TXT strings", "TXT", '"v=spf1 " "-all"', "v=spf1 -all"],
    ["TXT with quotes and backslashes inside", "TXT", '"say \\"hi\\" \\\\o/"', 'say "hi" \\\\o/'],
    ["TXT with octal escapes", "TXT", '"caf\\303\\251 \\052"', "caf\\195\\169 *"],
    ["bare TXT, blanks and case kept", "TXT", "Hello  World ", "Hello  World "],
    ["an empty TXT string", "TXT", '""', ""],
    ["TXT that is a quote", "TXT", '"\\""', '\\"'],
    ["a mail server", "MX", "10  Mail.example.com.", "10 mail.example.com"],
    ["a mail preference with zeros", "MX", "010 mail.example.com", "10 mail.example.com"],
    ["the null mail server", "MX", "0 .", "0 ."],
    ["a service", "SRV", "10 5 0443 WWW.example.com.", "10 5 443 www.example.com"],
    ["a CAA record", "CAA", '0 ISSUE "ca.example.com"', '0 issue "ca.example.com"'],
    ["a CAA record without quotes", "CAA", "128 issue ca.example.com", '128 issue "ca.example.com"'],
    ["a CAA record with a parameter", "CAA", '0 issue "ca.example.com; account=1"', '0 issue "ca.example.com; account=1"'],
    ["a CAA record that forbids all", "CAA", '0 issue ";"', '0 issue ";"'],
  ])("writes %s in one way", (_, type, raw, expected) => {
    expect(normaliseValue(type, raw)).toBe(expected);
  });

  it.each<[string, RecordType, string]>([
    ["a number too large", "A", "192.0.2.256"],
    ["three numbers", "A", "192.0.2"],
    ["a leading zero", "A", "192.0.2.010"],
    ["a name", "A", "example.com"],
    ["IPv6", "A", "2001:db8::1"],
    ["nothing", "A", ""],
    ["IPv4", "AAAA", "192.0.2.10"],
    ["nine groups", "AAAA", "1:2:3:4:5:6:7:8:9"],
    ["seven groups", "AAAA", "1:2:3:4:5:6:7"],
    ["two runs", "AAAA", "2001::db8::1"],
    ["three colons", "AAAA", "2001:::1"],
    ["a run of nothing", "AAAA", "1:2:3:4::5:6:7:8"],
    ["a zone", "AAAA", "fe80::1%eth0"],
    ["five digits", "AAAA", "2001:db8::12345"],
    ["IPv4 in the middle", "AAAA", "::192.0.2.1:1"],
    ["IPv4 before the run", "AAAA", "1:192.0.2.1::"],
    ["a single colon at the end", "AAAA", "1:2:3:4:5:6:7:"],
    ["two names", "CNAME", "a.example.com b.example.com"],
    ["an empty label", "CNAME", "a..example.com"],
    ["an open quote", "TXT", '"abc'],
    ["text between strings", "TXT", '"abc" def "ghi"'],
    ["no preference", "MX", "mail.example.com"],
    ["a preference too large", "MX", "65536 mail.example.com"],
    ["a negative preference", "MX", "-1 mail.example.com"],
    ["a missing port", "SRV", "10 5 www.example.com"],
    ["flags too large", "CAA", "256 issue x"],
    ["no value", "CAA", "0 issue"],
  ])("refuses %s for %s", (_, type, raw) => {
    expect(readValue(type, raw)).toBeUndefined();
    expect(() => normaliseValue(type, raw)).toThrow(FlipwatchError);
  });

  it("says what was found and what is expected", () => {
    expect(() => normaliseValue("A", "192.0.2.300")).toThrow('found "192.0.2.300", expected an IPv4 address such as 192.0.2.10');
  });

  it("gives a normal form that stays as it is, for any text", () => {
    const anyText = fc.string({ unit: fc.constantFrom("a", "F", "1", "0", ".", ":", " ", '"', "\\", "é", "\n", "issue") });
    fc.assert(
      fc.property(fc.constantFrom(...recordTypes), anyText, fc.constantFrom("octal" as const, "decimal" as const), (type, raw, escapes) => {
        const once = readValue(type, raw, escapes);
        if (once !== undefined) expect(readValue(type, once, "decimal")).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it("keeps TXT content whole, whichever dialect its bytes are written in", () => {
    const written = (bytes: Uint8Array, base: 8 | 10): string =>
      `"${[...bytes].map((byte) => `\\${byte.toString(base).padStart(3, "0")}`).join("")}"`;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), (a, b) => {
        expect(normaliseValue("TXT", written(a, 8), "octal")).toBe(normaliseValue("TXT", written(a, 10), "decimal"));
        const same = JSON.stringify([...a]) === JSON.stringify([...b]);
        expect(normaliseValue("TXT", written(a, 8)) === normaliseValue("TXT", written(b, 8))).toBe(same);
      }),
    );
  });

  it("reads every spelling of an IPv6 address alike, as the URL standard does", () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const long = groups.map((one) => one.toString(16).toUpperCase().padStart(4, "0")).join(":");
        const short = new URL(`http://[${long}]/`).hostname.slice(1, -1);
        const ours = normaliseValue("AAAA", long);
        if (!ours.includes(".")) expect(ours).toBe(short);
        expect(normaliseValue("AAAA", short)).toBe(ours);
      }),
    );
  });
});

describe("normaliseValues", () => {
  it("gives a set: sorted, without doubles", () => {
    expect(normaliseValues("AAAA", ["2001:db8::2", "2001:DB8::1", "2001:db8:0::2"])).toEqual(["2001:db8::1", "2001:db8::2"]);
  });
});
