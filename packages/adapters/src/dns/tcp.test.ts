import { createServer } from "node:net";
import packet from "dns-packet";
import { afterEach, describe, expect, it } from "vitest";
import { address, asker, closeAll, NAME, noise, question, server, values } from "./asker-stage.ts";
import { framed, replyTo, type Script } from "./scripted-server.ts";

afterEach(closeAll);

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
