/** For tests: the AWS side alone behind a real HTTP server on a free loopback port, with a firewall and a network table of its own. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Firewall } from "../types.ts";
import { type AwsSide, type AwsSideOptions, createAwsSide } from "./side.ts";

export interface TestSide {
  side: AwsSide;
  url: string;
  firewall: Firewall;
  /** From a record's endpoint to a loopback one; add as the test needs. */
  network: Map<string, string>;
  /** What no operation foresaw; a test expects it to stay empty. */
  troubles: unknown[];
  close(): Promise<void>;
}

/** SDK clients need some; nothing verifies them. */
export const credentials = { accessKeyId: "AKIDLOCAL", secretAccessKey: "lab" };

export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

export function createTestFirewall(): Firewall {
  const blocked = new Set<string>();
  return {
    blocked: (endpoint) => blocked.has(endpoint),
    block: (endpoint) => void blocked.add(endpoint),
    unblock: (endpoint) => void blocked.delete(endpoint),
    list: () => [...blocked],
  };
}

/** `unitMs`: one lab second. Throttling is off unless asked for. */
export async function startTestSide(unitMs: number, options: Partial<AwsSideOptions> = {}): Promise<TestSide> {
  const firewall = createTestFirewall();
  const network = new Map<string, string>();
  const troubles: unknown[] = [];
  const side = createAwsSide({
    time: { now: () => Date.now(), unitMs },
    random: seeded(7),
    firewall,
    translate: (endpoint) => network.get(endpoint) ?? endpoint,
    onTrouble: (error) => void troubles.push(error),
    ...options,
    assumptions: { throttle: false, ...options.assumptions },
  });
  const server = createServer((request, response) => void side.endpoint.handle(request, response));
  const url = await listening(server);
  return {
    side,
    url,
    firewall,
    network,
    troubles,
    async close() {
      await side.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

/** Waits for a thing to become true, looking often; throws with `what` after `withinMs`. */
export async function eventually(what: string, look: () => boolean | Promise<boolean>, withinMs = 5_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`did not happen within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
