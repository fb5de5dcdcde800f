/** DNS over TCP: one connection a question, length prefix, partial reads (RFC 7766). For confirmations and truncated replies, so rare. */
import { connect, type Socket } from "node:net";
import { type Exchange, type Exchanged, type Ignored, matches, timedOut, unreachable } from "./exchange.ts";
import { packetOf } from "./message.ts";

/** Connections open at the same time; more wait, and their time runs from when they start. */
const CONNECTION_LIMIT = 64;
/** A server that sends this many messages without the one asked for is given up. */
const MESSAGE_LIMIT = 4;

export interface TcpTransport {
  exchange(exchange: Exchange): Promise<Exchanged>;
  close(): Promise<void>;
}

export function createTcp(options: { randomId: () => number; ignored: Ignored }): TcpTransport {
  const sockets = new Set<Socket>();
  const queue: (() => void)[] = [];
  let running = 0;

  async function turn(): Promise<void> {
    if (running >= CONNECTION_LIMIT) await new Promise<void>((resolve) => queue.push(resolve));
    else running += 1;
  }
  /** Hands the place to the next in the queue, else frees it. */
  function done(): void {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    async exchange(exchange) {
      await turn();
      try {
        return await converse(exchange, options.randomId(), options.ignored, sockets);
      } finally {
        done();
      }
    },
    async close() {
      const closed = [...sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function converse(exchange: Exchange, id: number, ignored: Ignored, sockets: Set<Socket>): Promise<Exchanged> {
  return new Promise((resolve) => {
    const { address, port, family } = exchange.endpoint;
    const socket = connect({ host: address, port, family, noDelay: true });
    const reader = createReader((message) => matches(message, id, exchange.question, ignored));
    const settle = (outcome: Exchanged): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => settle({ silence: timedOut(exchange.timeoutMs, reader.ignored()) }), exchange.timeoutMs);
    sockets.add(socket);
    socket.on("connect", () => socket.write(prefixed(packetOf(exchange.question, id, exchange.edns))));
    socket.on("data", (chunk) => {
      const outcome = reader.push(chunk);
      if (outcome !== undefined) settle(outcome);
    });
    socket.on("error", (error) => settle({ silence: unreachable(error) }));
    socket.on("close", () => {
      sockets.delete(socket);
      settle({ silence: `malformed: the connection closed ${reader.place()}` });
    });
  });
}

function prefixed(packet: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(packet.length + 2);
  framed.writeUInt16BE(packet.length, 0);
  packet.copy(framed, 2);
  return framed;
}

/** Collects chunks into messages; holds at most one message and a chunk. */
function createReader(wanted: (message: Buffer) => boolean) {
  let held: Buffer = Buffer.alloc(0);
  let seen = 0;
  return {
    ignored: () => seen,
    place: () => (held.length === 0 ? "before a reply" : `after ${held.length} bytes of a reply`),
    push(chunk: Buffer): Exchanged | undefined {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
        const message = held.subarray(2, 2 + held.readUInt16BE(0));
        if (wanted(message)) return { packet: message };
        seen += 1;
        if (seen >= MESSAGE_LIMIT) return { silence: `malformed: ${seen} messages that did not match the question` };
        held = held.subarray(2 + message.length);
      }
      return undefined;
    },
  };
}
