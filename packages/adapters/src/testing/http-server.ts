/** For tests: a real HTTP server on loopback whose replies a test scripts, and which keeps what it was sent. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  method: string;
  /** With the query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  at: number;
}

export type Answer = (received: Received, reply: ServerResponse, request: IncomingMessage) => void;

export interface TestServer {
  origin: string;
  port: number;
  received: Received[];
  /** Answers the next and all later requests; the script set last counts. */
  answer(answer: Answer): void;
  /** For what a server does before it has read any of a request's body; the body is not read then, and nothing is kept. */
  atHeaders(act: (request: IncomingMessage) => void): void;
  close(): Promise<void>;
}

export async function startServer(first: Answer = (_received, reply) => reply.end()): Promise<TestServer> {
  let answer = first;
  let early: ((request: IncomingMessage) => void) | undefined;
  const received: Received[] = [];
  const server = createServer((request, reply) => {
    if (early) return early(request);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString("utf8"), at: performance.now() };
      received.push(one);
      answer(one, reply, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    received,
    answer: (next) => {
      answer = next;
    },
    atHeaders: (act) => {
      early = act;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with a status and a body, as most scripts do. */
export function replyWith(status: number, body = "", headers: Record<string, string> = {}): Answer {
  return (_received, reply) => {
    reply.writeHead(status, headers).end(body);
  };
}
