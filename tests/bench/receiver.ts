/** The web hook of the bench: notes what came for which pair, and when the whole of it was there. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { FlipwatchEvent } from "@flipwatch/core";
import { monotonicMs } from "./name-server.ts";

export interface Received {
  event: FlipwatchEvent;
  /** As `monotonicMs` counts. */
  at: number;
}

export interface Receiver {
  url: string;
  all(): readonly Received[];
  /** The first one that fits, whether it is there already or is still to come. */
  first(fits: (event: FlipwatchEvent) => boolean): Promise<Received>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const all: Received[] = [];
  const waiting = new Set<(received: Received) => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const at = monotonicMs();
      response.writeHead(204).end();
      const received = { at, event: JSON.parse(Buffer.concat(chunks).toString()) as FlipwatchEvent };
      all.push(received);
      for (const hear of [...waiting]) hear(received);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    all: () => all,
    first(fits) {
      const known = all.find(({ event }) => fits(event));
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve) => {
        const hear = (received: Received) => {
          if (!fits(received.event)) return;
          waiting.delete(hear);
          resolve(received);
        };
        waiting.add(hear);
      });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
