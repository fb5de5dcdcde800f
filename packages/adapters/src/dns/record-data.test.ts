import packet, { type Answer } from "dns-packet";
import { describe, expect, it } from "vitest";
import { decodeReply } from "./message.ts";

const name = "failover.example.com";

function decoded(...answers: Answer[]) {
  const flags = packet.AUTHORITATIVE_ANSWER;
  return decodeReply(packet.encode({ type: "response", id: 1, flags, questions: [{ name, type: "A" }], answers })).records;
}

describe("a record's data reads as it is written", () => {
  it.each<[string, Answer, string]>([
    ["A", { type: "A", name, data: "192.0.2.10" }, "192.0.2.10"],
    ["AAAA in its short form", { type: "AAAA", name, data: "2001:db8:0:0:1:0:0:10" }, "2001:db8::1:0:0:10"],
    ["AAAA of one zero group", { type: "AAAA", name, data: "2001:db8:1:0:1:1:1:1" }, "2001:db8:1:0:1:1:1:1"],
    ["AAAA of nothing but zeros", { type: "AAAA", name, data: "::" }, "::"],
    ["CNAME", { type: "CNAME", name, data: "www.example.com" }, "www.example.com"],
    ["PTR", { type: "PTR", name, data: "www.example.com" }, "www.example.com"],
    ["NS", { type: "NS", name, data: "ns-1.awsdns-01.com" }, "ns-1.awsdns-01.com"],
    ["MX", { type: "MX", name, data: { preference: 10, exchange: "mail.example.com" } }, "10 mail.example.com"],
    ["SRV", { type: "SRV", name, data: { priority: 10, weight: 5, port: 443, target: "www.example.com" } }, "10 5 443 www.example.com"],
    ["TXT of one string", { type: "TXT", name, data: "v=spf1 -all" }, '"v=spf1 -all"'],
    ["TXT of two strings", { type: "TXT", name, data: ["one", "two"] }, '"one" "two"'],
    [
      "TXT with quotes, backslashes and odd bytes",
      { type: "TXT", name, data: Buffer.from('a"b\\c\u0001ä') },
      '"a\\"b\\\\c\\001\\195\\164"',
    ],
    ["CAA", { type: "CAA", name, data: { flags: 0, tag: "issue", value: "ca.example.com" } }, '0 issue "ca.example.com"'],
    [
      "SOA",
      {
        type: "SOA",
        name,
        data: { mname: "ns.example.com", rname: "root.example.com", serial: 1, refresh: 7200, retry: 900, expire: 1209600, minimum: 86400 },
      },
      "ns.example.com root.example.com 1 7200 900 1209600 86400",
    ],
    ["a type unknown here", { type: "NULL", name, data: Buffer.from([1, 2, 255]) }, "\\# 3 0102ff"],
  ])("for %s", (_what, answer, value) => {
    expect(decoded({ ...answer, ttl: 300 } as Answer)).toMatchObject([{ name, ttlSeconds: 300, value }]);
  });

  it("keeps a chain of CNAMEs in order and leaves EDNS out", () => {
    const chain: Answer[] = [
      { type: "CNAME", name, ttl: 300, data: "b.example.com" },
      { type: "A", name: "b.example.com", ttl: 60, data: "192.0.2.10" },
    ];
    expect(decoded(...chain).map((record) => `${record.name} ${record.type} ${record.value}`)).toEqual([
      "failover.example.com CNAME b.example.com",
      "b.example.com A 192.0.2.10",
    ]);
  });

  it("takes a TTL with the top bit set for zero", () => {
    expect(decoded({ type: "A", name, ttl: 0x8000_0001, data: "192.0.2.10" })[0]?.ttlSeconds).toBe(0);
  });

  it.each([
    ["an address of three bytes", 3],
    ["an address of five bytes", 5],
  ])("throws for %s", (_what, length) => {
    const bytes = packet.encode({
      type: "response",
      questions: [{ name, type: "A" }],
      answers: [{ type: "NULL", name, data: Buffer.alloc(length) }],
    });
    bytes.writeUInt16BE(1, bytes.length - length - 10);
    expect(() => decodeReply(bytes)).toThrow(/than its type needs/);
  });
});
