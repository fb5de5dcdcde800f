import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPossibleName, isSubdomain, normaliseName } from "./names.ts";

describe("normaliseName", () => {
  it.each([
    ["lower-cases and drops the trailing dot", "Failover.Example.COM.", "failover.example.com"],
    ["keeps the root", ".", "."],
    ["takes nothing for the root", "", "."],
    ["undoes Route 53's octal escape of a wildcard", "\\052.example.com.", "*.example.com"],
    ["undoes Route 53's octal escape of an at sign", "\\100.example.com.", "@.example.com"],
    ["lower-cases an escaped capital", "\\101.example.com", "a.example.com"],
    ["keeps a dot inside a label apart from one between labels", "a\\056b.example.com", "a\\.b.example.com"],
    ["keeps a plainly escaped dot", "a\\.b.example.com", "a\\.b.example.com"],
    ["keeps an escaped backslash before a dot that ends the label", "a\\134.example.com", "a\\\\.example.com"],
    ["writes a blank in decimal", "a\\040b.example.com", "a\\032b.example.com"],
    ["writes bytes beyond ASCII in decimal", "\\303\\274.example.com", "\\195\\188.example.com"],
    ["takes raw text beyond ASCII for UTF-8", "ü.example.com", "\\195\\188.example.com"],
    ["leaves Punycode alone", "xn--BCHER-kva.example.com", "xn--bcher-kva.example.com"],
    ["keeps underscores", "_http._tcp.example.com.", "_http._tcp.example.com"],
    ["takes a lone backslash for itself", "a\\", "a\\\\"],
    ["takes digits that are not octal for escaped characters", "\\089.example.com", "089.example.com"],
  ])("%s", (_, raw, expected) => {
    expect(normaliseName(raw)).toBe(expected);
  });

  it("reads three digits as decimal where they come from DNS", () => {
    expect(normaliseName("\\042.example.com", "decimal")).toBe("*.example.com");
    expect(normaliseName("a\\032b.example.com", "decimal")).toBe("a\\032b.example.com");
  });

  it("gives a normal form that stays as it is", () => {
    const anyText = fc.string({ unit: fc.constantFrom("a", "B", ".", "\\", "0", "1", "9", " ", "*", "ü", '"') });
    fc.assert(
      fc.property(anyText, fc.constantFrom("octal" as const, "decimal" as const), (raw, escapes) => {
        const once = normaliseName(raw, escapes);
        expect(normaliseName(once, "decimal")).toBe(once);
      }),
    );
  });

  it("tells every two different lists of labels apart", () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 4 }).filter((bytes) => bytes.every((byte) => byte < 0x41 || byte > 0x5a));
    const octal = (labels: Uint8Array[]): string =>
      labels.map((bytes) => [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")).join(".");
    const labels = fc.array(label, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(labels, labels, (a, b) => {
        const same = JSON.stringify(a.map((one) => [...one])) === JSON.stringify(b.map((one) => [...one]));
        expect(normaliseName(octal(a)) === normaliseName(octal(b))).toBe(same);
      }),
    );
  });
});

describe("isSubdomain", () => {
  it.each([
    ["the zone itself", "example.com", "example.com", true],
    ["a name below it", "a.b.example.com", "example.com", true],
    ["anything, of the root", "example.com", ".", true],
    ["not a name that only ends alike", "badexample.com", "example.com", false],
    ["not the zone's parent", "com", "example.com", false],
    ["not a label with a dot inside", "a\\.example.com", "a.example.com", false],
  ])("counts %s", (_, name, zone, expected) => {
    expect(isSubdomain(name, zone)).toBe(expected);
  });
});

describe("isPossibleName", () => {
  const label63 = "a".repeat(63);
  it.each([
    ["an ordinary name", "failover.example.com", true],
    ["the root", ".", true],
    ["a label of 63 bytes", `${label63}.example.com`, true],
    ["a label of 64 bytes", `a${label63}.example.com`, false],
    ["an escaped byte as one byte", `${"a".repeat(62)}\\032.example.com`, true],
    ["an empty label", "a..example.com", false],
    ["a name of 253 characters", [label63, label63, label63, "a".repeat(61)].join("."), true],
    ["a name of 254 characters", [label63, label63, label63, "a".repeat(62)].join("."), false],
  ])("judges %s", (_, name, expected) => {
    expect(isPossibleName(name)).toBe(expected);
  });
});
