import { type Answer, decode } from "dns-packet";
import { describe, expect, it } from "vitest";
import { nameToWire } from "./names.ts";
import { rdataOf, typeNumber, UnservableValue } from "./rdata.ts";

/** Read back by an independent decoder. */
function decoded(type: string, value: string): unknown {
  const rdata = rdataOf(type, value);
  const header = Buffer.from([0, 1, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(typeNumber(type), 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt16BE(rdata.length, 8);
  const answer = decode(Buffer.concat([header, nameToWire("x.example"), fixed, rdata])).answers?.[0] as Answer & { data: unknown };
  return answer.data;
}

describe("record data", () => {
  it.each([
    ["A", "192.0.2.10", "192.0.2.10"],
    ["AAAA", "2001:db8::1", "2001:db8::1"],
    ["AAAA", "2001:0db8:0:0:0:0:0:1", "2001:db8::1"],
    ["AAAA", "::ffff:192.0.2.1", "::ffff:c000:201"],
    ["CNAME", "www.example.com.", "www.example.com"],
    ["MX", "10 mail.example.com.", { preference: 10, exchange: "mail.example.com" }],
    ["SRV", "1 2 443 web.example.com", { priority: 1, weight: 2, port: 443, target: "web.example.com" }],
    ["CAA", '0 issue "ca.example.net"', expect.objectContaining({ flags: 0, tag: "issue", value: "ca.example.net" })],
    [
      "SOA",
      "ns-1.awsdns-01.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400",
      expect.objectContaining({ mname: "ns-1.awsdns-01.com", serial: 1, refresh: 7200, retry: 900, expire: 1209600, minimum: 86400 }),
    ],
    ["NAPTR", '1 2 "u" "E2U+sip" "!^.*$!sip:a@example.com!" .', expect.objectContaining({ order: 1, preference: 2, services: "E2U+sip" })],
  ])("%s %s", (type, value, expected) => {
    expect(decoded(type, value)).toEqual(expected);
  });

  it("keeps the strings of a TXT apart and undoes their escapes", () => {
    const texts = decoded("TXT", '"v=one; two" "a\\"b" "\\303\\251"') as Buffer[];
    expect(texts.map((text) => text.toString())).toEqual(["v=one; two", 'a"b', "é"]);
  });

  it.each([
    ["A", "192.0.2.300"],
    ["AAAA", "nonsense"],
    ["MX", "ten mail.example.com"],
    ["HTTPS", "1 . alpn=h2"],
  ])("refuses %s %s", (type, value) => {
    expect(() => rdataOf(type, value)).toThrow(UnservableValue);
  });
});
