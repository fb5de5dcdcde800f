import type { Answer, Asker, Question } from "@flipwatch/core";
import { describe, expect, it } from "vitest";
import { createNameServers } from "./name-servers.ts";

/** What the resolvers know: `name type` to rcode and `ttl value` lines; anything else is NODATA. */
type Zone = Record<string, string[] | "NXDOMAIN" | "SERVFAIL" | "silence">;

function world(zone: Zone, options: { ipv6?: boolean; resolvers?: string[]; dead?: string[] } = {}) {
  const asked: string[] = [];
  let time = 1_000_000;
  const asker: Asker = {
    async ask(question) {
      asked.push(`${question.name} ${question.type}`);
      return options.dead?.includes(question.server)
        ? silent(question)
        : answerTo(question, zone[`${question.name} ${question.type}`] ?? []);
    },
    close: async () => undefined,
  };
  const resolvers = options.resolvers ?? ["192.0.2.1:53"];
  const nameServers = createNameServers({ asker, resolvers, now: () => time, timeoutMs: 1_000, ipv6: options.ipv6 ?? false });
  return {
    zone,
    of: (name: string, nameservers?: string[]) => nameServers.of({ name, nameservers }),
    asked: () => asked.splice(0),
    pass: (seconds: number) => {
      time += seconds * 1_000;
    },
  };
}

function silent(question: Question): Answer {
  return { kind: "silence", server: question.server, transport: "udp", sentAt: 0, tookMs: 1_000, reason: "timeout" };
}

function answerTo(question: Question, known: Zone[string]): Answer {
  if (known === "silence") return silent(question);
  const base = { kind: "reply", server: question.server, transport: "udp", sentAt: 0, tookMs: 1, authoritative: false } as const;
  if (!Array.isArray(known)) return { ...base, rcode: known, records: [] };
  const records = known.map((line) => {
    const [ttl = "", value = "", name = question.name] = line.split(" ");
    return { name, type: question.type, ttlSeconds: Number(ttl), value };
  });
  return { ...base, rcode: "NOERROR", records };
}

const example: Zone = {
  "example.com NS": ["172800 NS-2.awsdns-02.NET", "172800 ns-1.awsdns-01.com"],
  "ns-1.awsdns-01.com A": ["300 198.51.100.1"],
  "ns-1.awsdns-01.com AAAA": ["300 2001:db8::1"],
  "ns-2.awsdns-02.net A": ["300 198.51.100.2"],
  "ns-2.awsdns-02.net AAAA": ["300 2001:db8::2"],
};

describe("the name servers of a name", () => {
  it("are those of the zone it lies in, found by walking up, in a stable order", async () => {
    const at = world({ ...example });
    expect(await at.of("failover.example.com")).toEqual(["198.51.100.1:53", "198.51.100.2:53"]);
    expect(at.asked()).toEqual(["failover.example.com NS", "example.com NS", "ns-1.awsdns-01.com A", "ns-2.awsdns-02.net A"]);
  });

  it("have each server's IPv4 before its IPv6, where IPv6 is of use", async () => {
    expect(await world(example, { ipv6: true }).of("failover.example.com")).toEqual([
      "198.51.100.1:53",
      "[2001:db8::1]:53",
      "198.51.100.2:53",
      "[2001:db8::2]:53",
    ]);
  });

  it("are those of a delegated subzone where the name lies in one", async () => {
    const at = world({ ...example, "sub.example.com NS": ["300 ns.sub.example.com"], "ns.sub.example.com A": ["300 198.51.100.9"] });
    expect(await at.of("www.sub.example.com")).toEqual(["198.51.100.9:53"]);
  });

  it("are not those of a CNAME's target, which the reply may list too", async () => {
    const at = world({ ...example, "failover.example.com NS": ["300 ns.other.example other.example"] });
    expect(await at.of("failover.example.com")).toEqual(["198.51.100.1:53", "198.51.100.2:53"]);
  });

  it("are looked for above a name that doesn't exist", async () => {
    expect(await world({ ...example, "failover.example.com NS": "NXDOMAIN" }).of("failover.example.com")).toHaveLength(2);
  });

  it("are never a top-level domain's", async () => {
    const at = world({ "example.com NS": "NXDOMAIN", "com NS": ["300 a.gtld-servers.net"] });
    expect(await at.of("failover.example.com")).toEqual([]);
    expect(at.asked()).not.toContain("com NS");
  });

  it("are unknown, not the parent zone's, when the walk meets silence", async () => {
    const at = world({ ...example, "failover.example.com NS": "SERVFAIL" });
    expect(await at.of("failover.example.com")).toEqual([]);
    expect(await at.of("failover.example.com")).toEqual([]);
    expect(at.asked()).toEqual(["failover.example.com NS"]);
  });

  it("are found through the next resolver when the first is dead", async () => {
    const at = world({ ...example }, { resolvers: ["192.0.2.1:53", "192.0.2.2:53"], dead: ["192.0.2.1:53"] });
    expect(await at.of("failover.example.com")).toHaveLength(2);
  });

  it("are asked for once when many names ask at the same time", async () => {
    const at = world({ ...example });
    await Promise.all(Array.from({ length: 50 }, () => at.of("failover.example.com")));
    expect(at.asked()).toHaveLength(4);
  });
});

describe("name servers that are given", () => {
  it.each([
    ["an address", "192.0.2.53", ["192.0.2.53:53"]],
    ["an address with port", "127.0.0.1:5300", ["127.0.0.1:5300"]],
    ["IPv6", "2001:db8::53", ["[2001:db8::53]:53"]],
    ["IPv6 with port", "[2001:db8::53]:5300", ["[2001:db8::53]:5300"]],
    ["a host", "ns-1.awsdns-01.com", ["198.51.100.1:53"]],
    ["a host with a trailing dot", "ns-1.awsdns-01.com.", ["198.51.100.1:53"]],
    ["a host with port", "ns-1.awsdns-01.com:5300", ["198.51.100.1:5300"]],
    ["nothing that can be read", "a b:c", []],
  ])("may be %s", async (_what, entry, expected) => {
    expect(await world({ ...example }).of("failover.example.com", [entry])).toEqual(expected);
  });

  it("keep their order and lose their doubles", async () => {
    expect(await world({}).of("x.example.com", ["192.0.2.2", "192.0.2.1", "192.0.2.2:53"])).toEqual(["192.0.2.2:53", "192.0.2.1:53"]);
  });
});

describe("what was looked up", () => {
  const name = "failover.example.com";

  it("is not looked up again while it is fresh", async () => {
    const at = world({ ...example });
    await at.of(name);
    at.asked();
    at.pass(200);
    await at.of(name);
    expect(at.asked()).toEqual([]);
  });

  it("is looked up again shortly before its TTL ends, while the old still serves", async () => {
    const at = world({ ...example });
    await at.of(name);
    at.zone["ns-1.awsdns-01.com A"] = ["300 198.51.100.77"];
    at.pass(250);
    expect(await at.of(name)).toContain("198.51.100.1:53");
    await expect.poll(() => at.of(name)).toContain("198.51.100.77:53");
  });

  it("serves on when looking fails, for a day beyond its TTL and no longer", async () => {
    const at = world({ ...example });
    await at.of(name);
    for (const key of Object.keys(at.zone)) at.zone[key] = "silence";
    at.zone[`${name} NS`] = "silence";
    at.pass(86_000);
    expect(await at.of(name)).toHaveLength(2);
    at.pass(4_000);
    expect(await at.of(name)).toEqual([]);
  });

  it("is not given up because one family's addresses are missing, but an absent one with no word on the other is no fact", async () => {
    const at = world({ ...example, "ns-1.awsdns-01.com A": "silence", "ns-1.awsdns-01.com AAAA": [] }, { ipv6: true });
    expect(await at.of(name)).toEqual(["198.51.100.2:53", "[2001:db8::2]:53"]);
    at.zone["ns-1.awsdns-01.com A"] = ["300 198.51.100.1"];
    at.pass(6);
    expect(await at.of(name)).toContain("198.51.100.1:53");
  });
});
