/** What this machine itself knows of its network: its resolvers, and whether it can reach IPv6. */
import { getServers } from "node:dns";
import { networkInterfaces } from "node:os";
import { formatEndpoint, hostPortOf } from "./endpoint.ts";

/** The machine's own resolvers as `address:port`, for a configuration that lists none. */
export function systemResolvers(): string[] {
  return getServers().flatMap((text) => {
    const found = hostPortOf(text);
    return found === undefined ? [] : [formatEndpoint(found.host, found.port)];
  });
}

/** Whether any interface has a global IPv6 address; without one IPv6 servers are only noise. */
export function hasGlobalIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some((one) => one.family === "IPv6" && !one.internal && !one.address.startsWith("fe80:")),
  );
}
