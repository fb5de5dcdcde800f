import { createSocket } from "node:dgram";
import { Resolver as NodeResolver } from "node:dns/promises";
import { connect } from "node:net";
import { type DecodedPacket, decode as decodePacket, encode, type Packet, RECURSION_DESIRED } from "dns-packet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Authoritative, startAuthoritative } from "./authoritative.ts";
import { createDnsFaults, type DnsFaults } from "./faults.ts";
import { fixtureSource, fixtureZone } from "./fixture-zone.ts";
import { type Resolver, startResolver } from "./resolver.ts";

/** The published types forget the rcode. */
type Decoded = DecodedPacket & { rcode: string };
const decode = (bytes: Buffer) => decodePacket(bytes) as Decoded;

let failing: Set<string>;
let faults: DnsFaults;
let servers: Authoritative;
let resolver: Resolver;
let now = 1_000_000;
let troubles: unknown[] = [];
const onTrouble = (error: unknown) => troubles.push(error);

beforeEach(async () => {
  failing = new Set();
  faults = createDnsFaults();
  now = 1_000_000;
  troubles = [];
  const source = fixtureSource(failing);
  servers = await startAuthoritative({ source, regions: ["eu-central-1"], dnsPort: 0, faults, random: () => 0, onTrouble });
  resolver = await startResolver({
    vantage: "eu-central-1",
    upstreams: servers.addresses["eu-central-1"] ?? [],
    zones: () => [fixtureZone],
    time: { now: () => now, unitMs: 100 },
    faults,
    onTrouble,
  });
});

afterEach(async () => {
  expect(troubles).toEqual([]);
  await resolver.close();
  await servers.close();
});

const server = (index = 0, vantage = "public") => servers.addresses[vantage]?.[index] ?? "";
const query = (name: string, type = "A", more: Partial<Packet> = {}) =>
  encode({ type: "query", id: 4711, questions: [{ name, type: type as "A", class: "IN" }], ...more });

/** The reply's bytes, or undefined when none came in time. */
function overUdp(to: string, packet: Buffer, timeoutMs = 2_000): Promise<Buffer | undefined> {
  const [host, port] = to.split(":");
  const socket = createSocket("udp4");
  return new Promise((resolve) => {
    const end = (reply?: Buffer) => {
      clearTimeout(timer);
      socket.close();
      resolve(reply);
    };
    const timer = setTimeout(end, timeoutMs);
    socket.once("message", (reply) => end(reply));
    socket.send(packet, Number(port), host);
  });
}

function overTcp(to: string, packets: readonly Buffer[]): Promise<Decoded[]> {
  const [host, port] = to.split(":");
  const socket = connect(Number(port), host);
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0);
    const replies: Decoded[] = [];
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      got = Buffer.concat([got, chunk]);
      while (got.length >= 2 && got.length >= 2 + got.readUInt16BE(0)) {
        replies.push(decode(got.subarray(2, 2 + got.readUInt16BE(0))));
        got = got.subarray(2 + got.readUInt16BE(0));
      }
      if (replies.length < packets.length) return;
      socket.destroy();
      resolve(replies);
    });
    socket.write(Buffer.concat(packets.flatMap((packet) => [Buffer.from([packet.length >> 8, packet.length & 0xff]), packet])));
  });
}

async function asked(to: string, packet: Buffer): Promise<Decoded> {
  const reply = await overUdp(to, packet);
  if (!reply) throw new Error("no reply");
  return decode(reply);
}
const values = (reply: Decoded) => (reply.answers ?? []).map((answer) => ("data" in answer ? answer.data : undefined));

describe("the authoritative servers", () => {
  it("say the primary, then the secondary, with AA, without RA, with RD as asked", async () => {
    const before = await asked(server(3), query("failover.example.com", "A", { flags: RECURSION_DESIRED }));
    expect(before).toMatchObject({ id: 4711, flag_aa: true, flag_ra: false, flag_rd: true, rcode: "NOERROR" });
    expect(before.answers).toMatchObject([{ name: "failover.example.com", ttl: 60, data: "192.0.2.10" }]);
    failing.add("eu");
    const after = await asked(server(3), query("failover.example.com"));
    expect(values(after)).toEqual(["192.0.2.20"]);
    expect(after.flag_rd).toBe(false);
  });

  it("echo the question letter by letter", async () => {
    const reply = await asked(server(), query("FaIlOvEr.eXaMpLe.CoM"));
    expect(reply.questions?.[0]?.name).toBe("FaIlOvEr.eXaMpLe.CoM");
    expect(reply.answers?.[0]?.name).toBe("FaIlOvEr.eXaMpLe.CoM");
  });

  it("set TC above 512 bytes, obey a larger EDNS size, and say all over TCP", async () => {
    const small = await asked(server(), query("big.example.com", "TXT"));
    expect([small.flag_tc, small.answers?.length]).toEqual([true, 0]);
    const opt = { type: "OPT", name: ".", udpPayloadSize: 4_096, flags: 0, options: [] } as const;
    const large = await asked(server(), query("big.example.com", "TXT", { additionals: [opt as never] }));
    expect([large.flag_tc, large.answers?.length, large.additionals?.[0]?.type]).toEqual([false, 20, "OPT"]);
    const [first, second] = await overTcp(server(), [query("big.example.com", "TXT"), query("failover.example.com")]);
    expect([first?.answers?.length, second?.answers?.length].sort()).toEqual([1, 20]);
  });

  it.each([
    ["no question", Buffer.from([1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 1],
    ["a name without end", Buffer.from([1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 63, 97]), 1],
    ["another opcode (update)", Buffer.from([1, 2, 0x28, 0, 0, 1, 0, 0, 0, 0, 0, 0]), 4],
    ["counts that promise more than there is", Buffer.concat([query("x.example.com").fill(0xff, 10, 12)]), 1],
  ])("refuse %s by its rcode", async (_, packet, rcode) => {
    const reply = await overUdp(server(), packet);
    expect([reply?.[0], reply?.[1], (reply?.[2] ?? 0) & 0x80, (reply?.[3] ?? 0) & 0x0f]).toEqual([packet[0], packet[1], 0x80, rcode]);
  });

  it("refuse an EDNS version they don't know as BADVERS, and class CHAOS", async () => {
    const opt = { type: "OPT", name: ".", udpPayloadSize: 1_232, ednsVersion: 1, flags: 0, options: [] };
    const badVersion = await asked(server(), query("failover.example.com", "A", { additionals: [opt as never] }));
    expect(badVersion.additionals?.[0]).toMatchObject({ type: "OPT", extendedRcode: 1 });
    const chaos = await asked(server(), encode({ type: "query", id: 1, questions: [{ name: "version.bind", type: "TXT", class: "CH" }] }));
    expect(chaos.rcode).toBe("REFUSED");
  });

  it("survive any bytes, and never answer a reply", async () => {
    let seed = 1;
    const byte = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed & 0xff;
    };
    const socket = createSocket("udp4");
    for (let i = 0; i < 500; i++) {
      const packet = i % 2 ? Buffer.from(Array.from({ length: byte() }, byte)) : query("failover.example.com");
      if (i % 2 === 0) packet[byte() % packet.length] = byte();
      socket.send(packet, Number(server().split(":")[1]), "127.0.0.1");
    }
    const echo = query("failover.example.com");
    echo[2] = 0x80;
    expect(await overUdp(server(), echo, 200)).toBeUndefined();
    socket.close();
    expect(values(await asked(server(), query("failover.example.com")))).toEqual(["192.0.2.10"]);
  });

  it("are understood by Node's own resolver", async () => {
    const node = new NodeResolver({ timeout: 3_000, tries: 1 });
    node.setServers([server(1)]);
    expect(await node.resolve4("failover.example.com", { ttl: true })).toEqual([{ address: "192.0.2.10", ttl: 60 }]);
    expect((await node.resolveNs("example.com")).sort()).toEqual([...fixtureZone.nameservers].sort());
    await expect(node.resolve4("nobody.example.com")).rejects.toMatchObject({ code: "ENOTFOUND" });
    await expect(node.resolveMx("failover.example.com")).rejects.toMatchObject({ code: "ENODATA" });
  });
});

describe("faults", () => {
  it("hit one server for one vantage, and others not", async () => {
    faults.set({ action: "servfail", vantage: "eu-central-1", server: 2 });
    expect((await asked(server(2, "eu-central-1"), query("failover.example.com"))).rcode).toBe("SERVFAIL");
    expect((await asked(server(1, "eu-central-1"), query("failover.example.com"))).rcode).toBe("NOERROR");
    expect((await asked(server(2), query("failover.example.com"))).rcode).toBe("NOERROR");
  });

  it.each([
    ["refused", { rcode: "REFUSED", flag_aa: false }],
    ["nxdomain", { rcode: "NXDOMAIN", flag_aa: true, answers: [] }],
    ["empty", { rcode: "NOERROR", flag_aa: true, answers: [] }],
    ["truncate", { rcode: "NOERROR", flag_tc: true, answers: [] }],
    ["wrong-id", { id: 4711 ^ 0x5555 }],
  ] as const)("%s once, then no more", async (action, expected) => {
    faults.set({ action, count: 1 });
    expect(await asked(server(), query("failover.example.com"))).toMatchObject(expected);
    expect(values(await asked(server(), query("failover.example.com")))).toEqual(["192.0.2.10"]);
    expect(faults.list()).toEqual([]);
  });

  it("drop, garble, change the question, delay", async () => {
    faults.set({ action: "drop", count: 1 });
    expect(await overUdp(server(), query("failover.example.com"), 150)).toBeUndefined();
    faults.set({ action: "garbage", count: 1 });
    expect((await overUdp(server(), query("failover.example.com")))?.subarray(12, 16)).toEqual(Buffer.from([255, 255, 255, 255]));
    faults.set({ action: "wrong-question", count: 1 });
    expect((await asked(server(), query("failover.example.com"))).questions?.[0]?.name).not.toBe("failover.example.com");
    faults.set({ action: "delay", delayMs: 120, count: 1 });
    const sentAt = performance.now();
    expect(values(await asked(server(), query("failover.example.com")))).toEqual(["192.0.2.10"]);
    expect(performance.now() - sentAt).toBeGreaterThan(110);
  });

  it("of a cut-off region silence its servers and its resolver, until restored", async () => {
    faults.cutOff("eu-central-1");
    expect(await overUdp(server(0, "eu-central-1"), query("failover.example.com"), 150)).toBeUndefined();
    expect(await overUdp(resolver.address, query("failover.example.com"), 150)).toBeUndefined();
    expect(values(await asked(server(), query("failover.example.com")))).toEqual(["192.0.2.10"]);
    faults.restore("eu-central-1");
    expect(values(await asked(server(0, "eu-central-1"), query("failover.example.com")))).toEqual(["192.0.2.10"]);
  });
});

describe("the resolver", () => {
  const recursive = (name: string, type = "A") => query(name, type, { flags: RECURSION_DESIRED });

  it("keeps an answer for its TTL in lab seconds and counts it down", async () => {
    expect((await asked(resolver.address, recursive("failover.example.com"))).answers).toMatchObject([{ ttl: 60, data: "192.0.2.10" }]);
    failing.add("eu");
    now += 20 * 100;
    const later = await asked(resolver.address, recursive("failover.example.com"));
    expect(later).toMatchObject({ flag_ra: true, flag_aa: false, answers: [{ ttl: 40, data: "192.0.2.10" }] });
    now += 40 * 100;
    expect(values(await asked(resolver.address, recursive("failover.example.com")))).toEqual(["192.0.2.20"]);
  });

  it("keeps that there is nothing for 900 s", async () => {
    expect((await asked(resolver.address, recursive("nobody.example.com"))).rcode).toBe("NXDOMAIN");
    faults.set({ action: "drop" });
    now += 899 * 100;
    const kept = await asked(resolver.address, recursive("nobody.example.com"));
    expect(kept.rcode).toBe("NXDOMAIN");
    expect(kept.authorities).toMatchObject([{ type: "SOA", ttl: 1 }]);
  });

  it("goes on to the next server, over TCP when truncated, and gives up as SERVFAIL", async () => {
    for (const [index, action] of (["servfail", "garbage", "wrong-id"] as const).entries()) faults.set({ action, server: index });
    expect(values(await asked(resolver.address, recursive("failover.example.com")))).toEqual(["192.0.2.10"]);
    faults.clear();
    faults.set({ action: "truncate" });
    expect((await asked(resolver.address, recursive("eu.example.com"))).answers).toMatchObject([{ data: "192.0.2.11" }]);
    faults.set({ action: "refused" });
    faults.clear({ action: "truncate" });
    expect((await asked(resolver.address, recursive("us.example.com"))).rcode).toBe("SERVFAIL");
  });

  it("knows the name servers' own addresses and nothing outside the lab", async () => {
    expect(values(await asked(resolver.address, recursive("NS-3.awsdns-03.org")))).toEqual(["198.51.100.3"]);
    expect((await asked(resolver.address, recursive("ns-3.awsdns-03.org", "AAAA"))).rcode).toBe("NOERROR");
    expect((await asked(resolver.address, recursive("www.example.net"))).rcode).toBe("SERVFAIL");
  });

  it("asks the servers once for many clients at a time", async () => {
    faults.set({ action: "delay", delayMs: 50, vantage: "eu-central-1" });
    const replies = await Promise.all(Array.from({ length: 20 }, () => asked(resolver.address, recursive("failover.example.com"))));
    expect(new Set(replies.flatMap(values))).toEqual(new Set(["192.0.2.10"]));
    expect(resolver.cached()).toBe(1);
  });
});
