import { afterEach, describe, expect, it } from "vitest";
import { address, asker, closeAll, NAME, question, server, values } from "./asker-stage.ts";
import { replyTo } from "./scripted-server.ts";

afterEach(closeAll);

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
