import { describe, expect, it } from "vitest";
import { BadName, nameFromWire, nameToWire, normalName, normalOf } from "./names.ts";

describe("names", () => {
  it.each([
    ["loses case and trailing dot", "FailOver.Example.COM.", "failover.example.com"],
    ["undoes the escape of a star", "\\052.example.com.", "*.example.com"],
    ["keeps a dot inside a label apart from the dots between labels", "a\\056b.example.com", "a\\056b.example.com"],
    ["takes a backslashed character as it is", "a\\.b.example.com", "a\\056b.example.com"],
    ["escapes bytes beyond ASCII", "\\344.example.com", "\\344.example.com"],
    ["keeps the root", ".", ""],
  ])("%s", (_, name, expected) => {
    expect(normalName(name)).toBe(expected);
    expect(normalOf(nameFromWire(nameToWire(name), 0).labels)).toBe(expected);
  });

  it.each([
    ["an empty label", "a..b"],
    ["a label of 64 bytes", `${"x".repeat(64)}.com`],
    ["a name of 256 bytes", `${"x".repeat(62)}.`.repeat(5)],
  ])("refuses %s", (_, name) => {
    expect(() => normalName(name)).toThrow(BadName);
  });

  it.each([
    ["a pointer to itself", [0xc0, 0x00]],
    ["a pointer forwards", [0xc0, 0x02, 0x00]],
    ["a label past the end", [0x05, 0x61]],
    ["a reserved label type", [0x80, 0x00]],
    ["no end", [0x01, 0x61]],
  ])("refuses %s on the wire", (_, bytes) => {
    expect(() => nameFromWire(Buffer.from(bytes), 0)).toThrow(BadName);
  });
});
