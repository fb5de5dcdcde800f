/**
 * A few UDP sockets shared by all questions in flight. A reply is taken only with the id, the question and the source that it was asked with
 * (RFC 5452, section 9); everything else is counted and dropped. Sockets have random ports and are replaced now and then, so that a port is no
 * lasting target. An unconnected socket hears no ICMP, so a closed port shows as a timeout.
 */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { type Exchange, type Exchanged, type Ignored, matches, timedOut, unreachable } from "./exchange.ts";
import { packetOf, replyId } from "./message.ts";

/** A socket is replaced after this many questions. */
const USES_LIMIT = 2_000;
/** More questions than this on one socket are refused: ids would become guessable. */
const WAITING_LIMIT = 8_192;

interface Waiting extends Exchange {
  ignored: number;
  settle(outcome: Exchanged): void;
}

interface Shared {
  socket: Socket;
  family: 4 | 6;
  waiting: Map<number, Waiting>;
  uses: number;
}

export interface UdpTransport {
  exchange(exchange: Exchange): Promise<Exchanged>;
  close(): Promise<void>;
}

/** `perFamily` sockets for IPv4 and as many for IPv6, opened when first needed. `randomId` gives 0 to 65,535, unpredictably. */
export function createUdp(options: { perFamily: number; randomId: () => number; ignored: Ignored }): UdpTransport {
  const pools: Record<4 | 6, (Shared | undefined)[]> = { 4: [], 6: [] };
  const open = new Set<Shared>();

  function pick(family: 4 | 6): Shared {
    const place = options.randomId() % options.perFamily;
    const current = pools[family][place];
    if (current !== undefined && current.uses < USES_LIMIT && open.has(current)) return current;
    const fresh = openShared(family, open, options.ignored);
    pools[family][place] = fresh;
    if (current !== undefined) closeIfIdle(current, open);
    return fresh;
  }

  return {
    exchange(exchange) {
      const shared = pick(exchange.endpoint.family);
      const id = freeId(shared, options.randomId);
      shared.uses += 1;
      if (id === undefined) return Promise.resolve({ silence: "unreachable: too many questions are in flight here" });
      return send(shared, id, exchange).finally(() => {
        if (shared.uses >= USES_LIMIT) closeIfIdle(shared, open);
      });
    },
    async close() {
      await Promise.all([...open].map((shared) => closeShared(shared, open, "unreachable: the asker was closed")));
    },
  };
}

function openShared(family: 4 | 6, open: Set<Shared>, ignored: Ignored): Shared {
  const socket = createSocket({
    type: family === 4 ? "udp4" : "udp6",
    ipv6Only: family === 6,
    // Only addresses get here; the default would go through the thread pool.
    lookup: (address, _options, done) => done(null, address, family),
  });
  const shared: Shared = { socket, family, waiting: new Map(), uses: 0 };
  socket.on("message", (packet, from) => receive(shared, packet, from, ignored));
  // Whatever breaks the socket breaks every question on it; the next question opens another.
  socket.on("error", (error) => void closeShared(shared, open, unreachable(error)));
  socket.unref();
  open.add(shared);
  return shared;
}

function receive(shared: Shared, packet: Buffer, from: RemoteInfo, ignored: Ignored): void {
  const id = replyId(packet);
  const waiting = id === undefined ? undefined : shared.waiting.get(id);
  if (id === undefined) ignored.malformed += 1;
  else if (waiting === undefined) ignored.late += 1;
  else if (from.port !== waiting.endpoint.port || from.address !== waiting.endpoint.address) {
    ignored.wrongSource += 1;
    waiting.ignored += 1;
  } else if (matches(packet, id, waiting.question, ignored)) waiting.settle({ packet });
  else waiting.ignored += 1;
}

function freeId(shared: Shared, randomId: () => number): number | undefined {
  if (shared.waiting.size >= WAITING_LIMIT) return undefined;
  for (let tries = 0; tries < 100; tries += 1) {
    const id = randomId();
    if (!shared.waiting.has(id)) return id;
  }
  return undefined;
}

function send(shared: Shared, id: number, exchange: Exchange): Promise<Exchanged> {
  return new Promise((resolve) => {
    const waiting: Waiting = {
      ...exchange,
      ignored: 0,
      settle(outcome) {
        clearTimeout(timer);
        shared.waiting.delete(id);
        resolve(outcome);
      },
    };
    const timer = setTimeout(() => waiting.settle({ silence: timedOut(exchange.timeoutMs, waiting.ignored) }), exchange.timeoutMs);
    shared.waiting.set(id, waiting);
    const { port, address } = exchange.endpoint;
    shared.socket.send(packetOf(exchange.question, id, exchange.edns), port, address, (error) => {
      if (error !== null) waiting.settle({ silence: unreachable(error) });
    });
  });
}

function closeIfIdle(shared: Shared, open: Set<Shared>): void {
  if (shared.waiting.size === 0) void closeShared(shared, open, "");
}

function closeShared(shared: Shared, open: Set<Shared>, reason: string): Promise<void> {
  if (!open.delete(shared)) return Promise.resolve();
  for (const waiting of [...shared.waiting.values()]) waiting.settle({ silence: reason });
  return new Promise((resolve) => shared.socket.close(resolve));
}
