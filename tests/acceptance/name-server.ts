/** An authoritative name server for tests, on loopback over UDP and TCP, whose records can be switched while it runs. dns-packet speaks for it. */
import { createSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import packet, { type Answer, type DecodedPacket } from "dns-packet";

export interface NameServer {
  /** `127.0.0.1:port`, the same port for both transports. */
  address: string;
  /** From now on, the answer section of a question: records in this order and spelling. */
  answer(name: string, type: string, records: Answer[]): void;
  /** Every question so far: `failover.example.com/A`. */
  asked(): readonly string[];
  close(): Promise<void>;
}

type Zone = Map<string, Answer[]>;

export async function startNameServer(): Promise<NameServer> {
  const zone: Zone = new Map();
  const asked: string[] = [];
  const reply = (bytes: Buffer): Buffer => {
    const query = packet.decode(bytes);
    asked.push(...(query.questions ?? []).map((question) => keyOf(question.name, question.type)));
    return replyTo(query, zone);
  };
  const tcp = createServer();
  await new Promise<void>((done, fail) => tcp.once("error", fail).listen(0, "127.0.0.1", done));
  const bound = tcp.address();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  const udp = createSocket("udp4");
  await new Promise<void>((done, fail) => udp.once("error", fail).bind(bound.port, "127.0.0.1", done));
  udp.on("message", (bytes, from) => udp.send(reply(bytes), from.port, from.address));
  const streams = new Set<Socket>();
  tcp.on("connection", (stream) => {
    streams.add(stream.on("error", () => stream.destroy()));
    stream.on("close", () => streams.delete(stream));
    answerStream(stream, reply);
  });
  return {
    address: `127.0.0.1:${bound.port}`,
    answer: (name, type, records) => void zone.set(keyOf(name, type), records),
    asked: () => asked,
    close: async () => {
      for (const stream of streams) stream.destroy();
      await Promise.all([new Promise<void>((done) => udp.close(done)), new Promise((done) => tcp.close(done))]);
    },
  };
}

function keyOf(name: string, type: string): string {
  return `${name.toLowerCase()}/${type}`;
}

/** NXDOMAIN for what it does not know; AA always, as a zone's own name server says. */
function replyTo(query: DecodedPacket, zone: Zone): Buffer {
  const [question] = query.questions ?? [];
  const answers = question && zone.get(keyOf(question.name, question.type));
  const rcode = answers === undefined ? 3 : 0;
  const flags = packet.AUTHORITATIVE_ANSWER | rcode;
  return packet.encode({ type: "response", id: query.id, flags, questions: query.questions, answers: answers ?? [] });
}

function answerStream(stream: Socket, reply: (bytes: Buffer) => Buffer): void {
  let held = Buffer.alloc(0);
  stream.on("data", (chunk) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const end = 2 + held.readUInt16BE(0);
      const bytes = reply(held.subarray(2, end));
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      stream.write(Buffer.concat([length, bytes]));
      held = held.subarray(end);
    }
  });
}
