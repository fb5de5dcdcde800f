/** How a resolver asks one name server one question, and which replies it believes. */
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { encodeQuery, type ParsedReply, parseReply } from "./message.ts";

/** One question to one server; undefined when nothing believable came in time. UDP, then TCP when the reply was truncated. */
export async function askUpstream(
  server: string,
  name: string,
  type: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ParsedReply | undefined> {
  const id = nextId();
  const query = encodeQuery(id, name, type);
  const believable = (packet: Buffer) => {
    const reply = parseReply(packet);
    return reply && reply.id === id && reply.name === name && reply.type === type ? reply : undefined;
  };
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const reply = await overUdp(server, query, believable, deadline);
  return reply?.truncated ? overTcp(server, query, believable, deadline) : reply;
}

/** Nobody guesses ids on loopback; different ones only tell a late reply from the right one. */
let lastId = 0;
function nextId(): number {
  lastId = (lastId + 1) & 0xffff;
  return lastId;
}

type Believable = (packet: Buffer) => ParsedReply | undefined;

function overUdp(server: string, query: Buffer, believable: Believable, deadline: AbortSignal): Promise<ParsedReply | undefined> {
  const [host, port] = server.split(":");
  const socket = createSocket("udp4");
  return new Promise((resolve) => {
    let ended = false;
    const end = (reply: ParsedReply | undefined) => {
      if (ended) return;
      ended = true;
      deadline.removeEventListener("abort", giveUp);
      socket.close();
      resolve(reply);
    };
    const giveUp = () => end(undefined);
    deadline.addEventListener("abort", giveUp, { once: true });
    socket.on("error", giveUp);
    socket.on("message", (packet) => {
      const reply = believable(packet);
      if (reply) end(reply);
    });
    socket.send(query, Number(port), host);
    if (deadline.aborted) giveUp();
  });
}

function overTcp(server: string, query: Buffer, believable: Believable, deadline: AbortSignal): Promise<ParsedReply | undefined> {
  const [host = "", port] = server.split(":");
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  const socket = connect(Number(port), host);
  return new Promise((resolve) => {
    let got = Buffer.alloc(0);
    const end = (reply: ParsedReply | undefined) => {
      deadline.removeEventListener("abort", giveUp);
      socket.destroy();
      resolve(reply);
    };
    const giveUp = () => end(undefined);
    deadline.addEventListener("abort", giveUp, { once: true });
    socket.on("error", giveUp);
    socket.on("close", giveUp);
    socket.on("data", (chunk) => {
      got = Buffer.concat([got, chunk]);
      if (got.length >= 2 && got.length >= 2 + got.readUInt16BE(0)) end(believable(got.subarray(2)));
    });
    socket.write(Buffer.concat([length, query]));
    if (deadline.aborted) giveUp();
  });
}
