import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameToWire, readName } from "./name.ts";

/** A name of any bytes, written by hand: each label behind its length. */
function wireOf(labels: readonly Uint8Array[]): Buffer {
  return Buffer.concat([...labels.flatMap((label) => [Buffer.from([label.length]), label]), Buffer.from([0])]);
}

const anyLabels = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 8 });

describe("names between text and wire", () => {
  it("survive byte by byte, whatever the bytes are", () => {
    fc.assert(
      fc.property(anyLabels, (labels) => {
        const wire = wireOf(labels);
        const { text, next } = readName(wire, 0);
        expect(next).toBe(wire.length);
        expect(text).toMatch(/^[\x21-\x7e]+$/);
        expect(nameToWire(text)).toEqual(wire);
      }),
    );
  });

  it.each([
    ["a plain name", "failover.example.com", ["failover", "example", "com"]],
    ["a trailing dot", "example.com.", ["example", "com"]],
    ["a wildcard", "*.example.com", ["*", "example", "com"]],
    ["a decimal escape", "\\042.example.com", ["*", "example", "com"]],
    ["a dot inside a label", "a\\.b.com", ["a.b", "com"]],
    ["a backslash", "a\\\\b.com", ["a\\b", "com"]],
    ["text beyond ASCII, as UTF-8", "ä.com", ["ä", "com"]],
    ["the root", ".", []],
  ])("go out right for %s", (_what, text, labels) => {
    expect(nameToWire(text)).toEqual(wireOf(labels.map((label) => Buffer.from(label, "utf8"))));
  });

  it.each([
    ["an empty label", "a..com"],
    ["a dot at the start", ".com"],
    ["a label of 64 bytes", `${"x".repeat(64)}.com`],
    ["256 bytes in all", `${`${"x".repeat(63)}.`.repeat(3)}${"x".repeat(62)}`],
    ["a backslash at the end", "com\\"],
    ["a byte beyond 255", "\\999.com"],
    ["a broken escape", "\\1x.com"],
  ])("don't go out at all with %s", (_what, text) => {
    expect(nameToWire(text)).toBeUndefined();
  });

  it("may be 255 bytes long", () => {
    const text = `${`${"x".repeat(63)}.`.repeat(3)}${"x".repeat(61)}`;
    const wire = nameToWire(text);
    expect(wire?.length).toBe(255);
    expect(readName(wire ?? Buffer.alloc(0), 0).text).toBe(text);
  });

  it.each([
    ["points at itself", [0xc0, 0]],
    ["points forward", [0xc0, 4, 0, 0, 1, 97, 0]],
    ["has a label of a kind nobody uses", [0x40, 97, 0]],
    ["ends in a label", [5, 97, 98]],
    ["ends in a pointer", [0xc0]],
    ["has no end", [1, 97]],
  ])("don't come in when a name %s", (_what, bytes) => {
    expect(() => readName(Buffer.from(bytes), 0)).toThrow(/name|label/);
  });
});
