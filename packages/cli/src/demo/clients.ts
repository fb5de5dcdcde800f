/** The walk-through's client: resolves the name through a region's caching resolver and opens the page it is sent to. */
import { randomInt } from "node:crypto";
import { createAsker } from "@flipwatch/adapters/dns/asker";
import type { Lab } from "@flipwatch/lab/lab";
import { NAME } from "./records.ts";

export interface Visit {
  address: string;
  /** The page's own words. */
  page: string;
}

const TIMEOUT_MS = 2_000;

export interface Visitor {
  visit(region: string): Promise<Visit | undefined>;
  close(): Promise<void>;
}

/** A client follows the answer as people's browsers do; the lab's network table stands for the Internet. */
export function createVisitor(lab: Lab): Visitor {
  const asker = createAsker({ now: Date.now, randomId: () => randomInt(65_536) });
  return {
    async visit(region) {
      const server = lab.addresses.resolvers[region] ?? lab.addresses.resolver;
      const answer = await asker.ask({ name: NAME, type: "A", server, transport: "udp", recursive: true, timeoutMs: TIMEOUT_MS });
      const address = answer.kind === "reply" ? answer.records.at(-1)?.value : undefined;
      const demo = lab.addresses.demo.find((page) => page.endpoint === `${address}:80`);
      if (address === undefined || demo === undefined) return undefined;
      const response = await fetch(demo.url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      return { address, page: words(await response.text()) };
    },
    close: () => asker.close(),
  };
}

/** "Hello World from eu-central-1c" out of the page. */
export function words(html: string): string {
  return /Hello World from [\w-]+/.exec(html)?.[0] ?? html.slice(0, 80);
}
