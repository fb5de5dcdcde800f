/** Which hosts are this machine and no other. By their spelling alone: what a name leads to is not looked up. */

/** A host without its port, with or without IPv6's brackets: `localhost`, `127.0.0.1`, `[::1]`, `::ffff:127.0.0.1`. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return bare === "localhost" || bare === "::1" || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(bare);
}

/** The host of a `Host` header or of `host:port`, without the port; an IPv6 address keeps its brackets. */
export function hostOf(hostAndPort: string): string {
  return hostAndPort.replace(/:\d*$/, "");
}
