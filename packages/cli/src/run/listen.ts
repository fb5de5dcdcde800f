/** Opens an HTTP port on loopback, with a busy one told in words that say what to do. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { FlipwatchError } from "@flipwatch/core";
import { getRequestListener } from "@hono/node-server";

export interface Listening {
  url: string;
  close(): Promise<void>;
}

/** `port` 0 picks a free one. Throws FlipwatchError `address-in-use`. */
export async function listen(fetch: (request: Request) => Response | Promise<Response>, port: number): Promise<Listening> {
  const answer = getRequestListener(fetch);
  const server = createServer((request, response) => void answer(request, response));
  await opened(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function opened(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (problem: NodeJS.ErrnoException) => {
      reject(
        problem.code === "EADDRINUSE"
          ? new FlipwatchError(
              "address-in-use",
              `port ${port} on 127.0.0.1 is in use. Give another with --port, or --port 0 for a free one.`,
              { cause: problem },
            )
          : problem,
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}
