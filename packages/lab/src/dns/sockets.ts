/**
 * One DNS server's sockets: UDP and TCP on the same port of 127.0.0.1, faults carried out, nothing thrown whatever arrives. What to say
 * is the `respond` function's business.
 */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { setMaxListeners } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { DnsFault } from "./faults.ts";
import { encodeReply, parseQuery, type Query, type Reply, udpLimit } from "./message.ts";

export interface DnsServerOptions {
  /** 0 picks a free one. */
  port: number;
  respond(query: Query): Promise<Reply>;
  /** Asked once a reply; undefined where nothing goes wrong. */
  fault(transport: "udp" | "tcp"): DnsFault | undefined;
  /** Told of what `respond` threw; the asker gets SERVFAIL. */
  onTrouble(error: unknown): void;
}

export interface DnsServer {
  port: number;
  /** `127.0.0.1:port` */
  address: string;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
/** A port that is free for UDP may be taken for TCP; so many free ports are tried. */
const MAX_TRIES = 20;
const TCP_IDLE_MS = 10_000;
const MAX_CONNECTIONS = 256;

export async function listenDns(options: DnsServerOptions): Promise<DnsServer> {
  for (let tries = 1; ; tries++) {
    const tcp = createServer();
    const port = await listenTcp(tcp, options.port);
    const udp = createSocket("udp4");
    try {
      await listenUdp(udp, port);
    } catch (error) {
      await closeTcp(tcp, new Set());
      if (options.port === 0 && tries < MAX_TRIES) continue;
      throw error;
    }
    return serve(udp, tcp, port, options);
  }
}

function listenTcp(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

function listenUdp(socket: UdpSocket, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("error", (error) => {
      socket.close();
      reject(error);
    });
    socket.bind(port, HOST, () => {
      socket.removeAllListeners("error");
      resolve();
    });
  });
}

function serve(udp: UdpSocket, tcp: Server, port: number, options: DnsServerOptions): DnsServer {
  const lifetime = new AbortController();
  // One listener a delayed reply; there may be any number on the way.
  setMaxListeners(0, lifetime.signal);
  const connections = new Set<Socket>();
  tcp.maxConnections = MAX_CONNECTIONS;
  // A sender that is gone makes the socket report an error (ECONNREFUSED by ICMP); the next packet is unharmed.
  udp.on("error", () => undefined);
  udp.on("message", (packet, from) => {
    const send = (reply: Buffer) => {
      if (!lifetime.signal.aborted) udp.send(reply, from.port, from.address, () => undefined);
    };
    void answer(packet, "udp", options, send, lifetime.signal);
  });
  tcp.on("connection", (socket) => {
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
    converse(socket, options, lifetime.signal);
  });
  const close = async () => {
    if (lifetime.signal.aborted) return;
    lifetime.abort();
    await Promise.all([new Promise<void>((resolve) => udp.close(() => resolve())), closeTcp(tcp, connections)]);
  };
  return { port, address: `${HOST}:${port}`, close };
}

function closeTcp(server: Server, connections: ReadonlySet<Socket>): Promise<void> {
  for (const socket of connections) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Many questions may come over one connection; each message has its length in front (RFC 7766). */
function converse(socket: Socket, options: DnsServerOptions, signal: AbortSignal): void {
  let waiting = Buffer.alloc(0);
  socket.setTimeout(TCP_IDLE_MS, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE(0)) {
      const packet = waiting.subarray(2, 2 + waiting.readUInt16BE(0));
      waiting = waiting.subarray(2 + packet.length);
      const send = (reply: Buffer) => {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(reply.length);
        if (!socket.destroyed) socket.write(Buffer.concat([length, reply]));
      };
      void answer(packet, "tcp", options, send, signal);
    }
  });
}

async function answer(
  packet: Buffer,
  transport: "udp" | "tcp",
  options: DnsServerOptions,
  send: (reply: Buffer) => void,
  signal: AbortSignal,
): Promise<void> {
  const query = parseQuery(packet);
  if (query === "ignore") return;
  const fault = options.fault(transport);
  if (fault?.action === "drop") return;
  if ("error" in query) return send(query.error);
  const reply = edited(await politely(query, options), fault);
  const limit = fault?.action === "truncate" && transport === "udp" ? 0 : transport === "udp" ? udpLimit(query) : 65_535;
  const bytes = spoiled(encodeReply(query, reply, limit), fault);
  if (fault?.action !== "delay" || !fault.delayMs) return send(bytes);
  await setTimeout(fault.delayMs, undefined, { signal }).then(
    () => send(bytes),
    () => undefined,
  );
}

/** What holds for every question before anybody looks into a zone. */
async function politely(query: Query, options: DnsServerOptions): Promise<Reply> {
  if (query.edns && query.edns.version > 0) return { rcode: "BADVERS" };
  if (query.question.class !== 1) return { rcode: "REFUSED" };
  return options.respond(query).catch((error: unknown) => {
    // A server goes on whatever one question brings to light; the lab's log has the rest.
    options.onTrouble(error);
    return { rcode: "SERVFAIL" };
  });
}

function edited(reply: Reply, fault: DnsFault | undefined): Reply {
  const { authoritative = false, recursionAvailable = false } = reply;
  if (fault?.action === "servfail") return { rcode: "SERVFAIL", recursionAvailable };
  if (fault?.action === "refused") return { rcode: "REFUSED", recursionAvailable };
  if (fault?.action === "nxdomain") return { rcode: "NXDOMAIN", authoritative, recursionAvailable };
  if (fault?.action === "empty") return { rcode: "NOERROR", authoritative, recursionAvailable };
  return reply;
}

/** Bytes that a careful asker must not believe. The garbage keeps id and flags, so that it is read at all. */
function spoiled(bytes: Buffer, fault: DnsFault | undefined): Buffer {
  const spoilt = Buffer.from(bytes);
  if (fault?.action === "wrong-id") spoilt.writeUInt16BE(spoilt.readUInt16BE(0) ^ 0x5555, 0);
  if (fault?.action === "wrong-question" && spoilt.length > 13) spoilt[13] = (spoilt[13] ?? 0) ^ 0x01;
  if (fault?.action === "garbage") spoilt.fill(0xff, 12);
  return spoilt;
}
