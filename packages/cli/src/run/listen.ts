/** Opens an HTTP port, on loopback unless told otherwise; a busy one, or an address that is not this machine's, is told in words that say what to do. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { FlipwatchError, isLoopbackHost } from "@flipwatch/core";
import { getRequestListener } from "@hono/node-server";

export interface Listening {
  /** Where this machine reaches it. */
  url: string;
  close(): Promise<void>;
}

export interface ListenOptions {
  /** 0 picks a free one. */
  port: number;
  /** An address or a name of this machine, or `0.0.0.0` and `::` for all of them. Default: 127.0.0.1. */
  host?: string;
}

/** What comes with a request: both ends of the connection, as Node has them. */
export type Fetch = (request: Request, env: object) => Response | Promise<Response>;

const LOOPBACK = "127.0.0.1";
/** Of all addresses, loopback among them. */
const EVERYWHERE = ["0.0.0.0", "::"];

/** Throws FlipwatchError `address-in-use`, or `config-invalid` for a host that is none of this machine's. */
export async function listen(fetch: Fetch, { port, host = LOOPBACK }: ListenOptions): Promise<Listening> {
  const answer = getRequestListener(fetch);
  const servers: Server[] = [];
  const close = async () => void (await Promise.all(servers.splice(0).map(closed)));
  let taken = port;
  try {
    for (const address of addressesFor(host)) {
      const server = await opened(
        createServer((request, response) => void answer(request, response)),
        address,
        taken,
      );
      servers.push(server);
      taken = (server.address() as AddressInfo).port;
    }
  } catch (problem) {
    await close();
    throw problem;
  }
  const near = addressesFor(host).find(isLoopbackHost) ?? LOOPBACK;
  return { url: `http://${near.includes(":") ? `[${near}]` : near}:${taken}`, close };
}

/** The command line asks on loopback, wherever else people come in. */
export function addressesFor(host: string): string[] {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  if (/^localhost$/i.test(bare)) return [LOOPBACK];
  return isLoopbackHost(bare) || EVERYWHERE.includes(bare) ? [bare] : [bare, LOOPBACK];
}

function opened(server: Server, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once("error", (problem: NodeJS.ErrnoException) => reject(asTold(problem, host, port)));
    server.listen(port, host, () => resolve(server));
  });
}

function asTold(problem: NodeJS.ErrnoException, host: string, port: number): Error {
  const { code = "" } = problem;
  if (code === "EADDRINUSE") {
    const message = `port ${port} on ${host} is in use. Give another with --port, or --port 0 for a free one.`;
    return new FlipwatchError("address-in-use", message, { cause: problem });
  }
  if (!["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN"].includes(code)) return problem;
  const message = `--listen ${host}: this machine has no such address. Give one of its own, or 0.0.0.0 for all of them.`;
  return new FlipwatchError("config-invalid", message, { cause: problem });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
