import { describe, expect, it } from "vitest";
import { valueFaults } from "./value.ts";

describe("values that fit their type", () => {
  it.each([
    ["A", "192.0.2.1"],
    ["AAAA", "2001:db8::1"],
    ["CNAME", "x.example.com."],
    ["TXT", '"a" "b \\" c"'],
    ["MX", "10 mail.example.com"],
    ["MX", "0 ."],
    ["SRV", "1 2 443 host.example.com"],
    ["CAA", '0 issue "ca.example.com"'],
    ["NAPTR", "anything"],
  ])("%s %s", (type, value) => {
    expect(valueFaults(type, [value])).toEqual([]);
  });
});

describe("values that don't", () => {
  it.each([
    ["A", ["2001:db8::1"]],
    ["A", ["192.0.2.1 192.0.2.2"]],
    ["AAAA", ["192.0.2.1"]],
    ["CNAME", ["a.example.com", "b.example.com"]],
    ["CNAME", ["two words"]],
    ["TXT", [`"${"x".repeat(256)}"`]],
    ["MX", ["mail.example.com"]],
    ["SRV", ["1 2 70000 host.example.com"]],
    ["CAA", ["256 issue ca"]],
    ["A", ["192.0.2.1", "192.0.2.1"]],
    ["A", [""]],
    ["A", Array.from({ length: 401 }, (_, index) => `192.0.${index >> 8}.${index & 255}`)],
  ])("%s %j", (type, values) => {
    expect(valueFaults(type, values)).toHaveLength(1);
  });
});
