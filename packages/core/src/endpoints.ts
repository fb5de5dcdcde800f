/** Checks how servers are spelled in the configuration. Looking them up and reaching them is the adapters' work. */
import { canonicalIpv4, canonicalIpv6 } from "./addresses.ts";

/** To complete "expected …". */
export const SERVER_FORM = "a name server such as 192.0.2.53, 192.0.2.53:5300, [2001:db8::53]:53 or ns1.example.com";
export const ENDPOINT_FORM = "an address and port such as 192.0.2.10:80 or [2001:db8::10]:80";

const HOST =
  /^(?=.{1,253}$)(?!\d+(?:\.\d+)*\.?$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;

/** `host`, `host:port`, `address`, `address:port`, `v6`, `[v6]` or `[v6]:port`. */
export function isServer(text: string): boolean {
  if (canonicalIpv6(text) !== undefined) return true;
  const { host, bracketed, port } = partsOf(text);
  if (port !== undefined && !isPort(port)) return false;
  return bracketed ? canonicalIpv6(host) !== undefined : canonicalIpv4(host) !== undefined || HOST.test(host);
}

/** `address:port` or `[v6]:port`. */
export function isEndpoint(text: string): boolean {
  const { host, bracketed, port } = partsOf(text);
  if (port === undefined || !isPort(port)) return false;
  return bracketed ? canonicalIpv6(host) !== undefined : canonicalIpv4(host) !== undefined;
}

function partsOf(text: string): { host: string; bracketed: boolean; port?: string } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed !== null) return { host: bracketed[1] ?? "", bracketed: true, port: bracketed[2] };
  const plain = /^([^:]*)(?::(.*))?$/.exec(text);
  return { host: plain?.[1] ?? "", bracketed: false, port: plain?.[2] };
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}
