/** A name server for tests, on loopback over UDP and TCP, that does to each packet whatever its script says. dns-packet speaks for it. */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { type AddressInfo, createServer, type Server, type Socket as Stream } from "node:net";
import packet, { type Answer, type DecodedPacket, type Packet } from "dns-packet";

export interface Heard {
  query: DecodedPacket;
  raw: Buffer;
  from: { address: string; port: number };
  /** Sends bytes back from the server's own port. */
  send(bytes: Buffer): void;
}

export interface Script {
  udp?: (heard: Heard, server: ScriptedServer) => void;
  tcp?: (heard: Heard, stream: Stream, server: ScriptedServer) => void;
}

export interface ScriptedServer {
  /** `127.0.0.1:port`, the same port for both transports. */
  endpoint: string;
  /** Every question heard, oldest first. */
  heard: { transport: "udp" | "tcp"; query: DecodedPacket }[];
  close(): Promise<void>;
}

const PORTS_TRIED = 10;

export async function startScriptedServer(script: Script, host: "127.0.0.1" | "::1" = "127.0.0.1"): Promise<ScriptedServer> {
  const { tcp, udp, port } = await samePort(host);
  const streams = new Set<Stream>();
  const server: ScriptedServer = {
    endpoint: host === "::1" ? `[::1]:${port}` : `127.0.0.1:${port}`,
    heard: [],
    close: () => closeAll(udp, tcp, streams),
  };
  udp.on("message", (raw, from) => hearDatagram(raw, from, udp, script, server));
  tcp.on("connection", (stream) => {
    streams.add(stream.on("error", () => stream.destroy()));
    stream.on("close", () => streams.delete(stream));
    hearStream(stream, script, server);
  });
  return server;
}

/** Of a port that is free for TCP, somebody else may hold the datagrams: then another is tried. */
async function samePort(host: "127.0.0.1" | "::1"): Promise<{ tcp: Server; udp: Socket; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const tcp = createServer();
    await new Promise<void>((resolve, reject) => tcp.once("error", reject).listen(0, host, resolve));
    const { port } = tcp.address() as AddressInfo;
    const udp = createSocket(host === "::1" ? "udp6" : "udp4");
    try {
      await new Promise<void>((resolve, reject) => udp.once("error", reject).bind(port, host, resolve));
      return { tcp, udp, port };
    } catch (problem) {
      udp.close();
      await new Promise((resolve) => tcp.close(resolve));
      if (attempt === PORTS_TRIED) throw problem;
    }
  }
}

function hearDatagram(raw: Buffer, from: RemoteInfo, udp: Socket, script: Script, server: ScriptedServer): void {
  const query = packet.decode(raw);
  server.heard.push({ transport: "udp", query });
  script.udp?.({ query, raw, from, send: (bytes) => udp.send(bytes, from.port, from.address) }, server);
}

function hearStream(stream: Stream, script: Script, server: ScriptedServer): void {
  let held = Buffer.alloc(0);
  stream.on("data", (chunk) => {
    held = Buffer.concat([held, chunk]);
    if (held.length < 2 || held.length < 2 + held.readUInt16BE(0)) return;
    const raw = held.subarray(2);
    const query = packet.decode(raw);
    server.heard.push({ transport: "tcp", query });
    const from = { address: stream.remoteAddress ?? "", port: stream.remotePort ?? 0 };
    script.tcp?.({ query, raw, from, send: (bytes) => stream.write(framed(bytes)) }, stream, server);
  });
}

async function closeAll(udp: Socket, tcp: Server, streams: Set<Stream>): Promise<void> {
  for (const stream of streams) stream.destroy();
  await Promise.all([new Promise<void>((resolve) => udp.close(resolve)), new Promise((resolve) => tcp.close(resolve))]);
}

/** Bytes behind their length, as TCP wants them. */
export function framed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A reply to a query: authoritative, its question repeated, with these answers. */
export function replyTo(query: DecodedPacket, answers: Answer[], more: Partial<Packet> & { rcode?: number } = {}): Buffer {
  const { rcode = 0, ...rest } = more;
  const flags = packet.AUTHORITATIVE_ANSWER | rcode;
  return packet.encode({ type: "response", id: query.id, flags, questions: query.questions, answers, ...rest });
}
