/** Everything of the lab that speaks DNS: name servers for every vantage and a caching resolver a vantage. */
import { FlipwatchError } from "@flipwatch/core";
import { type Authoritative, startAuthoritative } from "./dns/authoritative.ts";
import type { DnsFaults, Vantage } from "./dns/faults.ts";
import { normalName } from "./dns/names.ts";
import { typeName } from "./dns/rdata.ts";
import { type Resolver, startResolver } from "./dns/resolver.ts";
import { lookUp } from "./dns/zone-lookup.ts";
import type { Ending } from "./ending.ts";
import { addressInUse } from "./listen.ts";
import type { LabTime, Random, ZoneSource } from "./types.ts";

export interface DnsWorldOptions {
  source: ZoneSource;
  regions: readonly string[];
  dnsPort: number;
  time: LabTime;
  random: Random;
  faults: DnsFaults;
  ending: Ending;
  onTrouble(error: unknown): void;
}

export interface DnsWorld {
  authoritative: Authoritative;
  /** By vantage, `public` included. */
  resolvers: ReadonlyMap<Vantage, Resolver>;
}

/** Throws `address-in-use` naming `--dns-port`. */
export async function startDnsWorld(options: DnsWorldOptions): Promise<DnsWorld> {
  const { source, regions, dnsPort, time, faults, ending, onTrouble } = options;
  const authoritative = await startAuthoritative(options).catch((error: unknown) => {
    throw addressInUse(error, "the DNS server", "--dns-port", dnsPort);
  });
  ending.add(authoritative.close);
  const resolvers = new Map<Vantage, Resolver>();
  for (const vantage of ["public", ...regions]) {
    const upstreams = authoritative.addresses[vantage] ?? [];
    const resolver = await startResolver({ vantage, upstreams, zones: () => source.zonesAt(0), time, faults, onTrouble });
    ending.add(resolver.close);
    resolvers.set(vantage, resolver);
  }
  return { authoritative, resolvers };
}

/** The addresses a health checker finds for a name. Throws `not-found` where there are none. */
export function lookUpAddresses(source: ZoneSource, name: string): readonly string[] {
  const context = { zones: source.zonesAt(0), healthy: (check: string) => source.healthy(check, 0), asker: { draw: 0 } };
  const records = lookUp(context, normalName(name), "A").answers ?? [];
  const addresses = records.filter(({ type }) => typeName(type) === "A").map(({ rdata }) => [...rdata].join("."));
  if (addresses.length > 0) return addresses;
  throw new FlipwatchError("not-found", `${name} has no address in the lab's zones`);
}
