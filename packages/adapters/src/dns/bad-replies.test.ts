import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import packet from "dns-packet";
import { afterEach, describe, expect, it } from "vitest";
import { address, asker, closeAll, NAME, noise, question, server, values } from "./asker-stage.ts";
import { replyTo, startScriptedServer } from "./scripted-server.ts";

afterEach(closeAll);

/** Sends from a port of its own, as somebody would who is not the server. */
async function sendFromElsewhere(bytes: Buffer, to: { address: string; port: number }): Promise<void> {
  const stranger = createSocket("udp4");
  await new Promise((resolve) => stranger.send(bytes, to.port, to.address, resolve));
  await new Promise<void>((resolve) => stranger.close(resolve));
}

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

function patched(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}
