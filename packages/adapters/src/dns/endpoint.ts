/** Reads `address:port` in its spellings and translates it by the network table. Host names are looked up elsewhere. */
import { isIP, SocketAddress } from "node:net";

export interface Endpoint {
  address: string;
  port: number;
  family: 4 | 6;
}

/** A host or an address with its port, as the configuration spells it. */
export interface HostPort {
  host: string;
  port: number;
  /** 0 where `host` is a name. */
  family: 0 | 4 | 6;
}

/** Understands `host`, `host:port`, `address`, `address:port`, `v6`, `[v6]` and `[v6]:port`; undefined for anything else. */
export function hostPortOf(text: string, defaultPort = 53): HostPort | undefined {
  const bare = isIP(text);
  if (bare === 6) return { host: text, port: defaultPort, family: 6 };
  const parts = /^(?:\[([^\]]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(text);
  if (parts === null) return undefined;
  const host = parts[1] ?? parts[2] ?? "";
  const port = parts[3] === undefined ? defaultPort : Number(parts[3]);
  const family = isIP(host);
  if (port < 1 || port > 65_535 || (parts[1] !== undefined && family !== 6)) return undefined;
  return { host, port, family: family === 4 || family === 6 ? family : 0 };
}

/** An address with its port; undefined for a host name or anything else. */
export function endpointOf(text: string, defaultPort = 53): Endpoint | undefined {
  const found = hostPortOf(text, defaultPort);
  if (found === undefined || found.family === 0) return undefined;
  return { address: canonical(found.host, found.family), port: found.port, family: found.family };
}

/** `192.0.2.53:53` or `[2001:db8::53]:53`. */
export function formatEndpoint(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Where the packets for an endpoint really go; undefined when that is no address with a port. */
export type Translator = (text: string) => Endpoint | undefined;

/** Spellings remembered, so that a server is parsed once and not with each question. */
const SPELLINGS_LIMIT = 10_000;

/** The network table's word for an endpoint, else the endpoint itself. */
export function translator(network: Readonly<Record<string, string>>): Translator {
  const table = new Map(Object.entries(network).map(([from, to]) => [spelled(from) ?? from, to]));
  const known = new Map<string, Endpoint | undefined>();
  return (text) => {
    if (known.has(text)) return known.get(text);
    const other = table.get(spelled(text) ?? text);
    const endpoint = endpointOf(other === undefined ? text : other.replace(/^localhost:/, "127.0.0.1:"));
    if (known.size >= SPELLINGS_LIMIT) known.clear();
    known.set(text, endpoint);
    return endpoint;
  };
}

function spelled(text: string): string | undefined {
  const endpoint = endpointOf(text);
  return endpoint === undefined ? undefined : formatEndpoint(endpoint.address, endpoint.port);
}

/** The one spelling that sockets report a source in. A zone (`%eth0`) stays as it is. */
function canonical(address: string, family: 4 | 6): string {
  return family === 4 || address.includes("%") ? address : new SocketAddress({ address, family: "ipv6" }).address;
}
