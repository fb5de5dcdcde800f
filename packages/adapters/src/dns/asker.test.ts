import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import type { Answer, Question } from "@flipwatch/core";
import packet from "dns-packet";
import { afterEach, describe, expect, it } from "vitest";
import { createAsker, type DnsAsker } from "./asker.ts";
import { framed, replyTo, type Script, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

const NAME = "failover.example.com";
const address = { type: "A" as const, name: NAME, ttl: 60, data: "192.0.2.10" };
const closing: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((one) => one.close()));
});

function asker(options: Partial<Parameters<typeof createAsker>[0]> = {}): DnsAsker {
  const made = createAsker({ now: Date.now, randomId: () => randomInt(65_536), ...options });
  closing.push(made);
  return made;
}

async function server(script: Script, host?: "127.0.0.1" | "::1"): Promise<ScriptedServer> {
  const made = await startScriptedServer(script, host);
  closing.push(made);
  return made;
}

function question(at: ScriptedServer | string, more: Partial<Question> = {}): Question {
  const endpoint = typeof at === "string" ? at : at.endpoint;
  return { name: NAME, type: "A", server: endpoint, transport: "udp", recursive: false, timeoutMs: 5_000, ...more };
}

function values(answer: Answer): readonly string[] | string {
  return answer.kind === "reply" ? answer.records.map((record) => record.value) : answer.reason;
}

/** Sends from a port of its own, as somebody would who is not the server. */
async function sendFromElsewhere(bytes: Buffer, to: { address: string; port: number }): Promise<void> {
  const stranger = createSocket("udp4");
  await new Promise((resolve) => stranger.send(bytes, to.port, to.address, resolve));
  await new Promise<void>((resolve) => stranger.close(resolve));
}

describe("a question over UDP", () => {
  it("brings the records, the response code, AA and the server that was asked", async () => {
    const at = await server({ udp: ({ query, send }) => send(replyTo(query, [address])) });
    const answer = await asker().ask(question(at));
    expect(answer).toMatchObject({ kind: "reply", rcode: "NOERROR", authoritative: true, transport: "udp", server: at.endpoint });
    expect(answer.kind === "reply" && answer.records).toEqual([{ name: NAME, type: "A", ttlSeconds: 60, value: "192.0.2.10" }]);
  });

  it("asks without recursion and offers EDNS with 1,232 bytes", async () => {
    const at = await server({ udp: ({ query, send }) => send(replyTo(query, [])) });
    await asker().ask(question(at));
    expect(at.heard[0]?.query.flag_rd).toBe(false);
    expect(at.heard[0]?.query.additionals).toMatchObject([{ type: "OPT", udpPayloadSize: 1_232, ednsVersion: 0 }]);
  });

  it("asks a resolver with recursion desired", async () => {
    const at = await server({ udp: ({ query, send }) => send(replyTo(query, [address], { flags: 0 })) });
    const answer = await asker().ask(question(at, { recursive: true }));
    expect(at.heard[0]?.query.flag_rd).toBe(true);
    expect(answer).toMatchObject({ kind: "reply", authoritative: false });
  });

  it("reaches a server over IPv6", async () => {
    const at = await server({ udp: ({ query, send }) => send(replyTo(query, [address])) }, "::1");
    expect(values(await asker().ask(question(at)))).toEqual(["192.0.2.10"]);
  });

  it("goes where the network table says, and names the server as it was asked for", async () => {
    const at = await server({ udp: ({ query, send }) => send(replyTo(query, [address])) });
    const answer = await asker({ network: { "198.51.100.1:53": at.endpoint } }).ask(question("198.51.100.1:53"));
    expect(answer).toMatchObject({ kind: "reply", server: "198.51.100.1:53" });
  });

  it.each([
    [3, "NXDOMAIN"],
    [2, "SERVFAIL"],
    [5, "REFUSED"],
    [11, "RCODE11"],
  ])("says response code %i as %s", async (rcode, name) => {
    const at = await server({ udp: ({ query, send }) => send(replyTo(query, [], { rcode })) });
    expect(await asker().ask(question(at))).toMatchObject({ kind: "reply", rcode: name, records: [] });
  });

  it("keeps many questions on few sockets apart", async () => {
    const at = await server({
      udp: ({ query, send }) => send(replyTo(query, [{ ...address, data: `192.0.2.${query.questions?.[0]?.name.split(".")[0]}` }])),
    });
    const asking = asker({ sockets: 2 });
    const answers = await Promise.all(
      Array.from({ length: 250 }, (_, index) => asking.ask(question(at, { name: `${index}.example.com` }))),
    );
    expect(answers.map(values)).toEqual(Array.from({ length: 250 }, (_, index) => [`192.0.2.${index}`]));
  });

  it("goes on with fresh sockets when the old ones have been used enough", async () => {
    const ports = new Set<number>();
    const at = await server({
      udp: ({ query, from, send }) => {
        ports.add(from.port);
        send(replyTo(query, [address]));
      },
    });
    const asking = asker({ sockets: 1 });
    for (let batch = 0; batch < 45; batch += 1) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => asking.ask(question(at))));
      expect(answers.every((answer) => answer.kind === "reply")).toBe(true);
    }
    expect(ports.size).toBe(3);
  });
});

describe("a packet that is not the reply is counted and never taken", () => {
  const forged = { ...address, data: "203.0.113.66" };

  it("when it comes from another port", async () => {
    const at = await server({
      udp: ({ query, from, send }) => void sendFromElsewhere(replyTo(query, [forged]), from).then(() => send(replyTo(query, [address]))),
    });
    const asking = asker();
    expect(values(await asking.ask(question(at)))).toEqual(["192.0.2.10"]);
    expect(asking.ignored().wrongSource).toBe(1);
  });

  it.each([
    ["another id", "late", (query: packet.DecodedPacket) => replyTo({ ...query, id: ((query.id ?? 0) + 1) % 65_536 }, [forged])],
    [
      "another name",
      "wrongQuestion",
      (query: packet.DecodedPacket) => replyTo(query, [forged], { questions: [{ name: "other.example.com", type: "A" }] }),
    ],
    [
      "another type",
      "wrongQuestion",
      (query: packet.DecodedPacket) => replyTo(query, [forged], { questions: [{ name: NAME, type: "TXT" }] }),
    ],
    ["no question", "wrongQuestion", (query: packet.DecodedPacket) => replyTo(query, [forged], { questions: [] })],
    [
      "a query instead of a reply",
      "malformed",
      (query: packet.DecodedPacket) => packet.encode({ type: "query", id: query.id ?? 0, questions: query.questions ?? [] }),
    ],
    ["bytes below a header's length", "malformed", () => Buffer.from("nonsense")],
  ] as const)("when it has %s", async (_what, counter, forge) => {
    const at = await server({
      udp: ({ query, send }) => {
        send(forge(query));
        send(replyTo(query, [address]));
      },
    });
    const asking = asker();
    expect(values(await asking.ask(question(at)))).toEqual(["192.0.2.10"]);
    expect(asking.ignored()[counter]).toBe(1);
  });

  it("when it is a late reply to an earlier question", async () => {
    const at = await server({
      udp: ({ query, send }, self) => {
        if (self.heard.length === 2) {
          send(replyTo(self.heard[0]?.query ?? query, [forged]));
          send(replyTo(query, [address]));
        }
      },
    });
    const asking = asker({ sockets: 1 });
    expect(values(await asking.ask(question(at, { timeoutMs: 100 })))).toMatch(/^timeout/);
    expect(values(await asking.ask(question(at)))).toEqual(["192.0.2.10"]);
    expect(asking.ignored().late).toBe(1);
  });

  it("and shows in the reason when nothing else came", async () => {
    const at = await server({
      udp: ({ query, send }) => send(replyTo(query, [forged], { questions: [{ name: "x.example", type: "A" }] })),
    });
    expect(values(await asker().ask(question(at, { timeoutMs: 500 })))).toBe(
      "timeout after 500 ms; ignored 1 packet that did not match the question",
    );
  });

  it("but the letters of the name may come back in another case", async () => {
    const at = await server({
      udp: ({ query, send }) => send(replyTo(query, [address], { questions: [{ name: "FailOver.EXAMPLE.com", type: "A" }] })),
    });
    expect(values(await asker().ask(question(at)))).toEqual(["192.0.2.10"]);
  });
});

describe("bad replies become silence with a reason", () => {
  it("for a server that never answers", async () => {
    const at = await server({});
    expect(values(await asker().ask(question(at, { timeoutMs: 50 })))).toBe("timeout after 50 ms");
  });

  it("for a port where nobody listens", async () => {
    const at = await startScriptedServer({});
    await at.close();
    expect(values(await asker().ask(question(at, { timeoutMs: 50 })))).toMatch(/^(timeout|unreachable)/);
  });

  it.each([
    ["cut off in a record", (reply: Buffer) => reply.subarray(0, reply.length - 3)],
    ["whose record claims more data than there is", (reply: Buffer) => patched(reply, reply.length - 5, 0xff)],
    ["whose name points at itself", (reply: Buffer) => Buffer.concat([reply.subarray(0, 38), Buffer.from([0xc0, 38]), reply.subarray(40)])],
    ["that announces records it doesn't have", (reply: Buffer) => patched(reply, 7, 9)],
  ])("for a reply %s", async (_what, spoil) => {
    const at = await server({ udp: ({ query, send }) => send(spoil(replyTo(query, [address]))) });
    expect(values(await asker().ask(question(at)))).toMatch(/^malformed: /);
  });

  it("for more records than any honest reply has", async () => {
    const many = Array.from({ length: 1_001 }, (_, index) => ({ ...address, name: "a", data: `192.0.2.${index % 250}` }));
    const at = await server({ udp: ({ query, send }) => send(replyTo(query, many)) });
    expect(values(await asker().ask(question(at)))).toBe("malformed: more than 1000 records");
  });

  it("for random bytes behind a good header, whatever they are", async () => {
    const at = await server({
      udp: ({ raw, send }) =>
        send(
          Buffer.concat([
            Buffer.from([raw[0] ?? 0, raw[1] ?? 0, 0x84, 0, 0, 1, 0, 3, 0, 2, 0, 1]),
            raw.subarray(12, 38),
            noise(randomInt(200)),
          ]),
        ),
    });
    const asking = asker();
    for (let batch = 0; batch < 10; batch += 1) {
      const answers = await Promise.all(Array.from({ length: 30 }, () => asking.ask(question(at))));
      expect(answers.filter((answer) => answer.kind === "reply")).toEqual([]);
    }
  });

  it.each([
    ["a host name for an address", { server: "ns1.example.com:53" }, /^unreachable: ns1.example.com:53 is no address/],
    ["a name with an empty label", { name: "a..example.com" }, /^malformed: a..example.com can't be asked for/],
    ["a label beyond 63 bytes", { name: `${"x".repeat(64)}.example.com` }, /can't be asked for/],
  ])("for %s, without sending anything", async (_what, more, reason) => {
    const at = await server({});
    expect(values(await asker().ask(question(at, more)))).toMatch(reason);
    expect(at.heard).toEqual([]);
  });

  it("for every question still waiting when the asker is closed, and for every one after", async () => {
    const at = await server({});
    const asking = asker();
    const waiting = [asking.ask(question(at, { timeoutMs: 10_000 })), asking.ask(question(at, { timeoutMs: 10_000, transport: "tcp" }))];
    await expect.poll(() => at.heard.length).toBe(2);
    await asking.close();
    expect((await Promise.all(waiting)).map((answer) => answer.kind)).toEqual(["silence", "silence"]);
    expect(values(await asking.ask(question(at)))).toBe("unreachable: the asker was closed");
  });
});

describe("a server that doesn't know EDNS", () => {
  it.each([
    ["FORMERR with the question", 1, true],
    ["FORMERR without the question", 1, false],
    ["NOTIMP", 4, true],
  ])("and says %s is asked again without, and from then on without at once", async (_what, rcode, withQuestion) => {
    const at = await server({
      udp: ({ query, send }) => {
        const refused = query.additionals?.length !== 0;
        send(refused ? replyTo(query, [], { rcode, ...(withQuestion ? {} : { questions: [] }) }) : replyTo(query, [address]));
      },
    });
    const asking = asker();
    expect(values(await asking.ask(question(at)))).toEqual(["192.0.2.10"]);
    expect(values(await asking.ask(question(at)))).toEqual(["192.0.2.10"]);
    expect(at.heard.map((heard) => heard.query.additionals?.length)).toEqual([1, 0, 0]);
  });

  it("or says BADVERS in its EDNS record", async () => {
    const at = await server({
      udp: ({ query, send }) => {
        const opt = {
          type: "OPT" as const,
          name: "." as const,
          udpPayloadSize: 512,
          extendedRcode: 1,
          ednsVersion: 0,
          flags: 0,
          flag_do: false,
          options: [],
        };
        send(query.additionals?.length === 0 ? replyTo(query, [address]) : replyTo(query, [], { additionals: [opt] }));
      },
    });
    expect(values(await asker().ask(question(at)))).toEqual(["192.0.2.10"]);
  });

  it("that says FORMERR to the plain question too has said FORMERR", async () => {
    const at = await server({ udp: ({ query, send }) => send(replyTo(query, [], { rcode: 1 })) });
    expect(await asker().ask(question(at))).toMatchObject({ kind: "reply", rcode: "FORMERR" });
  });
});

describe("TCP", () => {
  const truncated: Script["udp"] = ({ query, send }) =>
    send(replyTo(query, [], { flags: packet.AUTHORITATIVE_ANSWER | packet.TRUNCATED_RESPONSE }));

  it("is used when the reply over UDP was truncated", async () => {
    const at = await server({ udp: truncated, tcp: ({ query, send }) => send(replyTo(query, [address])) });
    expect(await asker().ask(question(at))).toMatchObject({ kind: "reply", transport: "tcp", records: [{ value: "192.0.2.10" }] });
    expect(at.heard.map((heard) => heard.transport)).toEqual(["udp", "tcp"]);
  });

  it("is used at once when asked for", async () => {
    const at = await server({ tcp: ({ query, send }) => send(replyTo(query, [address])) });
    expect(await asker().ask(question(at, { transport: "tcp" }))).toMatchObject({ kind: "reply", transport: "tcp" });
    expect(at.heard.map((heard) => heard.transport)).toEqual(["tcp"]);
  });

  it("takes a reply that comes byte by byte", async () => {
    const at = await server({
      tcp: ({ query }, stream) => {
        stream.setNoDelay(true);
        const bytes = [...framed(replyTo(query, [address]))];
        const next = (): void => {
          const byte = bytes.shift();
          if (byte !== undefined) stream.write(Buffer.from([byte]), () => setImmediate(next));
        };
        next();
      },
    });
    expect(values(await asker().ask(question(at, { transport: "tcp" })))).toEqual(["192.0.2.10"]);
  });

  it("takes a reply of 60,000 bytes", async () => {
    const texts = Array.from({ length: 240 }, (_, index) => ({
      type: "TXT" as const,
      name: NAME,
      ttl: 5,
      data: `${index}`.padEnd(220, "x"),
    }));
    const at = await server({ udp: truncated, tcp: ({ query, send }) => send(replyTo(query, texts)) });
    const answer = await asker().ask(question(at, { type: "TXT" }));
    expect(values(answer)).toEqual(texts.map((text) => `"${text.data}"`));
  });

  it("passes over a message with another id", async () => {
    const at = await server({
      tcp: ({ query, send }) => {
        send(replyTo({ ...query, id: ((query.id ?? 0) + 1) % 65_536 }, []));
        send(replyTo(query, [address]));
      },
    });
    const asking = asker();
    expect(values(await asking.ask(question(at, { transport: "tcp" })))).toEqual(["192.0.2.10"]);
    expect(asking.ignored().wrongQuestion).toBe(1);
  });

  it.each<[string, NonNullable<Script["tcp"]>, RegExp]>([
    ["hangs", () => undefined, /^timeout after 100 ms$/],
    ["closes without a word", (_heard, stream) => stream.end(), /^malformed: the connection closed before a reply$/],
    ["resets", (_heard, stream) => stream.resetAndDestroy(), /^unreachable: connection reset$/],
    [
      "ends in the middle of the reply",
      ({ query }, stream) => stream.end(framed(replyTo(query, [address])).subarray(0, 20)),
      /^malformed: the connection closed after 20 bytes/,
    ],
    [
      "stops in the middle of the reply",
      ({ query }, stream) => stream.write(framed(replyTo(query, [address])).subarray(0, 20)),
      /^timeout/,
    ],
    [
      "sends only other messages",
      ({ query, send }) => {
        for (let index = 0; index < 9; index += 1) send(replyTo(query, [], { questions: [{ name: "x.example", type: "A" }] }));
      },
      /^malformed: 4 messages/,
    ],
    ["sends garbage", ({ query, send }) => send(Buffer.concat([replyTo(query, [address]).subarray(0, 40), noise(30)])), /^malformed/],
    [
      "says truncated over TCP",
      ({ query, send }) => send(replyTo(query, [], { flags: packet.TRUNCATED_RESPONSE })),
      /^malformed: truncated over TCP$/,
    ],
  ])("gives a reason when the server %s", async (what, tcp, reason) => {
    const waits = what === "hangs" || what.startsWith("stops");
    const at = await server({ tcp });
    expect(values(await asker().ask(question(at, { transport: "tcp", timeoutMs: waits ? 100 : 5_000 })))).toMatch(reason);
  });

  it("says that it is refused, and that a truncated reply came before", async () => {
    const at = await server({ udp: truncated });
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
    const port = (free.address() as { port: number }).port;
    await new Promise((resolve) => free.close(resolve));
    expect(values(await asker().ask(question(`127.0.0.1:${port}`, { transport: "tcp" })))).toBe("unreachable: connection refused");
    const hangs = await asker().ask(question(at, { timeoutMs: 500 }));
    expect(values(hangs)).toBe("timeout after 500 ms, after a truncated reply over UDP");
  });

  it("never has more than 64 connections open, and answers all", async () => {
    let open = 0;
    let most = 0;
    const at = await server({
      tcp: ({ query, send }, stream) => {
        open += 1;
        most = Math.max(most, open);
        stream.on("close", () => {
          open -= 1;
        });
        setImmediate(() => send(replyTo(query, [address])));
      },
    });
    const asking = asker();
    const answers = await Promise.all(Array.from({ length: 200 }, () => asking.ask(question(at, { transport: "tcp", timeoutMs: 5_000 }))));
    expect(answers.every((answer) => answer.kind === "reply")).toBe(true);
    expect(most).toBeLessThanOrEqual(64);
  });
});

function patched(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

function noise(length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => randomInt(256)));
}
