/**
 * The lab's one table between documentation addresses and loopback ports. A region has its own name servers and resolver, so that it
 * can be cut off; the demo servers are the same for everybody.
 */
import { demoSites } from "./demo-servers.ts";
import { nameServerAddresses } from "./dns/resolver.ts";
import type { Translate } from "./types.ts";

/** Where clients find "their" caching resolver, in every region. */
export const RESOLVER_ADDRESS = "198.51.100.53";

export type NetworkTable = Record<string, string>;

export interface Reachable {
  /** `127.0.0.1:port` of the demo servers, in the order of `demoSites`. */
  demo: readonly string[];
  /** Of the four name servers, for this vantage. */
  nameServers: readonly string[];
  /** Of this vantage's resolver. */
  resolver: string;
}

export function networkTable({ demo, nameServers, resolver }: Reachable): NetworkTable {
  return Object.fromEntries([
    ...demoSites.map((site, i) => [site.endpoint, demo[i] ?? ""]),
    ...nameServerAddresses.map((address, i) => [`${address}:53`, nameServers[i] ?? ""]),
    [`${RESOLVER_ADDRESS}:53`, resolver],
  ]);
}

export function translateBy(table: NetworkTable): Translate {
  return (endpoint) => table[endpoint] ?? endpoint;
}
