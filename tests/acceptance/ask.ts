/** Asks a DNS server one question, as `dig` would: with dns-packet over a socket of its own, so that nothing of Flipwatch's judges the answer. */
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import packet, { type Answer, type DecodedPacket, type RecordType } from "dns-packet";

export interface Said {
  rcode: string;
  authoritative: boolean;
  answers: Answer[];
  authorities: Answer[];
}

export interface Question {
  name: string;
  type: RecordType;
  transport?: "udp" | "tcp";
  recursive?: boolean;
}

const TIMEOUT_MS = 10_000;

/** `server` is `127.0.0.1:port`. Rejects when nothing comes back within ten seconds. */
export async function ask(server: string, { name, type, transport = "udp", recursive = false }: Question): Promise<Said> {
  const [host = "", port = ""] = server.split(":");
  const flags = recursive ? packet.RECURSION_DESIRED : 0;
  const query = packet.encode({ type: "query", id: 4_711, flags, questions: [{ type, name }] });
  const bytes = await (transport === "udp" ? overUdp : overTcp)(query, host, Number(port));
  const reply = packet.decode(bytes) as DecodedPacket & { rcode: string };
  return { rcode: reply.rcode, authoritative: reply.flag_aa, answers: reply.answers ?? [], authorities: reply.authorities ?? [] };
}

/** The data of the answers of the type asked for, in order of their text. */
export function valuesOf({ answers }: Said, type: string): string[] {
  return answers.flatMap((answer) => (answer.type === type && "data" in answer ? [String(answer.data)] : [])).toSorted();
}

/** The time left of the first answer. */
export function ttlOf({ answers }: Said): number | undefined {
  const [first] = answers;
  return first !== undefined && "ttl" in first ? first.ttl : undefined;
}

function overUdp(query: Buffer, host: string, port: number): Promise<Buffer> {
  const socket = createSocket("udp4");
  return new Promise<Buffer>((done, fail) => {
    const late = setTimeout(() => fail(new Error(`no reply from ${host}:${port} over UDP`)), TIMEOUT_MS);
    socket.once("error", fail).once("message", (bytes) => {
      clearTimeout(late);
      done(bytes);
    });
    socket.send(query, port, host);
  }).finally(() => socket.close());
}

function overTcp(query: Buffer, host: string, port: number): Promise<Buffer> {
  const stream = connect({ host, port, timeout: TIMEOUT_MS });
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  return new Promise<Buffer>((done, fail) => {
    let held = Buffer.alloc(0);
    stream.once("error", fail).once("timeout", () => fail(new Error(`no reply from ${host}:${port} over TCP`)));
    stream.on("data", (chunk) => {
      held = Buffer.concat([held, chunk]);
      if (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) done(held.subarray(2, 2 + held.readUInt16BE(0)));
    });
    stream.write(Buffer.concat([length, query]));
  }).finally(() => stream.destroy());
}
