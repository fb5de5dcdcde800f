/**
 * The four name servers of the lab's zones, UDP and TCP: at fixed ports for everybody ("public"), and at ports of their own for every
 * region, so that one region's questions can be lost, slowed or spoilt. Which records are served is decided in `zone-lookup.ts`.
 */
import type { Random, ZoneSource } from "../types.ts";
import { type DnsFaults, NAME_SERVER_COUNT, type Vantage } from "./faults.ts";
import type { Query, Reply } from "./message.ts";
import { typeName } from "./rdata.ts";
import { type DnsServer, listenDns } from "./sockets.ts";
import { lookUp } from "./zone-lookup.ts";

export interface AuthoritativeOptions {
  source: ZoneSource;
  /** Besides `public`. */
  regions: readonly string[];
  /** The public servers take this port and the three after it; 0 picks free ones. */
  dnsPort: number;
  faults: DnsFaults;
  random: Random;
  /** Told of what no answer foresaw. */
  onTrouble(error: unknown): void;
}

export interface Authoritative {
  /** By vantage, `127.0.0.1:port` of server 0 to 3. */
  addresses: Readonly<Record<string, readonly string[]>>;
  close(): Promise<void>;
}

/** Starts all of them or, when a port is busy, none; the socket's own error (EADDRINUSE) comes through. */
export async function startAuthoritative(options: AuthoritativeOptions): Promise<Authoritative> {
  const started: DnsServer[] = [];
  const close = async () => {
    await Promise.all(started.map((server) => server.close()));
  };
  const addresses: Record<string, string[]> = {};
  try {
    for (const vantage of ["public", ...options.regions]) {
      const mine: string[] = [];
      for (let index = 0; index < NAME_SERVER_COUNT; index++) {
        const port = vantage === "public" && options.dnsPort > 0 ? options.dnsPort + index : 0;
        const server = await listenDns({
          port,
          respond: async (query) => respond(options, vantage, index, query),
          onTrouble: options.onTrouble,
          fault: (transport) => options.faults.take({ vantage, server: index, transport }),
        });
        started.push(server);
        mine.push(server.address);
      }
      addresses[vantage] = mine;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { addresses, close };
}

function respond(options: AuthoritativeOptions, vantage: Vantage, index: number, query: Query): Reply {
  const type = typeName(query.question.type);
  const { name } = query.question;
  const asker = vantage === "public" ? { draw: options.random() } : { region: vantage, draw: options.random() };
  const healthy = (check: string) => options.source.healthy(check, index);
  const transfer = type === "TYPE251" || type === "TYPE252";
  return transfer ? { rcode: "REFUSED" } : lookUp({ zones: options.source.zonesAt(index), healthy, asker }, name, type);
}
